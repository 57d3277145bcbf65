package dev.sdr.store;

import dev.sdr.channel.Counter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Daily counters in memory. */
final class MemoryCounters implements CounterRows {

    private final Undo undo;
    private final Map<Counter, Integer> used = new HashMap<>();

    MemoryCounters(Undo undo) {
        this.undo = undo;
    }

    @Override
    public Map<Counter, Integer> lock(Collection<Counter> counters) {
        Map<Counter, Integer> locked = new HashMap<>();
        counters.forEach(c -> locked.put(c, used.getOrDefault(c, 0)));
        return locked;
    }

    @Override
    public void add(Map<Counter, Integer> deltas) {
        deltas.forEach((c, delta) -> undo.put(used, c, used.getOrDefault(c, 0) + delta));
    }

    @Override
    public Map<Counter, Integer> used(Collection<Counter> counters) {
        return lock(counters);
    }
}
