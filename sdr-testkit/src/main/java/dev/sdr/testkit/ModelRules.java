package dev.sdr.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What the two formats ask of a request, and what a test makes this server not know. For several threads. */
final class ModelRules {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int CHARACTERS = 4; // a token
    private static final Set<String> OPEN_AI = Set.of(
            "model",
            "messages",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "reasoning_effort",
            "response_format",
            "tools",
            "tool_choice",
            "store",
            "stream",
            "n",
            "seed",
            "service_tier",
            "metadata",
            "prompt_cache_key",
            "safety_identifier");
    private static final Set<String> ANTHROPIC = Set.of(
            "model",
            "messages",
            "max_tokens",
            "system",
            "temperature",
            "output_config",
            "tools",
            "tool_choice",
            "stop_sequences",
            "metadata",
            "thinking",
            "service_tier",
            "stream");

    final Set<String> refused = ConcurrentHashMap.newKeySet();
    final Set<String> known = ConcurrentHashMap.newKeySet();
    final Set<String> models = ConcurrentHashMap.newKeySet();
    volatile int context = Integer.MAX_VALUE;
    volatile boolean needsKey = true;

    private final String key;

    ModelRules(String key) {
        this.key = key;
    }

    /** The key that comes with a request, whatever header it is in; empty if there is none. */
    static String given(ModelQuestion question) {
        String bearer = question.headers().getOrDefault("Authorization", "");
        return bearer.isEmpty()
                ? question.headers().getOrDefault("api-key", question.headers().getOrDefault("x-api-key", ""))
                : bearer.replaceFirst("^Bearer ", "");
    }

    Optional<ModelRefusal> problem(ModelQuestion question) {
        return key(question)
                .or(() -> model(question))
                .or(() -> question.isAnthropic() ? anthropic(question) : openAi(question))
                .or(() -> length(question));
    }

    /** Says the key back, as providers do with parts of it. */
    Optional<ModelRefusal> key(ModelQuestion question) {
        boolean inPlace = question.isAnthropic()
                ? question.headers().containsKey("x-api-key")
                : !question.headers().containsKey("x-api-key");
        if (!needsKey || (inPlace && given(question).equals(key))) {
            return Optional.empty();
        }
        String message = "Incorrect API key provided: " + given(question);
        return Optional.of(
                question.isAnthropic()
                        ? new ModelRefusal(401, "authentication_error", "", "", message)
                        : new ModelRefusal(401, "invalid_request_error", "invalid_api_key", "", message));
    }

    private Optional<ModelRefusal> model(ModelQuestion question) {
        if (question.model().isEmpty()) {
            return invalid("model", "you must provide a model parameter");
        }
        return models.isEmpty() || models.contains(question.model())
                ? Optional.empty()
                : Optional.of(notFound(question));
    }

    static ModelRefusal notFound(ModelQuestion question) {
        return question.isAnthropic()
                ? new ModelRefusal(404, "not_found_error", "", "", "model: " + question.model())
                : new ModelRefusal(
                        404,
                        "invalid_request_error",
                        "model_not_found",
                        "",
                        "The model `" + question.model() + "` does not exist or you do not have access to it.");
    }

    static ModelRefusal tooLong(ModelQuestion question) {
        return question.isAnthropic()
                ? ModelRefusal.invalid("", "prompt is too long: 300000 tokens > 200000 maximum")
                : new ModelRefusal(
                        400,
                        "invalid_request_error",
                        "context_length_exceeded",
                        "messages",
                        "This model's maximum context length is exceeded. Please reduce the length of the messages.");
    }

    private Optional<ModelRefusal> length(ModelQuestion question) {
        long tokens = question.body().path("messages").toString().length() / CHARACTERS + (long) question.maxTokens();
        return tokens > context ? Optional.of(tooLong(question)) : Optional.empty();
    }

    private static Optional<ModelRefusal> invalid(String param, String message) {
        return Optional.of(ModelRefusal.invalid(param, message));
    }

    private Optional<ModelRefusal> openAi(ModelQuestion question) {
        JsonNode body = question.body();
        return fields(body, OPEN_AI, field -> "Unknown parameter: '" + field + "'.", "unknown_parameter")
                .or(() -> refusedFields(body))
                .or(() -> messages(body, Set.of("system", "developer", "user", "assistant", "tool")))
                .or(() -> body.has("max_tokens") && body.has("max_completion_tokens")
                        ? invalid(
                                "max_tokens",
                                "Setting 'max_tokens' and 'max_completion_tokens' at the same time is"
                                        + " not supported.")
                        : Optional.empty())
                .or(() -> format(question))
                .or(() -> tools(body, "function", "parameters"));
    }

    /** Names a field as its provider does. */
    private interface Wording {
        String of(String field);
    }

    private Optional<ModelRefusal> fields(JsonNode body, Set<String> all, Wording wording, String code) {
        for (Iterator<String> fields = body.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!all.contains(field) && !known.contains(field)) {
                return Optional.of(new ModelRefusal(400, "invalid_request_error", code, field, wording.of(field)));
            }
        }
        return Optional.empty();
    }

    private Optional<ModelRefusal> refusedFields(JsonNode body) {
        if (refused.contains("temperature") && body.has("temperature")) {
            return Optional.of(new ModelRefusal(
                    400,
                    "invalid_request_error",
                    "unsupported_value",
                    "temperature",
                    "Unsupported value: 'temperature' does not support " + body.path("temperature")
                            + " with this model. Only the default (1) value is supported."));
        }
        for (Iterator<String> fields = body.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (refused.contains(field)) {
                String instead = field.equals("max_tokens") ? " Use 'max_completion_tokens' instead." : "";
                return Optional.of(new ModelRefusal(
                        400,
                        "invalid_request_error",
                        "unsupported_parameter",
                        field,
                        "Unsupported parameter: '" + field + "' is not supported with this model." + instead));
            }
        }
        return Optional.empty();
    }

    private static Optional<ModelRefusal> messages(JsonNode body, Set<String> roles) {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            return invalid("messages", "messages: at least one message is required");
        }
        for (JsonNode message : messages) {
            String role = message.path("role").asText("");
            if (!roles.contains(role)) {
                return invalid(
                        "messages",
                        "messages: Unexpected role \"" + role + "\". The Messages API accepts a top-level `system`"
                                + " parameter, not \"system\" as an input message role.");
            }
            if (!message.path("content").isTextual() && !message.path("content").isArray()) {
                return invalid("messages", "messages: content must be a string or an array");
            }
        }
        return Optional.empty();
    }

    private Optional<ModelRefusal> format(ModelQuestion question) {
        JsonNode format = question.body().path("response_format");
        String type = format.path("type").asText("text");
        if (refused.contains(type)) {
            return invalid(
                    "response_format",
                    "Invalid parameter: 'response_format' of type '" + type + "' is not supported with this model.");
        }
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_object" ->
                question.body()
                                .path("messages")
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .contains("json")
                        ? Optional.empty()
                        : invalid(
                                "messages",
                                "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
                                        + " 'json_object'.");
            case "json_schema" -> strict(format.path("json_schema"));
            default -> invalid("response_format", "Invalid value: '" + type + "'.");
        };
    }

    private static Optional<ModelRefusal> strict(JsonNode schema) {
        String name = schema.path("name").asText("");
        if (!NAME.matcher(name).matches()) {
            return invalid("response_format.json_schema.name", "Invalid 'name': must be [a-zA-Z0-9_-], at most 64.");
        }
        if (!schema.path("strict").asBoolean()) {
            return Optional.empty();
        }
        return StrictSchema.problem(schema.path("schema"))
                .map(what -> ModelRefusal.invalid(
                        "response_format", "Invalid schema for response_format '" + name + "': " + what));
    }

    private Optional<ModelRefusal> tools(JsonNode body, String inside, String parameters) {
        JsonNode tool = inside.isEmpty()
                ? body.path("tools").path(0)
                : body.path("tools").path(0).path(inside);
        JsonNode choice = inside.isEmpty()
                ? body.path("tool_choice")
                : body.path("tool_choice").path(inside);
        if (!body.has("tools")) {
            return body.has("tool_choice")
                    ? invalid("tool_choice", "'tool_choice' is only allowed when 'tools' are specified.")
                    : Optional.empty();
        }
        if (!NAME.matcher(tool.path("name").asText("")).matches()
                || !tool.path(parameters).isObject()) {
            return invalid("tools", "Invalid 'tools[0]': name and " + parameters + " are required.");
        }
        return choice.path("name").asText("").equals(tool.path("name").asText())
                ? Optional.empty()
                : invalid("tool_choice", "Tool choice is not among the tools.");
    }

    private Optional<ModelRefusal> anthropic(ModelQuestion question) {
        JsonNode body = question.body();
        if (question.headers().getOrDefault("anthropic-version", "").isEmpty()) {
            return invalid("", "anthropic-version: header is required");
        }
        return fields(body, ANTHROPIC, field -> field + ": Extra inputs are not permitted", "")
                .or(() -> refusedFields(body))
                .or(() -> question.maxTokens() < 1 ? invalid("", "max_tokens: Field required") : Optional.empty())
                .or(() -> messages(body, Set.of("user", "assistant")))
                .or(() -> turns(body.path("messages")))
                .or(() -> outputFormat(body.path("output_config")))
                .or(() -> tools(body, "", "input_schema"));
    }

    private static Optional<ModelRefusal> turns(JsonNode messages) {
        if (!messages.path(0).path("role").asText().equals("user")) {
            return invalid("", "messages: first message must use the \"user\" role");
        }
        return messages.path(messages.size() - 1).path("role").asText().equals("assistant")
                ? invalid("", "This model does not support assistant message prefill.")
                : Optional.empty();
    }

    private static Optional<ModelRefusal> outputFormat(JsonNode config) {
        JsonNode format = config.path("format");
        if (format.isMissingNode()) {
            return Optional.empty();
        }
        if (!format.path("type").asText().equals("json_schema")) {
            return invalid("", "output_config.format.type: Input should be 'json_schema'");
        }
        return StrictSchema.problem(format.path("schema"))
                .map(what -> ModelRefusal.invalid("", "output_config.format.schema: " + what));
    }
}
