package dev.sdr.internal.engine;

import dev.sdr.store.SequenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The default time: the store's own, sampled when a phase starts and carried on by the monotonic clock, so that nodes
 * with wrong clocks agree on what is due. A store without a clock leaves this machine's.
 */
final class SystemTime implements EngineTime {

    private final SequenceStore store;
    private final long origin = System.nanoTime();
    private final Instant originWall = Instant.now();
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

    /**
     * The monotonic clock stands still while a virtual machine is suspended, so the machine's own clock is believed where
     * it says that more time has passed: what was begun before must not leave after (protocol D3).
     */
    @Override
    public long nanos() {
        long machine = Duration.between(originWall, Instant.now()).toNanos();
        return Math.max(System.nanoTime() - origin, machine);
    }
}
