package dev.sdr.internal.engine;

import java.time.Duration;

/** How long a phase may still work. */
final class Budget {

    private final EngineTime time;
    private final long end;

    Budget(EngineTime time, Duration length) {
        this.time = time;
        this.end = time.nanos() + length.toNanos();
    }

    boolean isSpent() {
        return time.nanos() - end >= 0;
    }
}
