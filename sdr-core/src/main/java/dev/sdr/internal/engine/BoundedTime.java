package dev.sdr.internal.engine;

import dev.sdr.error.RetryableException;
import dev.sdr.store.SequenceStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A clock of the host's, compared with the store's own whenever a phase starts, an enrollment or a mail is asked for.
 * Beyond the bound this node does nothing: what it took for due, fresh or free would be wrong for all others.
 */
final class BoundedTime implements EngineTime {

    /** The hand-over deadline: a clock that is off by less widens no promise by more than the deadline does already. */
    static final Duration BOUND = Duration.ofSeconds(30);

    private final EngineTime time;
    private final SequenceStore store;
    private volatile Optional<String> fault;

    BoundedTime(Clock clock, SequenceStore store) {
        this.time = EngineTime.of(clock);
        this.store = store;
        this.fault = compare();
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public void refresh() {
        fault = compare();
        mustBeSound();
    }

    private Optional<String> compare() {
        Instant before = time.now();
        Optional<Instant> stores = store.databaseTime(); // may take a while, so it is compared with both ends
        Instant after = time.now();
        return stores.flatMap(s -> fault(before, s, after));
    }

    @Override
    public void mustBeSound() {
        fault.ifPresent(f -> {
            throw new RetryableException(f);
        });
    }

    private static Optional<String> fault(Instant before, Instant stores, Instant after) {
        Duration behind = Duration.between(after, stores);
        Duration ahead = Duration.between(stores, before);
        Duration off = behind.compareTo(ahead) > 0 ? behind : ahead;
        return off.compareTo(BOUND) <= 0
                ? Optional.empty()
                : Optional.of("this node's clock is " + off.toSeconds() + " seconds "
                        + (off.equals(behind) ? "behind" : "ahead of") + " the database's, more than the "
                        + BOUND.toSeconds() + " allowed, so it does not run; set the machine's clock, or leave out"
                        + " RunnerBuilder.clock to run by the database's");
    }
}
