package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The control record: one row that every begin locks. Fields that this version does not know are kept, because nodes of
 * the neighbouring versions share it.
 *
 * @param record as stored
 * @param json its content
 */
record Control(StoredRecord record, JsonNode json) {

    /** The environment the store belongs to. */
    static final String ENVIRONMENT = "environment";

    /** What the database was when a runner last owned it. */
    static final String IDENTITY = "identity";

    /** When a database that was set back went into service again; while it is set nothing begins (S4). */
    static final String RESTORED_AT = "restored_at";

    /** From when on every inbox must be read to its end before {@link #RESTORED_AT} is lifted. */
    static final String RESTORING_SINCE = "restoring_since";

    /** Until when mail may have left, and come in, that this store does not know: the last restore that is over. */
    static final String RESTORED_THROUGH = "restored_through";

    private static final String PAUSED = "paused";
    private static final String BEAT = "beat";

    /** How long after a restore mail is looked for that left before it. */
    private static final Duration AFTERMATH = Duration.ofDays(30);

    static Control of(StoredRecord record) {
        return new Control(record, Json.read(record.json()));
    }

    /** Without the record's content, which holds the store's secret key (P9). */
    @Override
    public String toString() {
        return "Control[version=" + record.version() + "]";
    }

    /** Why all sending is paused, if it is. */
    Optional<String> paused() {
        return text(PAUSED);
    }

    Optional<String> text(String field) {
        return Json.text(json, field);
    }

    Optional<Instant> time(String field) {
        return Json.instant(json, field);
    }

    /** Grows every few minutes while anybody runs, so that a database that was set back shows a lower one (S3). */
    long beat() {
        return json.path(BEAT).asLong(0);
    }

    /** Whether the store is being restored, or was not long ago: mail may come in for touches it has forgotten. */
    boolean forgot(Instant now) {
        return time(RESTORED_AT).isPresent()
                || time(RESTORED_THROUGH)
                        .filter(t -> t.plus(AFTERMATH).isAfter(now))
                        .isPresent();
    }

    /** Whether something that came in at a moment may have been dealt with in what a restore made the store forget (S4). */
    boolean forgotWhatFollowed(Instant moment) {
        return time(RESTORED_AT).isPresent()
                || time(RESTORED_THROUGH).filter(t -> !moment.isAfter(t)).isPresent();
    }

    /** A copy with another value of a field, or without it. */
    Control with(String field, Optional<String> value) {
        ObjectNode copy = json.deepCopy();
        copy.remove(field);
        value.ifPresent(v -> copy.put(field, v));
        return new Control(record, copy);
    }

    /** A copy with a higher beat: at least the time, so that it is above what any process has seen before. */
    Control beaten(Instant now, long seen) {
        ObjectNode copy = json.deepCopy();
        copy.put(BEAT, Math.max(now.toEpochMilli(), Math.max(beat(), seen) + 1));
        return new Control(record, copy);
    }

    /** Writes it, locked exclusively before, with another pause. */
    void paused(Tx tx, Optional<String> reason) {
        with(PAUSED, reason).write(tx);
    }

    /** Writes it; it was locked exclusively before. */
    void write(Tx tx) {
        StoredRecord changed =
                new StoredRecord(record.kind(), record.key(), record.version(), record.index(), json.toString());
        if (!tx.records().put(changed)) {
            throw new IllegalStateException("the control record changed under its lock");
        }
    }
}
