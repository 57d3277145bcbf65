package dev.sdr.llm;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether an answer has the form of its schema: types, required and no other properties, enums, items. Nothing is mended.
 * Ranges and lengths are no part of what all providers take in a schema, so whoever reads the answer checks them.
 */
final class FormCheck {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int LONGEST = 200_000;

    private FormCheck() {}

    /** The answer as JSON, or empty if it is none. */
    static Optional<JsonNode> read(String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JacksonException e) { // its message holds what was answered
            return Optional.empty();
        }
    }

    /** What is wrong with an answer, by the place where, or empty. */
    static Optional<String> problem(JsonNode value, JsonNode schema) {
        return problem(value, schema, "the answer");
    }

    private static Optional<String> problem(JsonNode value, JsonNode schema, String where) {
        JsonNode types = schema.path("type");
        boolean ofType = types.isMissingNode()
                || (types.isArray() ? all(types) : Stream.of(types)).anyMatch(t -> isA(value, t.asText()));
        if (!ofType) {
            return Optional.of(where + " is not of type " + types);
        }
        JsonNode allowed = schema.path("enum");
        if (allowed.isArray() && all(allowed).noneMatch(value::equals)) {
            return Optional.of(where + " is none of the values allowed");
        }
        if (value.isArray()) {
            return all(value)
                    .flatMap(item -> problem(item, schema.path("items"), "an item of " + where).stream())
                    .findFirst();
        }
        return value.isObject() ? ofObject(value, schema, where) : Optional.empty();
    }

    private static Optional<String> ofObject(JsonNode value, JsonNode schema, String where) {
        JsonNode properties = schema.path("properties");
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                return Optional.of(where + " has no " + name.asText());
            }
        }
        for (String name : (Iterable<String>) value::fieldNames) {
            if (properties.has(name)) {
                Optional<String> problem = problem(value.get(name), properties.get(name), name + " of " + where);
                if (problem.isPresent()) {
                    return problem;
                }
            } else if (!schema.path("additionalProperties").asBoolean(true)) {
                return Optional.of(where + " has a property that is not in its form");
            }
        }
        return Optional.empty();
    }

    private static boolean isA(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private static Stream<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
