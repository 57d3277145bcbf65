package dev.sdr.internal.engine;

import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Positive evidence that a touch left: a reply, a report or a copy in Sent that names its Message-ID. Only noted here;
 * reconciling draws the conclusion (protocol D8).
 */
final class Evidence {

    static final String KIND = "evidence";

    private Evidence() {}

    static void note(Tx tx, Collection<String> messageIds, Instant at) {
        tx.records()
                .insertMissing(messageIds.stream()
                        .distinct()
                        .map(id -> new StoredRecord(KIND, id, 0, at.toString(), "{}"))
                        .toList());
    }

    static Set<String> find(Tx tx, Collection<String> messageIds) {
        return tx.records().get(KIND, messageIds).stream()
                .map(StoredRecord::key)
                .collect(Collectors.toSet());
    }
}
