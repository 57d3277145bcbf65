package dev.sdr.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.compose.Composition;
import dev.sdr.sequence.Step;
import java.util.List;

/** The text of one step of one enrollment as it is kept with the lead: a model's, or that the template is to be sent. */
final class KeptText {

    private static final String SUBJECT = "subject";
    private static final String TEXT = "text";

    private KeptText() {}

    /** What it is kept under: another template is another text. */
    static String name(String enrollment, Step step) {
        return "text "
                + Hashes.sha256(List.of(enrollment, step.id(), step.subject().orElse(""), step.text()));
    }

    static ObjectNode written(String subject, String text, String report) {
        return LeadMemory.object().put(SUBJECT, subject).put(TEXT, text).put("report", report);
    }

    static ObjectNode refused(List<String> reasons) {
        ObjectNode kept = LeadMemory.object().put("template", true);
        ArrayNode all = kept.putArray("reasons");
        reasons.forEach(all::add);
        return kept;
    }

    /** The message of what is kept. */
    static Composition message(JsonNode kept, Composition template) {
        return kept.has(TEXT)
                ? Composition.of(kept.path(SUBJECT).asText(), kept.path(TEXT).asText())
                : template;
    }
}
