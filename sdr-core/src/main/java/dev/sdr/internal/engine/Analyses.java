package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.inbox.Inbound;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import java.time.LocalDate;
import java.util.Optional;

/** What a classifier said, as JSON with the classifier's version. What a newer version wrote is read with doubt. */
final class Analyses {

    private Analyses() {}

    static String json(ReplyAnalysis a, String classifier) {
        ObjectNode json = Json.object()
                .put("sentiment", a.sentiment().name())
                .put("intent", a.intent().name())
                .put("requires_human", a.requiresHuman())
                .put("urgency", a.urgency().name())
                .put("confidence", a.confidence())
                .put("reason", a.reason())
                .put("classifier", classifier);
        a.returnDate().ifPresent(d -> json.put("return_date", d.toString()));
        a.referTo().ifPresent(r -> json.put("refer_to", r));
        return json.toString();
    }

    /** What was said about a message, if anybody was asked. */
    static Optional<ReplyAnalysis> of(Inbound message) {
        if (message.analysis().isEmpty()) {
            return Optional.empty();
        }
        JsonNode json = Json.read(message.analysis());
        return Optional.of(new ReplyAnalysis(
                known(Sentiment.class, json.path("sentiment").asText(), Sentiment.NEUTRAL),
                known(Intent.class, json.path("intent").asText(), Intent.OTHER),
                json.path("requires_human").asBoolean(true),
                known(Urgency.class, json.path("urgency").asText(), Urgency.MEDIUM),
                json.path("confidence").asDouble(0),
                json.path("reason").asText(),
                Json.text(json, "return_date").map(LocalDate::parse),
                Json.text(json, "refer_to")));
    }

    private static <E extends Enum<E>> E known(Class<E> type, String name, E otherwise) {
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        return otherwise;
    }
}
