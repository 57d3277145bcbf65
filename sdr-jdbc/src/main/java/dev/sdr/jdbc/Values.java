package dev.sdr.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.channel.Counter;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Stop;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Small sets of values as JSON text. What a newer version wrote is read as the most careful thing known here. */
final class Values {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String NONE = "[]";
    private static final String EMPTY = "{}";

    private Values() {}

    static String map(Map<String, String> map) {
        if (map.isEmpty()) {
            return EMPTY;
        }
        StringBuilder json = new StringBuilder(80).append('{');
        map.forEach((name, value) -> quote(json, name, value));
        return json.append('}').toString();
    }

    /** Adds a member. A tree of nodes and its writer cost several times as much, and every event and touch has one. */
    private static void quote(StringBuilder json, String name, String value) {
        json.append(json.charAt(json.length() - 1) == '{' ? "\"" : ",\"");
        JsonStringEncoder.getInstance().quoteAsString(name, json);
        json.append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, json);
        json.append('"');
    }

    static Map<String, String> map(String json) {
        if (json.equals(EMPTY)) {
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>();
        read(json).properties().forEach(f -> map.put(f.getKey(), f.getValue().asText()));
        return map;
    }

    static String texts(List<String> texts) {
        if (texts.isEmpty()) {
            return NONE;
        }
        ArrayNode json = MAPPER.createArrayNode();
        texts.forEach(json::add);
        return json.toString();
    }

    static List<String> texts(String json) {
        return list(json, JsonNode::asText);
    }

    static String stops(List<Stop> stops) {
        if (stops.isEmpty()) {
            return NONE;
        }
        ArrayNode json = MAPPER.createArrayNode();
        for (Stop stop : stops) {
            json.addObject()
                    .put("reason", stop.reason().name())
                    .put("cause", stop.cause())
                    .put("at", stop.at().toString());
        }
        return json.toString();
    }

    static List<Stop> stops(String json) {
        return list(
                json,
                s -> new Stop(
                        known(Stop.Reason.values(), s.path("reason").asText(), Stop.Reason.MANUAL),
                        s.path("cause").asText(),
                        Instant.parse(s.path("at").asText())));
    }

    static String pauses(List<Pause> pauses) {
        if (pauses.isEmpty()) {
            return NONE;
        }
        ArrayNode json = MAPPER.createArrayNode();
        for (Pause pause : pauses) {
            ObjectNode node =
                    json.addObject().put("reason", pause.reason().name()).put("detail", pause.detail());
            pause.until().ifPresent(u -> node.put("until", u.toString()));
        }
        return json.toString();
    }

    static List<Pause> pauses(String json) {
        return list(
                json,
                p -> new Pause(
                        known(Pause.Reason.values(), p.path("reason").asText(), Pause.Reason.HUMAN),
                        p.path("detail").asText(),
                        p.has("until")
                                ? Optional.of(Instant.parse(p.path("until").asText()))
                                : Optional.empty()));
    }

    static String counters(List<Counter> counters) {
        StringBuilder json = new StringBuilder(80).append('[');
        for (Counter counter : counters) {
            json.append(json.length() == 1 ? "{" : ",{");
            quote(json, "kind", counter.kind());
            quote(json, "key", counter.key());
            quote(json, "day", counter.day().toString());
            json.append('}');
        }
        return json.append(']').toString();
    }

    static List<Counter> counters(String json) {
        return list(
                json,
                c -> new Counter(
                        c.path("kind").asText(),
                        c.path("key").asText(),
                        LocalDate.parse(c.path("day").asText())));
    }

    /** A constant by name, or the one to take for a name this version does not know. */
    static <E extends Enum<E>> E known(E[] values, @Nullable String name, E otherwise) {
        for (E value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        return otherwise;
    }

    private static <T> List<T> list(String json, Function<JsonNode, T> item) {
        if (json.equals(NONE)) {
            return List.of();
        }
        List<T> items = new ArrayList<>();
        read(json).forEach(node -> items.add(item.apply(node)));
        return items;
    }

    private static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored value is not JSON", e);
        }
    }
}
