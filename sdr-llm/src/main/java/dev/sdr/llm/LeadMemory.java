package dev.sdr.llm;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.store.RecordKinds;
import dev.sdr.store.StoredRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of one lead's questions: one record, by lead id, indexed by the time of its last write, so that it is handed
 * out, erased and retained with the person.
 *
 * @param version of the record
 * @param since when it was begun, which tells it from one that was erased
 * @param totals what was spent
 * @param answers the last answers by the hash of their question, the oldest first
 */
record LeadMemory(long version, String since, Totals totals, Map<String, Kept> answers) {

    static final String KIND = RecordKinds.MODEL;

    private static final int MOST = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An answer that is kept.
     *
     * @param answered what it was
     * @param at when
     */
    record Kept(Answered answered, Instant at) {}

    static LeadMemory begun(Instant now) {
        return new LeadMemory(0, now.toString(), Totals.NONE, Map.of());
    }

    LeadMemory with(Totals changed) {
        return new LeadMemory(version, since, changed, answers);
    }

    /** With one more answer; of more than 50 the oldest is forgotten. */
    LeadMemory with(String hash, Kept kept) {
        Map<String, Kept> all = new LinkedHashMap<>(answers);
        all.remove(hash);
        all.put(hash, kept);
        while (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
        return new LeadMemory(version, since, totals, all);
    }

    static LeadMemory of(StoredRecord record) {
        JsonNode json = read(record.json());
        Map<String, Kept> answers = new LinkedHashMap<>();
        json.path("answers")
                .forEach(a ->
                        kept(a).ifPresent(k -> answers.put(a.path("question").asText(), k)));
        return new LeadMemory(record.version(), json.path("since").asText(), Totals.of(json), answers);
    }

    /** One of a newer version's that is not understood counts as not there. */
    private static Optional<Kept> kept(JsonNode json) {
        String version = json.path("version").asText();
        String reason = json.path("reason").asText();
        for (Answered.Kind kind : Answered.Kind.values()) {
            if (kind.name().equals(json.path("kind").asText())
                    && (kind == Answered.Kind.ANSWERED) == json.has("json")) {
                Optional<JsonNode> answer = Optional.ofNullable(json.get("json"));
                Instant at = Instant.parse(json.path("at").asText());
                return Optional.of(new Kept(new Answered(kind, answer, version, false, reason), at));
            }
        }
        return Optional.empty();
    }

    StoredRecord record(String leadId, Instant now) {
        ObjectNode json = JSON.createObjectNode().put("since", since);
        totals.write(json);
        var all = json.putArray("answers");
        answers.forEach((hash, kept) -> {
            ObjectNode one = all.addObject()
                    .put("question", hash)
                    .put("at", kept.at().toString())
                    .put("version", kept.answered().version())
                    .put("kind", kept.answered().kind().name());
            kept.answered().json().ifPresent(a -> one.set("json", a));
            if (!kept.answered().reason().isEmpty()) {
                one.put("reason", kept.answered().reason());
            }
        });
        return new StoredRecord(KIND, leadId, version, RecordKinds.moment(now), json.toString());
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) { // its message holds what was answered
            throw new IllegalStateException("a stored record of a model's answers is not JSON");
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
