package dev.sdr.llm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Answers of models that write, in their form. */
final class Says {

    private final String language;
    private final ArrayNode sentences = LeadMemory.object().arrayNode();
    private ObjectNode subject = LeadMemory.object();

    private Says(String language) {
        this.language = language;
    }

    static Says in(String language) {
        return new Says(language);
    }

    static Says english() {
        return new Says("en");
    }

    Says sentence(String text, String... facts) {
        sentences.add(node(text, List.of(facts)).putNull("phrase"));
        return this;
    }

    Says phrase(String id, String text) {
        sentences.add(node(text, List.of()).put("phrase", id));
        return this;
    }

    Says paragraph(String text, String... facts) {
        sentences.add(node(text, List.of(facts)).putNull("phrase").put("paragraph", true));
        return this;
    }

    Says subject(String text, String... facts) {
        subject = node(text, List.of(facts)).putNull("phrase");
        return this;
    }

    private static ObjectNode node(String text, List<String> facts) {
        ObjectNode node = LeadMemory.object().put("text", text).put("paragraph", false);
        ArrayNode cited = node.putArray("facts");
        facts.forEach(cited::add);
        return node;
    }

    ObjectNode node() {
        ObjectNode node = LeadMemory.object().put("language", language);
        node.set("sentences", sentences);
        if (!subject.isEmpty()) {
            node.set("subject", subject);
        }
        return node;
    }

    String json() {
        return node().toString();
    }
}
