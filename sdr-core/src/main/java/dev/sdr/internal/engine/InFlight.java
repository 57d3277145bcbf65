package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.TouchRows.Sending;
import dev.sdr.store.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The touches in state sending, found without looking at any other touch twice: those begun since the last look, and
 * those of the last look that were sending still. Both are kept in one record that all nodes share.
 *
 * @param sending every touch in state sending
 * @param mark of the store, for the next look
 * @param record as stored; version 0 if there is none
 */
record InFlight(List<Touch> sending, String mark, StoredRecord record) {

    private static final String KIND = "reconcile";
    private static final int MOST = 10_000;

    static InFlight look(Tx tx) {
        StoredRecord record = tx.records().get(KIND, List.of(KIND)).stream()
                .findFirst()
                .orElseGet(() -> new StoredRecord(KIND, KIND, 0, "", "{}"));
        JsonNode json = Json.read(record.json());
        Sending fresh = tx.touches().sending(Json.text(json, "mark").orElse(""), MOST);
        Map<TouchKey, Touch> sending = new LinkedHashMap<>();
        tx.touches().byKeys(keys(json)).stream()
                .filter(t -> t.state() == TouchState.SENDING)
                .forEach(t -> sending.put(t.id(), t));
        fresh.touches().forEach(t -> sending.put(t.id(), t));
        return new InFlight(List.copyOf(sending.values()), fresh.mark(), record);
    }

    private static List<TouchKey> keys(JsonNode json) {
        List<TouchKey> keys = new ArrayList<>();
        json.path("sending")
                .forEach(node -> keys.add(new TouchKey(
                        UUID.fromString(node.path(0).asText()), node.path(1).asText())));
        return keys;
    }

    /** Writes down what to look at again. If another node was first its look stands, which misses nothing either. */
    void keep(Tx tx, Set<TouchKey> settled) {
        ObjectNode json = Json.object().put("mark", mark);
        ArrayNode open = json.putArray("sending");
        sending.stream()
                .map(Touch::id)
                .filter(id -> !settled.contains(id))
                .forEach(id -> open.addArray().add(id.enrollmentId().toString()).add(id.key()));
        String text = json.toString();
        if (!text.equals(record.json())) {
            tx.records().put(new StoredRecord(KIND, KIND, record.version(), "", text));
        }
    }
}
