package dev.sdr.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The records of a {@link Tx}, by kind and key. */
public interface RecordRows {

    /**
     * Reads records without locking.
     *
     * @param kind their kind
     * @param keys which
     * @return those that exist, in any order
     */
    List<StoredRecord> get(String kind, Collection<String> keys);

    /**
     * Reads one record and locks it until the transaction ends.
     *
     * @param kind its kind
     * @param key which
     * @param exclusive false lets other transactions lock it in the same way at once, true keeps all others out
     * @return the record as it is once locked, or empty if there is none
     */
    Optional<StoredRecord> lock(String kind, String key, boolean exclusive);

    /**
     * Writes a record if its stored version is still {@link StoredRecord#version()} (0: if there is none). The stored
     * version becomes one more.
     *
     * @param record the record
     * @return false if somebody else was first; then nothing was written
     */
    boolean put(StoredRecord record);

    /**
     * Writes records whose key is not taken, and leaves the others alone.
     *
     * @param records records of version 0, each of another kind and key
     */
    void insertMissing(Collection<StoredRecord> records);

    /**
     * Reads a stretch of records in the order of index, then key.
     *
     * @param kind their kind
     * @param after the last record already read; empty to begin
     * @param toIndex the greatest index to read, included
     * @param limit the most records
     * @return the records
     */
    List<StoredRecord> scan(String kind, Optional<StoredRecord> after, String toIndex, int limit);

    /**
     * Removes a record if its stored version is still the given one.
     *
     * @param record the record as read
     * @return false if somebody else changed it; then nothing was removed
     */
    boolean delete(StoredRecord record);
}
