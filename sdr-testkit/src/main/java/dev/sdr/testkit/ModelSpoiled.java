package dev.sdr.testkit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Map;

/** Answers of a model with something wrong about them: HTTP 200 all of them. */
final class ModelSpoiled {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HUGE = 5_000_000;

    private ModelSpoiled() {}

    /** Whether the fault takes the test's answer and spoils it. */
    static boolean needsText(ModelFault fault) {
        return switch (fault) {
            case CUT_OFF,
                    LENGTH_HALF,
                    FENCED,
                    THINKING,
                    TALKATIVE,
                    PARTS,
                    REASONING,
                    NO_USAGE,
                    INVALID_JSON,
                    WRONG_ENUM,
                    EXTRA_FIELDS,
                    UNKNOWN_END -> true;
            default -> false;
        };
    }

    static LoopbackAnswer of(ModelFault fault, ModelQuestion question, String text) {
        return switch (fault) {
            case CUT_OFF -> reply(question, text).answer().half();
            case LENGTH_HALF ->
                reply(question, half(text)).ends("length", "max_tokens").answer();
            case INVALID_JSON -> reply(question, half(text)).answer();
            case FENCED -> reply(question, "```json\n" + text + "\n```").answer();
            case TALKATIVE ->
                reply(question, "Sure {smile}! Here it is:\n" + text + "\nLet me know {if} that helps.")
                        .answer();
            case WRONG_ENUM -> reply(question, wrongEnum(question, text)).answer();
            case EXTRA_FIELDS ->
                reply(
                                question,
                                object(text)
                                        .put("send_to", "someone@else.example")
                                        .toString())
                        .answer();
            case UNKNOWN_END -> reply(question, text).ends("tired", "tired").answer();
            case PARTS -> parts(question, text);
            case THINKING -> thinking(question, text);
            case REASONING -> reasoning(question, text);
            case NO_USAGE -> bare(question, text);
            default -> throw new IllegalArgumentException("not a spoiled answer: " + fault);
        };
    }

    static LoopbackAnswer without(ModelFault fault, ModelQuestion question) {
        return switch (fault) {
            case LENGTH_EMPTY -> empty(question).ends("length", "max_tokens").answer();
            case FILTERED_ANSWER ->
                empty(question).ends("content_filter", "refusal").answer();
            case EMPTY -> empty(question).ends("stop", "end_turn").answer();
            case REFUSAL -> refusal(question);
            case HUGE ->
                reply(question, "{\"text\":\"" + "x".repeat(HUGE) + "\"}").answer();
            default -> throw new IllegalArgumentException("not an answer without text: " + fault);
        };
    }

    private static ModelReply reply(ModelQuestion question, String text) {
        return ModelReply.of(question, text);
    }

    private static String half(String text) {
        return text.substring(0, (text.length() + 1) / 2);
    }

    private static ModelReply empty(ModelQuestion question) {
        ModelReply reply = reply(question, "");
        if (question.isAnthropic()) {
            reply.blocks().removeAll();
        } else {
            reply.message().putNull("content").remove("tool_calls");
        }
        return reply;
    }

    private static LoopbackAnswer refusal(ModelQuestion question) {
        ModelReply reply = empty(question).ends("stop", "refusal");
        if (!question.isAnthropic()) {
            reply.message().put("refusal", "I'm sorry, I can't assist with that.");
        }
        return reply.answer();
    }

    /** In two pieces that belong together, with one between them that is none of it. */
    private static LoopbackAnswer parts(ModelQuestion question, String text) {
        ModelReply reply = reply(question, text);
        String first = half(text);
        var parts = question.isAnthropic()
                ? reply.blocks().removeAll()
                : reply.message().putArray("content");
        parts.addObject().put("type", "text").put("text", first);
        parts.addObject().put("type", "thinking").put("thinking", "{\"no\":\"part of it\"}");
        parts.addObject().put("type", "text").put("text", text.substring(first.length()));
        return reply.answer();
    }

    private static LoopbackAnswer thinking(ModelQuestion question, String text) {
        ModelReply reply = reply(question, "<think>\nIs it {\"a\":1}? No.\n</think>\n\n" + text);
        if (question.isAnthropic() && !question.isTool()) {
            ObjectNode block = JSON.createObjectNode().put("type", "thinking").put("thinking", "{\"b\":2}");
            reply.blocks().insert(0, block);
        }
        return reply.answer();
    }

    private static LoopbackAnswer reasoning(ModelQuestion question, String text) {
        ModelReply reply = reply(question, text);
        if (!question.isAnthropic()) {
            reply.message().put("reasoning_content", "{\"first\":\"thought\"}");
        }
        return reply.answer();
    }

    private static LoopbackAnswer bare(ModelQuestion question, String text) {
        ModelReply reply = reply(question, text);
        reply.body().put("id", "").remove("usage");
        return reply.answer();
    }

    private static ObjectNode object(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JacksonException e) {
            throw new UncheckedIOException("this fault needs an answer that is a JSON object", e);
        }
    }

    private static String wrongEnum(ModelQuestion question, String text) {
        ObjectNode answer = object(text);
        JsonNode schema = question.schema().orElse(JSON.createObjectNode());
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (property.getValue().has("enum")) {
                return answer.put(property.getKey(), "none_of_them").toString();
            }
        }
        throw new IllegalStateException("the schema has no enum at its top");
    }
}
