package dev.sdr.testkit;

import dev.sdr.sequence.Sequence;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A scripted world: leads that reply, go away, bounce and say stop; nodes that crash, pause and lose connections; a
 * provider that times out. Everything follows from a seed and runs in one thread on a virtual clock, so a world can be
 * played again.
 *
 * <pre>{@code
 * WorldResult result = SdrWorld.of(sequence).leads(30).days(15).seed(42).run();
 * assertThat(result.violations()).isEmpty();
 * }</pre>
 */
public final class SdrWorld {

    /** Monday, so that office hours begin at once. */
    static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

    final Sequence sequence;
    final int leads;
    final int days;
    final int nodes;
    final long seed;
    final double faults;
    final UnaryOperator<WorldBugs> bugs;
    final boolean restore;
    final boolean provider;

    private SdrWorld(
            Sequence sequence,
            int leads,
            int days,
            int nodes,
            long seed,
            double faults,
            UnaryOperator<WorldBugs> bugs,
            boolean restore,
            boolean provider) {
        this.sequence = sequence;
        this.leads = leads;
        this.days = days;
        this.nodes = nodes;
        this.seed = seed;
        this.faults = faults;
        this.bugs = bugs;
        this.restore = restore;
        this.provider = provider;
    }

    /**
     * A world around a sequence: 20 leads, 15 days, 2 nodes, seed 1, and faults at their usual rate.
     *
     * @param sequence the sequence its leads are enrolled in
     * @return the world
     */
    public static SdrWorld of(Sequence sequence) {
        return new SdrWorld(sequence, 20, 15, 2, 1, 0.05, b -> b, false, false);
    }

    /**
     * This world with another number of leads.
     *
     * @param number at least 1
     * @return a changed copy
     */
    public SdrWorld leads(int number) {
        return new SdrWorld(sequence, number, days, nodes, seed, faults, bugs, restore, provider);
    }

    /**
     * This world over another time.
     *
     * @param number how many days faults and people's actions go on; quiet days follow until all is over
     * @return a changed copy
     */
    public SdrWorld days(int number) {
        return new SdrWorld(sequence, leads, number, nodes, seed, faults, bugs, restore, provider);
    }

    /**
     * This world with another number of nodes.
     *
     * @param number at least 1
     * @return a changed copy
     */
    public SdrWorld nodes(int number) {
        return new SdrWorld(sequence, leads, days, number, seed, faults, bugs, restore, provider);
    }

    /**
     * This world from another seed.
     *
     * @param newSeed the seed
     * @return a changed copy
     */
    public SdrWorld seed(long newSeed) {
        return new SdrWorld(sequence, leads, days, nodes, newSeed, faults, bugs, restore, provider);
    }

    /**
     * This world with another rate of faults.
     *
     * @param rate from 0 (nothing goes wrong) to 1
     * @return a changed copy
     */
    public SdrWorld faults(double rate) {
        return new SdrWorld(sequence, leads, days, nodes, seed, rate, bugs, restore, provider);
    }

    /**
     * This world, whose database is once set back to a backup of hours or days before, in mid-run, and then adopted.
     *
     * @return a changed copy
     */
    public SdrWorld restore() {
        return new SdrWorld(sequence, leads, days, nodes, seed, faults, bugs, true, provider);
    }

    /**
     * This world, whose mail goes through a provider that gives it another Message-ID, keeps copies in the mailbox and posts
     * what becomes of it, several times and late; some people unsubscribe by link, and scanners follow it. With {@link
     * #restore} what came over the web in the gap is forgotten, so both are not played together.
     *
     * @return a changed copy
     */
    public SdrWorld provider() {
        return new SdrWorld(sequence, leads, days, nodes, seed, faults, bugs, restore, true);
    }

    /** This world with a deliberate bug, which it must find. */
    SdrWorld with(UnaryOperator<WorldBugs> deliberate) {
        return new SdrWorld(sequence, leads, days, nodes, seed, faults, deliberate, restore, provider);
    }

    /**
     * Runs the world to its end.
     *
     * @return what happened
     * @throws IllegalStateException if it has both {@link #restore} and {@link #provider}
     */
    public WorldResult run() {
        if (restore && provider) {
            throw new IllegalStateException("a world has either restore() or provider()");
        }
        return new WorldRun(this).run();
    }
}
