package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import dev.sdr.answer.Draft;
import dev.sdr.inbox.Inbound;
import dev.sdr.reply.ReplyAnalysis;
import java.util.Optional;

/**
 * A person's reply that waits for an answer, or for somebody who marks it as done.
 *
 * @param reply the reply
 * @param analysis what the classifier made of it; empty until it was asked
 * @param draft its answer, if one waits for approval or for its turn to leave
 */
public record WaitingReply(Inbound reply, Optional<ReplyAnalysis> analysis, Optional<Draft> draft) {

    /** Checks. */
    public WaitingReply {
        requireNonNull(reply, "reply");
        requireNonNull(analysis, "analysis");
        requireNonNull(draft, "draft");
    }
}
