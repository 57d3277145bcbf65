package dev.sdr.answer;

import static java.util.Objects.requireNonNull;

import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyContext;
import java.util.Map;

/**
 * What a responder is shown.
 *
 * @param reply the reply and what it answers
 * @param analysis what the classifier made of it
 * @param values what templates may name: the attributes of the person who wrote, and {@code sender_name} and the like
 */
public record AnswerRequest(ReplyContext reply, ReplyAnalysis analysis, Map<String, String> values) {

    /** Checks and copies. */
    public AnswerRequest {
        requireNonNull(reply, "reply");
        requireNonNull(analysis, "analysis");
        values = Map.copyOf(values);
    }
}
