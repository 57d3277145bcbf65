package dev.sdr.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. Safe for use by several threads. */
public final class VirtualClock extends Clock {

    private volatile Instant now;

    /**
     * Creates a clock.
     *
     * @param start where it stands
     */
    public VirtualClock(Instant start) {
        this.now = start;
    }

    /**
     * Moves it forward.
     *
     * @param by how far, not negative
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back, was " + by);
        }
        now = now.plus(by);
    }

    /**
     * Moves it to a moment, unless that lies in the past.
     *
     * @param moment the moment
     */
    public synchronized void advanceTo(Instant moment) {
        if (moment.isAfter(now)) {
            now = moment;
        }
    }

    @Override
    public Instant instant() {
        return now;
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
