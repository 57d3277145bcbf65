package dev.sdr.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What strict structured output takes of JSON schema, as the least of the providers does: every property required, no others
 * allowed, and none of the words that only some of them know.
 */
final class StrictSchema {

    private static final int MOST_PROPERTIES = 100;
    private static final int DEEPEST = 5;
    private static final Set<String> KNOWN = Set.of(
            "type", "description", "properties", "required", "additionalProperties", "items", "enum", "anyOf", "title");

    private int properties;

    private StrictSchema() {}

    /** What is wrong with it, if anything. */
    static Optional<String> problem(JsonNode schema) {
        if (!schema.path("type").asText().equals("object")) {
            return Optional.of("schema must be a JSON Schema of 'type: \"object\"', got 'type: \""
                    + schema.path("type").asText() + "\"'.");
        }
        StrictSchema look = new StrictSchema();
        return look.in("()", schema, 1);
    }

    private Optional<String> in(String where, JsonNode schema, int depth) {
        if (depth > DEEPEST) {
            return Optional.of("In context=" + where + ", nested deeper than " + DEEPEST + " levels.");
        }
        for (Iterator<String> words = schema.fieldNames(); words.hasNext(); ) {
            String word = words.next();
            if (!KNOWN.contains(word)) {
                return Optional.of("In context=" + where + ", '" + word + "' is not permitted.");
            }
        }
        if (schema.path("type").toString().contains("\"object\"")) {
            return object(where, schema, depth);
        }
        if (schema.path("type").toString().contains("\"array\"")) {
            return schema.path("items").isObject()
                    ? in(where + ".items", schema.path("items"), depth + 1)
                    : Optional.of("In context=" + where + ", array schema missing items.");
        }
        for (JsonNode one : schema.path("anyOf")) {
            Optional<String> problem = in(where + ".anyOf", one, depth);
            if (problem.isPresent()) {
                return problem;
            }
        }
        boolean typed = schema.has("type") || schema.has("enum") || schema.has("anyOf");
        return typed ? Optional.empty() : Optional.of("In context=" + where + ", schema must have a 'type' key.");
    }

    private Optional<String> object(String where, JsonNode schema, int depth) {
        JsonNode others = schema.path("additionalProperties");
        if (!others.isBoolean() || others.asBoolean()) {
            return Optional.of(
                    "In context=" + where + ", 'additionalProperties' is required to be supplied and to be false.");
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            properties++;
            if (!required.remove(property.getKey())) {
                return Optional.of("In context=" + where + ", 'required' is required to be supplied and to be an array"
                        + " including every key in properties. Missing '" + property.getKey() + "'.");
            }
            Optional<String> problem = in(where + "." + property.getKey(), property.getValue(), depth + 1);
            if (problem.isPresent()) {
                return problem;
            }
        }
        if (!required.isEmpty()) {
            return Optional.of("In context=" + where + ", 'required' has names that are no properties: " + required);
        }
        return properties > MOST_PROPERTIES
                ? Optional.of("more than " + MOST_PROPERTIES + " properties")
                : Optional.empty();
    }
}
