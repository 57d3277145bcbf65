package dev.sdr.llm.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a model is asked: one turn, answered by one JSON object. Its text does not show what it holds. The schema is not
 * copied: whoever makes a request does not change it afterwards.
 *
 * @param system what it is told to do
 * @param user what it is to work on
 * @param schemaName the name of the answer's form, of the characters {@code [a-zA-Z0-9_-]}, at most 64
 * @param schema the answer's form as a JSON schema, within what strict structured output takes from every provider: objects
 *     whose properties are all required and no others allowed, arrays, strings, numbers, booleans, enums and null
 * @param maxTokens the most tokens of the answer, hidden reasoning included
 */
public record ChatRequest(String system, String user, String schemaName, JsonNode schema, int maxTokens) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the name is none, or the limit is less than 1
     */
    public ChatRequest {
        requireNonNull(system, "system");
        requireNonNull(user, "user");
        requireNonNull(schema, "schema");
        if (!schemaName.matches("[a-zA-Z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("a schema's name must be [a-zA-Z0-9_-]{1,64}, was " + schemaName);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
    }

    /**
     * The same with another limit.
     *
     * @param tokens the most tokens of the answer
     * @return a changed copy
     */
    public ChatRequest withMaxTokens(int tokens) {
        return new ChatRequest(system, user, schemaName, schema, tokens);
    }

    @Override
    public String toString() {
        return "ChatRequest[" + schemaName + ", " + (system.length() + user.length()) + " characters, at most "
                + maxTokens + " tokens]";
    }
}
