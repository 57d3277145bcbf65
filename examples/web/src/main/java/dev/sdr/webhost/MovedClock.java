package dev.sdr.webhost;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** This machine's clock, which the walk moves on. */
final class MovedClock extends Clock {

    private volatile Duration moved = Duration.ZERO;

    void advance(Duration by) {
        moved = moved.plus(by);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(moved);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
