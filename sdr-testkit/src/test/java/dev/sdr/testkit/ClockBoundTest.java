package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.compose.OneOff;
import dev.sdr.error.RetryableException;
import dev.sdr.event.Event;
import dev.sdr.inbox.InboxSource;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.SdrListener;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose clock is beyond the bound (protocol, section 4) does nothing until it is set. */
class ClockBoundTest {

    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final Lead JANE = Lead.of("jane", "jane@company.example");

    private final VirtualClock database = new VirtualClock(NOW);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> failures = new ArrayList<>();
    private final InMemorySequenceStore rows = new InMemorySequenceStore();
    private final SequenceStore store = new SequenceStore() {
        @Override
        public <T> T inTransaction(Function<Tx, T> work) {
            return rows.inTransaction(work);
        }

        @Override
        public Optional<Instant> databaseTime() {
            return Optional.of(database.instant());
        }
    };

    private RunnerBuilder builder() {
        InboxSource inbox = (cursor, since, limit) -> {
            reads.incrementAndGet();
            return new InboxSource.Page(List.of(), "", true);
        };
        return SequenceRunner.builder(
                        store,
                        Sequences.of(Sequence.builder("hello")
                                .email("one", s -> s.subject("Hello").text("Hello."))
                                .build()),
                        Sender.of("Example Ltd", "1 High Street"))
                .mailbox(
                        Mailbox.of("a@sender.example", ZoneOffset.UTC),
                        (email, deadline) -> {
                            sent.incrementAndGet();
                            return Delivery.accepted();
                        },
                        inbox)
                .window(SendWindow.ALWAYS)
                .listener(new SdrListener() {
                    @Override
                    public void on(Event event) {}

                    @Override
                    public void failed(String what, Throwable problem) {
                        failures.add(what);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {-31, 31})
    void aClockBeyondTheBoundNeitherSendsNorReceivesNorEnrolls(int seconds) {
        SequenceRunner right = builder().build();
        right.enroll(JANE, "hello");
        VirtualClock wrong = new VirtualClock(NOW.plusSeconds(seconds));
        SequenceRunner runner = builder().clock(wrong).build();

        assertThatThrownBy(() -> store.inTransaction(tx -> runner.enroll(tx, List.of(JANE), "hello", Optional.empty())))
                .isInstanceOf(RetryableException.class);
        assertThat(runner.runOnce().problems())
                .hasSize(4)
                .allSatisfy(
                        p -> assertThat(p).contains("clock is 31 seconds " + (seconds < 0 ? "behind" : "ahead of")));
        assertThat(runner.retain(RetentionPolicy.keepAll()).problems()).hasSize(1);
        assertThat(failures).hasSize(5);
        assertThatThrownBy(() -> runner.enroll(Lead.of("bob", "bob@company.example"), "hello"))
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("31 seconds");
        assertThatThrownBy(() -> runner.send(JANE, OneOff.of("k", "Subject", "Text")))
                .isInstanceOf(RetryableException.class);
        assertThat(sent).hasValue(0);
        assertThat(reads).hasValue(0);
        assertThat(runner.explain("bob")).isEmpty();
    }

    @Test
    void itRunsAgainOnceItsClockIsSet() {
        VirtualClock wrong = new VirtualClock(NOW.minusSeconds(31));
        SequenceRunner runner = builder().clock(wrong).build();
        assertThat(runner.runOnce().problems()).isNotEmpty();
        wrong.advance(Duration.ofSeconds(1));
        assertThat(runner.enroll(JANE, "hello").result()).isEqualTo(Enrolled.Result.ENROLLED);
        wrong.advance(Duration.ofSeconds(40)); // ahead, and within the bound
        assertThat(runner.runOnce().problems()).isEmpty();
        assertThat(sent).hasValue(1);
    }

    @Test
    void aVirtualClockIsNotCompared() {
        SequenceRunner runner = builder()
                .virtualClock(new VirtualClock(NOW.plus(Duration.ofDays(1000))))
                .build();
        runner.enroll(JANE, "hello");
        assertThat(runner.runOnce().problems()).isEmpty();
        assertThat(sent).hasValue(1);
    }
}
