package dev.sdr.internal.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads values that are there by construction. */
final class Must {

    private Must() {}

    /** The value of a key that the map has. */
    static <K, V> V get(Map<K, V> map, K key) {
        @Nullable V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("there is nothing under " + key);
        }
        return value;
    }
}
