package dev.sdr.internal.engine;

import dev.sdr.store.SequenceStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The default time: the store's own, sampled when a phase starts and carried on by the monotonic clock, so that nodes
 * with wrong clocks agree on what is due. A store without a clock leaves this machine's.
 */
final class SystemTime implements EngineTime {

    private final SequenceStore store;
    private volatile Sample sample;

    private record Sample(Instant wall, long nanos) {}

    SystemTime(SequenceStore store) {
        this.store = store;
        this.sample = sample();
    }

    private Sample sample() {
        Instant wall = store.databaseTime().orElseGet(Instant::now);
        return new Sample(wall, System.nanoTime());
    }

    @Override
    public void refresh() {
        sample = sample();
    }

    @Override
    public Instant now() {
        Sample s = sample;
        return s.wall().plusNanos(System.nanoTime() - s.nanos()).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
