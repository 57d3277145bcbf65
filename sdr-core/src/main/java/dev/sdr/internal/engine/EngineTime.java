package dev.sdr.internal.engine;

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

    /** Looks at the wall clock anew, if it is kept somewhere else. Called when a phase starts. */
    default void refresh() {}

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
