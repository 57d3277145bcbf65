package dev.sdr.llm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.llm.chat.ChatResponse.End;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code POST /v1/messages}.
 *
 * @param model the model's name
 * @param temperature the temperature, if it is to be sent
 * @param extra further fields of the body
 */
record AnthropicWire(String model, OptionalDouble temperature, ObjectNode extra) implements WireFormat {

    private static final List<String> FORM_FIELDS =
            List.of("output_config", "output_format", "json_schema", "tool_choice", "tools", "structured output");

    @Override
    public String path() {
        return "v1/messages";
    }

    @Override
    public ObjectNode body(ChatRequest request, Learned learned) {
        ObjectNode body = extra.deepCopy();
        body.put("model", model);
        body.put("max_tokens", request.maxTokens());
        body.put("system", learned.form().system(request));
        body.putArray("messages").addObject().put("role", "user").put("content", request.user());
        if (temperature.isPresent() && !learned.noTemperature()) {
            body.put("temperature", temperature.getAsDouble());
        }
        switch (learned.form()) {
            case JSON_SCHEMA ->
                body.putObject("output_config")
                        .putObject("format")
                        .put("type", "json_schema")
                        .set("schema", request.schema());
            case TOOL -> {
                body.putArray("tools")
                        .addObject()
                        .put("name", request.schemaName())
                        .put("description", "Takes the answer.")
                        .set("input_schema", request.schema());
                body.putObject("tool_choice").put("type", "tool").put("name", request.schemaName());
            }
            case JSON_OBJECT, PROMPT -> {}
        }
        return body;
    }

    @Override
    public Optional<Reading> read(HttpAnswer answer, Learned learned) {
        JsonNode body = answer.body();
        if (!body.path("content").isArray()) {
            return Optional.empty();
        }
        Optional<TokenUsage> usage = Usages.anthropic(body.path("usage"));
        return Optional.of(
                Reading.of(end(body.path("stop_reason").asText("")), written(body.path("content"), learned), usage));
    }

    private static End end(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence", "tool_use" -> End.COMPLETE;
            case "max_tokens", "model_context_window_exceeded" -> End.LENGTH;
            default -> End.REFUSED;
        };
    }

    private static String written(JsonNode blocks, Learned learned) {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : blocks) {
            String type = block.path("type").asText();
            if (learned.form() == AnswerForm.TOOL && type.equals("tool_use")) {
                return block.path("input").toString();
            }
            if (type.equals("text")) {
                text.append(block.path("text").asText(""));
            }
        }
        return text.toString();
    }

    @Override
    public Optional<Learned> lesson(ProviderError error, Learned learned) {
        if (temperature.isPresent()
                && !learned.noTemperature()
                && error.isUnsupported()
                && error.isAbout("temperature")) {
            return Optional.of(learned.withoutTemperature());
        }
        return FORM_FIELDS.stream().anyMatch(error::isAbout)
                ? learned.form().nextWithoutJsonMode().map(learned::form)
                : Optional.empty();
    }
}
