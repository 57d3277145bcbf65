package dev.sdr.testkit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer in one of the two formats, with the tokens counted at four characters each. */
final class ModelReply {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHARACTERS = 4;

    private final ModelQuestion question;
    private final ObjectNode body = JSON.createObjectNode();

    private ModelReply(ModelQuestion question) {
        this.question = question;
    }

    /** In the way that was asked for: as text, or as the arguments of a tool. */
    static ModelReply of(ModelQuestion question, String text) {
        ModelReply reply = new ModelReply(question);
        if (question.isAnthropic()) {
            reply.anthropic(text);
        } else {
            reply.openAi(text);
        }
        return reply;
    }

    private void openAi(String text) {
        body.put("id", "chatcmpl-1").put("object", "chat.completion").put("model", question.model());
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        ObjectNode message =
                choice.putObject("message").put("role", "assistant").putNull("refusal");
        if (question.isTool()) {
            choice.put("finish_reason", "tool_calls");
            message.putNull("content");
            message.putArray("tool_calls")
                    .addObject()
                    .put("id", "call_1")
                    .put("type", "function")
                    .putObject("function")
                    .put("name", question.schemaName())
                    .put("arguments", text);
        } else {
            choice.put("finish_reason", "stop");
            message.put("content", text);
        }
        int prompt = prompt();
        ObjectNode usage = body.putObject("usage")
                .put("prompt_tokens", prompt)
                .put("completion_tokens", tokens(text))
                .put("total_tokens", prompt + tokens(text));
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
    }

    private void anthropic(String text) {
        body.put("id", "msg_1").put("type", "message").put("role", "assistant").put("model", question.model());
        ArrayNode content = body.putArray("content");
        if (question.isTool()) {
            ObjectNode use = content.addObject().put("type", "tool_use").put("id", "toolu_1");
            use.put("name", question.schemaName());
            try {
                use.set("input", JSON.readTree(text));
            } catch (JacksonException e) { // a real one could not say it either
                use.putObject("input").put("text", text);
            }
            body.put("stop_reason", "tool_use");
        } else {
            content.addObject().put("type", "text").put("text", text);
            body.put("stop_reason", "end_turn");
        }
        body.putObject("usage")
                .put("input_tokens", prompt())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", tokens(text));
    }

    private int prompt() {
        return tokens(question.system()) + tokens(question.user());
    }

    private static int tokens(String text) {
        return (text.length() + CHARACTERS - 1) / CHARACTERS;
    }

    /** The whole, to be spoiled. */
    ObjectNode body() {
        return body;
    }

    /** OpenAI's choice. */
    ObjectNode choice() {
        return (ObjectNode) body.path("choices").path(0);
    }

    /** OpenAI's message. */
    ObjectNode message() {
        return (ObjectNode) choice().path("message");
    }

    /** Anthropic's blocks. */
    ArrayNode blocks() {
        return (ArrayNode) body.path("content");
    }

    ModelReply ends(String openAi, String anthropic) {
        if (question.isAnthropic()) {
            body.put("stop_reason", anthropic);
        } else {
            choice().put("finish_reason", openAi);
        }
        return this;
    }

    LoopbackAnswer answer() {
        return LoopbackAnswer.json(200, body.toString());
    }
}
