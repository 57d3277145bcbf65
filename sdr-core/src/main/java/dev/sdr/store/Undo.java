package dev.sdr.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a transaction in memory must take back if it is rolled back, latest first. */
final class Undo {

    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Deque<Runnable> kept = new ArrayDeque<>();
    private boolean keeping;

    void add(Runnable step) {
        steps.push(step);
    }

    /** Puts a value into a map, or removes it if there is none, and remembers what was there. */
    <K, V> void put(Map<K, V> map, K key, @Nullable V value) {
        @Nullable V before = value == null ? map.remove(key) : map.put(key, value);
        add(() -> restore(map, key, before));
    }

    private static <K, V> void restore(Map<K, V> map, K key, @Nullable V before) {
        if (before == null) {
            map.remove(key);
        } else {
            map.put(key, before);
        }
    }

    void clear() {
        if (keeping) {
            while (!steps.isEmpty()) {
                kept.push(steps.pollLast());
            }
        }
        steps.clear();
    }

    /** From now on keeps what would take back each transaction. */
    void keepFromNow() {
        kept.clear();
        keeping = true;
    }

    /** Takes back every transaction since {@link #keepFromNow}. */
    void rollBackKept() {
        while (!kept.isEmpty()) {
            kept.pop().run();
        }
        keeping = false;
    }

    void rollBack() {
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }
}
