package dev.sdr.llm.evaluate;

import static java.util.Objects.requireNonNull;

import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.reply.ReplyContext;
import java.util.Optional;

/**
 * A reply and what a person says it means.
 *
 * @param id its name in reports, not blank
 * @param reply what a classifier is shown
 * @param sentiment its tone
 * @param intent what its author wants
 * @param requiresHuman whether its content asks for a person
 * @param urgency how soon, if the labels say
 */
public record LabelledReply(
        String id,
        ReplyContext reply,
        Sentiment sentiment,
        Intent intent,
        boolean requiresHuman,
        Optional<Urgency> urgency) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the id is blank
     */
    public LabelledReply {
        requireNonNull(reply, "reply");
        requireNonNull(sentiment, "sentiment");
        requireNonNull(intent, "intent");
        requireNonNull(urgency, "urgency");
        if (id.isBlank()) {
            throw new IllegalArgumentException("a labelled reply needs an id");
        }
    }
}
