package dev.sdr;

import dev.sdr.answer.Answer;
import dev.sdr.answer.Draft;
import dev.sdr.internal.engine.Answering;
import dev.sdr.internal.engine.Engine;
import dev.sdr.observe.RereadReport;
import dev.sdr.observe.WaitingReply;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People's replies: what waits for an answer, and the drafts of answers. Safe for use by several threads. */
public final class Replies {

    private final Engine engine;
    private final Answering answering;

    Replies(Engine engine) {
        this.engine = engine;
        this.answering = engine.answering();
    }

    /**
     * Replies that wait until they are answered, by us or by a human in the mailbox itself, or marked as done.
     *
     * @param limit the most replies
     * @return the replies, oldest first
     */
    public List<WaitingReply> waiting(int limit) {
        return answering.waiting(limit);
    }

    /**
     * Marks a reply as done: it needs no answer. An open draft of it is rejected, and an approved one that has not begun is
     * withdrawn.
     *
     * @param inboundId the reply
     * @return false if it does not wait, or its answer has begun
     */
    public boolean done(UUID inboundId) {
        return answering.done(inboundId);
    }

    /**
     * Drafts that wait for approval.
     *
     * @param limit the most drafts
     * @return the drafts, those that expire first before the others
     */
    public List<Draft> drafts(int limit) {
        return answering.drafts(limit);
    }

    /**
     * The draft of a reply.
     *
     * @param inboundId the reply
     * @return its draft in whatever state, if there is one
     */
    public Optional<Draft> draft(UUID inboundId) {
        return answering.draft(inboundId);
    }

    /**
     * Approves a draft. It leaves in the next run in the thread of the reply, through the same gates and the same outbox as
     * everything else: a stop, a newer reply or a human's answer that comes first keeps it.
     *
     * @param inboundId the reply it answers
     * @param hash the {@link Draft#hash()} of what was read; another text, recipient or sender has another hash
     * @return false if there is no open draft with that hash, the reply no longer waits, the person has written again
     *     since, or the reply came in before a restore and may have been answered in what was forgotten
     */
    public boolean approve(UUID inboundId, String hash) {
        return answering.approve(inboundId, hash);
    }

    /**
     * Writes the answer anew, in place of an open draft or where there is none. It has to be approved like every draft.
     *
     * @param inboundId the reply
     * @param answer the text; its footer is added
     * @return the draft, with its hash
     * @throws dev.sdr.error.ConfigurationException if the reply does not wait, its answer is approved already, or its author
     *     cannot be answered
     * @throws IllegalArgumentException if it must not leave like this, such as an unfilled placeholder
     */
    public Draft write(UUID inboundId, Answer answer) {
        return answering.write(inboundId, answer);
    }

    /**
     * Takes an approved answer back that has not begun. The reply goes on waiting.
     *
     * @param inboundId the reply it answers
     * @return false if there is none, or it has begun
     */
    public boolean withdraw(UUID inboundId) {
        return answering.withdraw(inboundId);
    }

    /**
     * Rejects a draft; the reply goes on waiting.
     *
     * @param inboundId the reply it answers
     * @param why for the record
     * @return false if there is no open draft
     */
    public boolean reject(UUID inboundId, String why) {
        return answering.reject(inboundId, why);
    }

    /**
     * Reads stored mail again, after an upgrade of triage or classifier. What was done because of it is not done again; the
     * only new effect is that an opt-out, a complaint, or an address that does not exist, which was not seen before, is
     * suppressed now.
     *
     * @param after the last id of the call before; empty to begin
     * @param limit the most messages
     * @return what was read and what reads differently now
     */
    public RereadReport reread(Optional<UUID> after, int limit) {
        return engine.reread(after, limit);
    }
}
