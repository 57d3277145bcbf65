package dev.sdr.store;

import dev.sdr.channel.Counter;
import java.util.Collection;
import java.util.Map;

/** The daily counters of a {@link Tx}. */
public interface CounterRows {

    /**
     * Locks counters until the transaction ends, in their order, inserting missing ones at 0.
     *
     * @param counters which
     * @return how much of each is used, as it is once locked
     */
    Map<Counter, Integer> lock(Collection<Counter> counters);

    /**
     * Changes counters, in their order; a missing one counts as 0.
     *
     * @param deltas what to add to each, possibly negative
     */
    void add(Map<Counter, Integer> deltas);

    /**
     * Reads counters without locking.
     *
     * @param counters which
     * @return how much of each is used; one that was never used may be missing
     */
    Map<Counter, Integer> used(Collection<Counter> counters);
}
