package dev.sdr.internal.engine;

import dev.sdr.store.SequenceStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The engine's two clocks: the wall, which decides what is due, and a monotonic one, which measures. */
public interface EngineTime {

    /**
     * The wall clock, cut to microseconds.
     *
     * @return now
     */
    Instant now();

    /**
     * A clock that is never set.
     *
     * @return nanoseconds from an arbitrary origin
     */
    long nanos();

    /**
     * Looks at the wall clock anew, if it is kept somewhere else. Called when a phase starts.
     *
     * @throws dev.sdr.error.RetryableException if the clock is too far from the store's to run by
     */
    default void refresh() {}

    /**
     * Looks at the wall clock anew if the machine was suspended since it was last looked at. Called before each begin,
     * outside transactions: what is begun by a clock that stood still would pass gates that are closed by now.
     *
     * @throws dev.sdr.error.RetryableException as {@link #refresh}
     */
    default void wake() {}

    /**
     * As {@link #refresh}, but by what the last one found: for work inside a transaction of the host's, which may hold
     * the only connection.
     */
    default void mustBeSound() {}

    /**
     * Time from a clock the host hands in, compared with the store's.
     *
     * @param clock the clock
     * @param store the store, which may have a time of its own
     * @return the time
     */
    static EngineTime bounded(Clock clock, SequenceStore store) {
        return new BoundedTime(clock, store);
    }

    /**
     * Time from a clock the host hands in.
     *
     * @param clock the clock, used as the wall and the monotonic clock
     * @return the time
     */
    static EngineTime of(Clock clock) {
        return new EngineTime() {
            @Override
            public Instant now() {
                return clock.instant().truncatedTo(ChronoUnit.MICROS);
            }

            @Override
            public long nanos() {
                Instant now = clock.instant();
                return now.getEpochSecond() * 1_000_000_000L + now.getNano();
            }
        };
    }
}
