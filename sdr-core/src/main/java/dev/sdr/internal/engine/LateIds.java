package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Ids of mail of ours learned only when it had left, from a provider or after a restore: replies stored before are
 * matched again.
 */
final class LateIds {

    static final String KIND = "late-id";

    private LateIds() {}

    static void note(Tx tx, Keys keys, Collection<Touch> settled, Instant at) {
        List<StoredRecord> late = new ArrayList<>();
        for (Touch touch : settled) {
            if (touch.state() == TouchState.SENT) {
                touch.providerId()
                        .filter(id -> !id.equals(touch.messageId()))
                        .ifPresent(id -> late.add(new StoredRecord(KIND, keys.reference(id), 0, at.toString(), "{}")));
            }
        }
        tx.records().insertMissing(late);
    }

    /** An id of a mail that the store did not know when a reply to it came in. */
    static void note(Tx tx, Keys keys, String id, Instant at) {
        tx.records().insertMissing(List.of(new StoredRecord(KIND, keys.reference(id), 0, at.toString(), "{}")));
    }

    /** Where those noted from a moment on begin. */
    static StoredRecord before(Instant at) {
        return new StoredRecord(KIND, "", 0, at.toString(), "{}");
    }
}
