package dev.sdr.internal.engine;

import dev.sdr.store.SequenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The default time: the store's own, sampled when a phase starts and carried on by the monotonic clock, so that nodes
 * with wrong clocks agree on what is due. A store without a clock leaves this machine's.
 */
final class SystemTime implements EngineTime {

    /** More than clocks that are set now and then differ by. */
    private static final Duration SLEEP = Duration.ofSeconds(1);

    private final SequenceStore store;
    private final Supplier<Instant> machine;
    private final LongSupplier monotonic;
    private final long origin;
    private final Instant originWall;
    private volatile Sample sample;

    /**
     * A look at all clocks.
     *
     * @param wall the store's, or the machine's if the store has none
     * @param nanos the monotonic one
     * @param machine the machine's own
     */
    private record Sample(Instant wall, long nanos, Instant machine) {}

    SystemTime(SequenceStore store) {
        this(store, Instant::now, System::nanoTime);
    }

    SystemTime(SequenceStore store, Supplier<Instant> machine, LongSupplier monotonic) {
        this.store = store;
        this.machine = machine;
        this.monotonic = monotonic;
        this.origin = monotonic.getAsLong();
        this.originWall = machine.get();
        this.sample = sample();
    }

    private Sample sample() {
        Instant wall = store.databaseTime().orElseGet(machine);
        return new Sample(wall, monotonic.getAsLong(), machine.get());
    }

    /** The machine's clock went on while the monotonic one stood still: the machine slept. */
    @Override
    public void wake() {
        Sample s = sample;
        Duration awake = Duration.ofNanos(monotonic.getAsLong() - s.nanos());
        if (Duration.between(s.machine(), machine.get()).minus(awake).compareTo(SLEEP) > 0) {
            refresh();
        }
    }

    @Override
    public void refresh() {
        sample = sample();
    }

    @Override
    public Instant now() {
        Sample s = sample;
        return s.wall().plusNanos(monotonic.getAsLong() - s.nanos()).truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The monotonic clock stands still while a virtual machine is suspended, so the machine's own clock is believed where
     * it says that more time has passed: what was begun before must not leave after (protocol D3).
     */
    @Override
    public long nanos() {
        long asleep = Duration.between(originWall, machine.get()).toNanos();
        return Math.max(monotonic.getAsLong() - origin, asleep);
    }
}
