package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;

/**
 * Ids of mail of ours learned only when it had left, from a provider or after a restore: replies stored before are
 * matched again.
 */
final class LateIds {

    static final String KIND = "late-id";

    private LateIds() {}

    static void note(Tx tx, Keys keys, Touch sent, Instant at) {
        sent.providerId().filter(id -> !id.equals(sent.messageId())).ifPresent(id -> note(tx, keys, id, at));
    }

    /** An id of a mail that the store did not know when a reply to it came in. */
    static void note(Tx tx, Keys keys, String id, Instant at) {
        tx.records().put(new StoredRecord(KIND, keys.reference(id), 0, at.toString(), "{}"));
    }
}
