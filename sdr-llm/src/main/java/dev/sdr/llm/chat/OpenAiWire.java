package dev.sdr.llm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.llm.chat.ChatResponse.End;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code POST /chat/completions}.
 *
 * @param model the model's name
 * @param tokenName how the limit of tokens is called at first
 * @param temperature the temperature, if it is to be sent
 * @param effort the reasoning effort, if it is to be sent
 * @param extra further fields of the body
 */
record OpenAiWire(
        String model, TokenLimit tokenName, OptionalDouble temperature, Optional<String> effort, ObjectNode extra)
        implements WireFormat {

    private static final List<String> FORM_FIELDS = List.of(
            "response_format",
            "json_schema",
            "json_object",
            "tool_choice",
            "tools",
            "structured output",
            "requested param");

    @Override
    public String path() {
        return "chat/completions";
    }

    private TokenLimit tokenName(Learned learned) {
        return learned.otherTokenName() ? tokenName.other() : tokenName;
    }

    @Override
    public ObjectNode body(ChatRequest request, Learned learned) {
        ObjectNode body = extra.deepCopy();
        body.put("model", model);
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", learned.form().system(request));
        messages.addObject().put("role", "user").put("content", request.user());
        body.put(tokenName(learned).field(), request.maxTokens());
        if (temperature.isPresent() && !learned.noTemperature()) {
            body.put("temperature", temperature.getAsDouble());
        }
        effort.ifPresent(word -> body.put("reasoning_effort", word));
        switch (learned.form()) {
            case JSON_SCHEMA -> {
                ObjectNode format = body.putObject("response_format").put("type", "json_schema");
                format.putObject("json_schema")
                        .put("name", request.schemaName())
                        .put("strict", true)
                        .set("schema", request.schema());
            }
            case TOOL -> {
                ObjectNode function = body.putArray("tools")
                        .addObject()
                        .put("type", "function")
                        .putObject("function")
                        .put("name", request.schemaName())
                        .put("description", "Takes the answer.");
                function.set("parameters", request.schema());
                body.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", request.schemaName());
            }
            case JSON_OBJECT -> body.putObject("response_format").put("type", "json_object");
            case PROMPT -> {}
        }
        return body;
    }

    @Override
    public Optional<Reading> read(HttpAnswer answer, Learned learned) {
        JsonNode choice = answer.body().path("choices").path(0);
        if (!choice.isObject()) {
            return Optional.empty();
        }
        JsonNode error = choice.path("error");
        if (error.isObject() || (error.isTextual() && !error.asText().isEmpty())) {
            return Optional.of(Reading.failed(ProviderError.inside(answer, error)));
        }
        JsonNode message = choice.path("message");
        Optional<TokenUsage> usage = Usages.openAi(answer.body().path("usage"));
        End end = isRefusal(message)
                ? End.REFUSED
                : end(choice.path("finish_reason").asText(""));
        return Optional.of(Reading.of(end, written(message, learned), usage));
    }

    private static boolean isRefusal(JsonNode message) {
        if (!message.path("refusal").asText("").isEmpty()) {
            return true;
        }
        for (JsonNode part : message.path("content")) {
            if (part.path("type").asText().equals("refusal")) {
                return true;
            }
        }
        return false;
    }

    /** Servers invent reasons; one that is not known is no reason to believe the answer. */
    private static End end(String reason) {
        String word = reason.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "stop", "tool_calls", "function_call", "eos", "end_turn", "", "null" -> End.COMPLETE;
            case "length", "max_tokens", "model_length" -> End.LENGTH;
            case "safety", "recitation", "sensitive", "prohibited_content" -> End.FILTERED;
            default -> word.startsWith("content_filter") ? End.FILTERED : End.REFUSED;
        };
    }

    private static String written(JsonNode message, Learned learned) {
        if (learned.form() == AnswerForm.TOOL) {
            JsonNode arguments =
                    message.path("tool_calls").path(0).path("function").path("arguments");
            if (arguments.isObject()) {
                return arguments.toString();
            }
            if (!arguments.asText("").isEmpty()) {
                return arguments.asText();
            }
        }
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            return content.isObject() ? content.toString() : content.asText("");
        }
        StringBuilder parts = new StringBuilder();
        for (JsonNode part : content) {
            parts.append(part.isTextual() ? part.asText() : part.path("text").asText(""));
        }
        return parts.toString();
    }

    @Override
    public Optional<Learned> lesson(ProviderError error, Learned learned) {
        boolean unsupported = error.isUnsupported();
        if (unsupported && !learned.otherTokenName() && error.isAbout(tokenName.field())) {
            return Optional.of(learned.withOtherTokenName());
        }
        if (unsupported && temperature.isPresent() && !learned.noTemperature() && error.isAbout("temperature")) {
            return Optional.of(learned.withoutTemperature());
        }
        return FORM_FIELDS.stream().anyMatch(error::isAbout)
                ? learned.form().next().map(learned::form)
                : Optional.empty();
    }
}
