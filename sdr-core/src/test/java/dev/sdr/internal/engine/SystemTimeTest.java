package dev.sdr.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.store.InMemorySequenceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The time of a machine that is suspended. */
class SystemTimeTest {

    private final AtomicReference<Instant> machine = new AtomicReference<>(Instant.parse("2026-01-05T09:00:00Z"));
    private final AtomicLong monotonic = new AtomicLong(7);
    private final SystemTime time = new SystemTime(new InMemorySequenceStore(), machine::get, monotonic::get);

    private void awake(Duration length) {
        asleep(length);
        monotonic.addAndGet(length.toNanos());
    }

    private void asleep(Duration length) {
        machine.updateAndGet(m -> m.plus(length));
    }

    @Test
    void itGoesOnWithTheMonotonicClockUntilItIsLookedAtAgain() {
        awake(Duration.ofMinutes(1));
        assertThat(time.now()).isEqualTo("2026-01-05T09:01:00Z");
        machine.set(Instant.parse("2026-01-05T08:00:00Z")); // somebody sets the machine's clock back
        time.wake();
        assertThat(time.now()).isEqualTo("2026-01-05T09:01:00Z");
    }

    @Test
    void aMachineThatSleptLooksAtTheTimeBeforeItBegins() {
        asleep(Duration.ofHours(1));
        assertThat(time.now()).isEqualTo("2026-01-05T09:00:00Z");
        time.wake();
        assertThat(time.now()).isEqualTo("2026-01-05T10:00:00Z");
    }

    @Test
    void whatIsMeasuredIncludesTheSleep() {
        long before = time.nanos();
        asleep(Duration.ofHours(1));
        assertThat(time.nanos() - before).isEqualTo(Duration.ofHours(1).toNanos());
    }
}
