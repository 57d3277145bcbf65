package dev.sdr.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.inbox.Verdict.Bounce;
import java.util.Locale;

/** An inspection as one line of JSON. */
final class JsonLine {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonLine() {}

    static String of(Inspection i) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("path", i.path().toString())
                .put("kind", i.kind());
        i.verdict().recipients().forEach(json.putArray("recipients")::add);
        json.put("class", i.bounceClass())
                .put("status", i.verdict().bounce().map(Bounce::status).orElse(""))
                .put("messageId", i.verdict().originalMessageId().orElse(""))
                .put("visibleText", i.text())
                .put("sentiment", i.analysis().map(a -> lower(a.sentiment())).orElse(""))
                .put("intent", i.intent().map(JsonLine::lower).orElse(""))
                .put("requiresHuman", i.analysis().map(a -> a.requiresHuman()).orElse(false))
                .put("urgency", i.analysis().map(a -> lower(a.urgency())).orElse(""))
                .put("confidence", i.analysis().map(a -> a.confidence()).orElse(0.0))
                .put("returnDate", i.returnDate().map(Object::toString).orElse(""))
                .put("referTo", i.referTo().orElse(""));
        var reasons = json.putArray("reasons");
        reasons.add(i.verdict().reason());
        i.analysis().map(a -> a.reason()).filter(r -> !r.isEmpty()).ifPresent(reasons::add);
        i.mail().problems().forEach(reasons::add);
        return json + "\n";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
