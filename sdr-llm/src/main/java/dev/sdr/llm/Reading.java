package dev.sdr.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model says of a reply, once its quotes were found in it.
 *
 * @param quotes the words that it rests on, at least one unless the intent is {@link Intent#OTHER}
 * @param sentiment the tone
 * @param intent what its author wants
 * @param requiresHuman whether a person should look
 * @param urgency how soon
 * @param referTo whom it names, as it stands in the reply
 * @param confidence 0.0 to 1.0
 * @param reason one line of the model's, cleaned
 */
record Reading(
        List<String> quotes,
        Sentiment sentiment,
        Intent intent,
        boolean requiresHuman,
        Urgency urgency,
        Optional<String> referTo,
        double confidence,
        String reason) {

    /** The form of the answer. What it rests on comes first, because models write in the order of the form. */
    static final JsonNode FORM = FormCheck.read("""
            {"type": "object", "additionalProperties": false,
             "required": ["evidence", "sentiment", "intent", "requires_human", "urgency", "refer_to", "confidence", "reason"],
             "properties": {
              "evidence": {"type": "array", "items": {"type": "string"}},
              "sentiment": {"type": "string", "enum": ["positive", "negative", "neutral", "question"]},
              "intent": {"type": "string", "enum": ["interested", "not_interested", "need_more_info", "ready_to_meet",
               "unsubscribe", "out_of_office", "wrong_person", "referral", "other"]},
              "requires_human": {"type": "boolean"},
              "urgency": {"type": "string", "enum": ["high", "medium", "low"]},
              "refer_to": {"type": ["string", "null"]},
              "confidence": {"type": "number"},
              "reason": {"type": "string"}}}
            """).orElseThrow();

    private static final int MOST_QUOTES = 20;
    private static final int LONGEST_REASON = 240;
    private static final int LONGEST_NAME = 100;

    /**
     * A reading, or what is wrong with it.
     *
     * @param reading what the model says
     * @param problem why it is not believed; empty if it is
     */
    record Checked(Optional<Reading> reading, String problem) {

        static Checked wrong(String problem) {
            return new Checked(Optional.empty(), problem);
        }
    }

    /** Reads an answer that has the form, beside the words it is about, as the model was shown them. */
    static Checked of(JsonNode json, String shown) {
        double confidence = json.path("confidence").asDouble();
        if (!(confidence >= 0.0 && confidence <= 1.0)) {
            return Checked.wrong("its confidence is not in 0 to 1");
        }
        Intent intent = Intent.valueOf(upper(json, "intent"));
        Words words = new Words(shown);
        List<String> quotes = new ArrayList<>();
        for (JsonNode quote : json.path("evidence")) {
            if (quotes.size() == MOST_QUOTES || !words.hold(quote.asText())) {
                return Checked.wrong("it rests on words that are not in the reply");
            }
            quotes.add(quote.asText());
        }
        if (quotes.isEmpty() && intent != Intent.OTHER) {
            return Checked.wrong("it names no words that it rests on");
        }
        Optional<String> person = Optional.ofNullable(json.path("refer_to").textValue())
                .map(String::strip)
                .filter(p -> p.length() <= LONGEST_NAME && words.name(p));
        return new Checked(
                Optional.of(new Reading(
                        List.copyOf(quotes),
                        Sentiment.valueOf(upper(json, "sentiment")),
                        intent,
                        json.path("requires_human").asBoolean(),
                        Urgency.valueOf(upper(json, "urgency")),
                        person,
                        confidence,
                        line(json.path("reason").asText()))),
                "");
    }

    private static String upper(JsonNode json, String field) {
        return json.path(field).asText().toUpperCase(Locale.ROOT);
    }

    private static String line(String text) {
        return Cleaning.clean(text, LONGEST_REASON).replace('\n', ' ');
    }

    /** For a person who reviews it. */
    String said() {
        String because = quotes.isEmpty() ? "" : ": \"" + line(quotes.get(0)) + "\"";
        return intent.name().toLowerCase(Locale.ROOT) + because + (reason.isEmpty() ? "" : " (model: " + reason + ")");
    }
}
