package dev.sdr.testkit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a {@link ModelServer} was asked, whatever it answered.
 *
 * @param path the path of the request
 * @param headers its headers; their names in any case. Keys are among them
 * @param model the model
 * @param system what the model is told to do; empty if nothing
 * @param user the last turn of the user; empty if there is none
 * @param schemaName the name of the answer's form; empty if the request has none
 * @param schema the answer's form, if the request has one
 * @param maxTokens the limit of tokens; 0 if the request has none
 * @param body the whole request
 */
public record ModelQuestion(
        String path,
        Map<String, String> headers,
        String model,
        String system,
        String user,
        String schemaName,
        Optional<JsonNode> schema,
        int maxTokens,
        JsonNode body) {

    private static final String ANTHROPIC = "/v1/messages";

    /** Copies the headers. */
    public ModelQuestion {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = Collections.unmodifiableMap(copy);
        requireNonNull(path, "path");
        requireNonNull(model, "model");
        requireNonNull(system, "system");
        requireNonNull(user, "user");
        requireNonNull(schemaName, "schemaName");
        requireNonNull(schema, "schema");
        requireNonNull(body, "body");
    }

    static ModelQuestion of(String path, Map<String, String> headers, JsonNode body) {
        boolean anthropic = path.endsWith(ANTHROPIC);
        JsonNode format = anthropic ? body.path("output_config").path("format") : body.path("response_format");
        JsonNode named = anthropic ? format : format.path("json_schema");
        JsonNode tool = anthropic
                ? body.path("tools").path(0)
                : body.path("tools").path(0).path("function");
        JsonNode schema =
                named.has("schema") ? named.path("schema") : tool.path(anthropic ? "input_schema" : "parameters");
        String name = named.path("name").asText(tool.path("name").asText(""));
        int most =
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(0));
        String system = anthropic ? text(body.path("system")) : turn(body, "system");
        return new ModelQuestion(
                path,
                headers,
                body.path("model").asText(""),
                system,
                turn(body, "user"),
                name,
                schema.isObject() ? Optional.of(schema) : Optional.empty(),
                most,
                body);
    }

    private static String turn(JsonNode body, String role) {
        String last = "";
        for (JsonNode message : body.path("messages")) {
            if (message.path("role").asText().equals(role)) {
                last = text(message.path("content"));
            }
        }
        return last;
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }

    boolean isAnthropic() {
        return path.endsWith(ANTHROPIC);
    }

    /** Whether the model has to call a tool to answer. */
    boolean isTool() {
        return body.path("tool_choice").isObject();
    }
}
