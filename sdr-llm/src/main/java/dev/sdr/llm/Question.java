package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.llm.chat.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A question to a model.
 *
 * @param prompt what it is told to do
 * @param leadId the lead it is about; empty if it is nobody's
 * @param campaignId the campaign it is for
 * @param values what fills the prompt's places, written or checked by us; one that fills no place only tells this question
 *     from others
 * @param data texts of others
 * @param schemaName the name of the answer's form
 * @param schema the answer's form, as for {@link ChatRequest}; not changed afterwards
 * @param maxTokens the most tokens of the answer, hidden reasoning included
 */
record Question(
        Prompt prompt,
        String leadId,
        Optional<String> campaignId,
        Map<String, String> values,
        List<Data> data,
        String schemaName,
        JsonNode schema,
        int maxTokens) {

    Question {
        requireNonNull(prompt, "prompt");
        requireNonNull(leadId, "leadId");
        requireNonNull(campaignId, "campaignId");
        values = Map.copyOf(values);
        data = List.copyOf(data);
        requireNonNull(schemaName, "schemaName");
        requireNonNull(schema, "schema");
    }

    /** Of everything that the answer depends on, by a model of this fingerprint; the same in every process. */
    String hash(String fingerprint) {
        List<String> all = new ArrayList<>(List.of(
                fingerprint, Frame.PROMPT.hash(), prompt.id(), prompt.filled(values), schemaName, schema.toString()));
        new TreeMap<>(values).forEach((name, value) -> {
            all.add("value " + name);
            all.add(value);
        });
        data.forEach(d -> {
            all.add("data " + d.label());
            all.add(d.text());
        });
        return Hashes.sha256(all);
    }

    /** Does not show what it asks. */
    @Override
    public String toString() {
        return "Question[" + prompt.id() + ", " + data + "]";
    }
}
