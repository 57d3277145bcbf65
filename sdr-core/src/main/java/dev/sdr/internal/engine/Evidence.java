package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.channel.Delivery;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** A copy in Sent of a mail that its provider gave another Message-ID. */
    static void note(Tx tx, String messageId, Renamed renamed, Instant at) {
        ObjectNode json = Json.object().put("id", renamed.id());
        renamed.thread().ifPresent(thread -> json.put("thread", thread));
        tx.records().insertMissing(List.of(new StoredRecord(KIND, messageId, 0, at.toString(), json.toString())));
    }

    /**
     * What a provider calls a mail of ours.
     *
     * @param id its Message-ID
     * @param thread its conversation
     */
    record Renamed(String id, Optional<String> thread) {}

    /** Of some touches, by their Message-IDs, those that left, with what the provider calls them if that is known. */
    static Map<String, Delivery> find(Tx tx, Collection<String> messageIds) {
        return tx.records().get(KIND, messageIds).stream()
                .collect(Collectors.toMap(StoredRecord::key, r -> delivery(Json.read(r.json()))));
    }

    private static Delivery delivery(JsonNode json) {
        return Json.text(json, "id")
                .map(id -> Delivery.accepted(id, Json.text(json, "thread")))
                .orElseGet(Delivery::accepted);
    }
}
