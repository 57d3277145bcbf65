package dev.sdr.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What {@code GET /models} answers. For several threads. */
final class ModelList {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> shutdowns = new ConcurrentHashMap<>();

    void shutdown(String model, String date) {
        shutdowns.put(model, date);
    }

    LoopbackAnswer answer(Set<String> models) {
        ObjectNode body = JSON.createObjectNode().put("object", "list");
        ArrayNode data = body.putArray("data");
        models.stream().sorted().forEach(model -> data.addObject()
                .put("id", model)
                .put("object", "model")
                .put("owned_by", "stand-in")
                .put("shutdown_date", shutdowns.get(model))); // null for one that stays
        return LoopbackAnswer.json(200, body.toString());
    }
}
