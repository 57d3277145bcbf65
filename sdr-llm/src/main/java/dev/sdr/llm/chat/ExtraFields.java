package dev.sdr.llm.chat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Further fields of a request's body, as the host gives them. */
final class ExtraFields {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> OPEN_AI = Set.of(
            "model",
            "messages",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "reasoning_effort",
            "response_format",
            "tools",
            "tool_choice",
            "stream",
            "n");
    private static final Set<String> ANTHROPIC = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "temperature",
            "output_config",
            "output_format",
            "tools",
            "tool_choice",
            "stream");

    private ExtraFields() {}

    static ObjectNode openAi(String json) {
        return of(json, OPEN_AI);
    }

    static ObjectNode anthropic(String json) {
        return of(json, ANTHROPIC);
    }

    static ObjectNode none() {
        return JSON.createObjectNode();
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if it is not one JSON object, or holds one of those fields that are set in another way
     */
    private static ObjectNode of(String json, Set<String> ours) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) { // it would quote what may be a secret
            throw new IllegalArgumentException("the extra fields are not JSON");
        }
        if (!(node instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the extra fields must be one JSON object");
        }
        object.fieldNames().forEachRemaining(field -> {
            if (ours.contains(field)) {
                throw new IllegalArgumentException("not an extra field, for it is set in another way: " + field);
            }
        });
        return object;
    }

    /** A model's name without the spaces around it. */
    static String model(String name) {
        String stripped = name.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("the model's name must not be blank");
        }
        return stripped;
    }
}
