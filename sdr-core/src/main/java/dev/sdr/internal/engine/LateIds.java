package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;

/** Ids a provider gave a mail of ours, learned only when it had left: replies stored before are matched again. */
final class LateIds {

    static final String KIND = "late-id";

    private LateIds() {}

    static void note(Tx tx, Keys keys, Touch sent, Instant at) {
        sent.providerId()
                .filter(id -> !id.equals(sent.messageId()))
                .ifPresent(id -> tx.records().put(new StoredRecord(KIND, keys.reference(id), 0, at.toString(), "{}")));
    }
}
