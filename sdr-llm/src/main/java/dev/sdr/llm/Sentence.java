package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sentence as a model wrote it.
 *
 * @param text the words, with tokens for links and times
 * @param facts the ids of what it cites
 * @param phrase the id of the approved phrase that it is
 * @param paragraph whether it begins a paragraph
 */
record Sentence(String text, List<String> facts, Optional<String> phrase, boolean paragraph) {

    private static final String ONE = "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
            + "\"facts\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"phrase\":{\"type\":[\"string\",\"null\"]},"
            + "\"paragraph\":{\"type\":\"boolean\"}},"
            + "\"required\":[\"text\",\"facts\",\"phrase\",\"paragraph\"],\"additionalProperties\":false}";

    private static final String SENTENCES =
            "\"language\":{\"type\":\"string\"},\"sentences\":{\"type\":\"array\",\"items\":" + ONE + "}";

    /** A text without a subject. */
    static final JsonNode TEXT = form("{\"type\":\"object\",\"properties\":{" + SENTENCES
            + "},\"required\":[\"language\",\"sentences\"],\"additionalProperties\":false}");

    /** A text with a subject. */
    static final JsonNode MAIL = form("{\"type\":\"object\",\"properties\":{" + SENTENCES + ",\"subject\":" + ONE
            + "},\"required\":[\"language\",\"sentences\",\"subject\"],\"additionalProperties\":false}");

    Sentence {
        requireNonNull(text, "text");
        facts = List.copyOf(facts);
        requireNonNull(phrase, "phrase");
    }

    private static JsonNode form(String json) {
        return FormCheck.read(json).orElseThrow();
    }

    /** The sentences of an answer that has one of the forms. */
    static List<Sentence> sentences(JsonNode answer) {
        List<Sentence> sentences = new ArrayList<>();
        answer.path("sentences").forEach(s -> sentences.add(of(s)));
        return sentences;
    }

    /** The subject of an answer, if its form has one. */
    static Optional<Sentence> subject(JsonNode answer) {
        return Optional.ofNullable(answer.get("subject")).map(Sentence::of);
    }

    private static Sentence of(JsonNode json) {
        List<String> facts = new ArrayList<>();
        json.path("facts").forEach(f -> facts.add(f.asText().strip()));
        Optional<String> phrase =
                Optional.of(json.path("phrase").asText("").strip()).filter(p -> !p.isEmpty() && !p.equals("null"));
        return new Sentence(
                json.path("text").asText().replaceAll("\\s+", " ").strip(),
                facts,
                phrase,
                json.path("paragraph").asBoolean());
    }

    /** Does not show the text. */
    @Override
    public String toString() {
        return "Sentence[" + text.length() + " characters, " + facts + "]";
    }
}
