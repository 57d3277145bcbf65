package dev.sdr.store;

import static java.util.Objects.requireNonNull;

/**
 * A durable thing that needs no table of its own.
 *
 * @param kind what it is, such as {@code campaign}
 * @param key which one, at most 500 characters
 * @param version 0 for one that is not stored yet; grows with every write
 * @param index by which {@link RecordRows#scan} orders the records of a kind, at most 500 characters, compared byte by
 *     byte in UTF-8
 * @param json the content
 */
public record StoredRecord(String kind, String key, long version, String index, String json) {

    /** Checks. */
    public StoredRecord {
        requireNonNull(kind, "kind");
        requireNonNull(key, "key");
        requireNonNull(index, "index");
        requireNonNull(json, "json");
    }
}
