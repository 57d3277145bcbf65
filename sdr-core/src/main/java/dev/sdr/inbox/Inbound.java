package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.TouchKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A stored inbound message: one row per message whatever happens to cursors (promise P5).
 *
 * @param id version 7 UUID
 * @param identity a keyed hash of its content (mailbox, Message-ID, Date, From, start of the body): unique
 * @param mailboxId the mailbox it came to
 * @param ref the source's name for it
 * @param receivedAt when the mailbox received it
 * @param kind what triage made of it, {@code PRIVATE} for mail that has nothing to do with us, {@code UNREADABLE} for
 *     mail that could not be parsed; other names may come from a newer version
 * @param reason why, in one line; for private mail without anything of its content
 * @param senderDomain the sender's domain, may be empty
 * @param leadId whom it concerns, if matched
 * @param touch the touch it answers, if known
 * @param subject the subject; empty for private mail
 * @param text the newly written text; empty for private mail
 * @param referenceKeys keyed hashes of the ids it refers to, for matching it again later
 * @param overtaken whether the lead had a touch in flight or unknown when this was stored
 * @param state where its reading stands
 * @param lease the token of who is classifying it
 * @param leaseUntil until when
 * @param analysis the classifier's result as JSON, empty until there is one
 */
public record Inbound(
        UUID id,
        String identity,
        String mailboxId,
        String ref,
        Instant receivedAt,
        String kind,
        String reason,
        String senderDomain,
        Optional<String> leadId,
        Optional<TouchKey> touch,
        String subject,
        String text,
        List<String> referenceKeys,
        boolean overtaken,
        State state,
        Optional<UUID> lease,
        Optional<Instant> leaseUntil,
        String analysis) {

    /** The kind of mail that has nothing to do with us. */
    public static final String PRIVATE = "PRIVATE";

    /** The kind of mail that could not be parsed. */
    public static final String UNREADABLE = "UNREADABLE";

    /** Where the reading of a message stands. */
    public enum State {
        /** Stored with its first effects; waits for the classifier. */
        STORED,
        /** Nothing more to do. */
        DONE
    }

    /** Checks and copies. */
    public Inbound {
        requireNonNull(id, "id");
        requireNonNull(identity, "identity");
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(ref, "ref");
        requireNonNull(receivedAt, "receivedAt");
        requireNonNull(kind, "kind");
        requireNonNull(reason, "reason");
        requireNonNull(senderDomain, "senderDomain");
        requireNonNull(leadId, "leadId");
        requireNonNull(touch, "touch");
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        referenceKeys = List.copyOf(referenceKeys);
        requireNonNull(state, "state");
        requireNonNull(lease, "lease");
        requireNonNull(leaseUntil, "leaseUntil");
        requireNonNull(analysis, "analysis");
    }

    /**
     * This message without its words and without what it refers to; whom it concerned and what it was stay.
     *
     * @return a changed copy
     */
    public Inbound withoutTexts() {
        return new Inbound(
                id,
                identity,
                mailboxId,
                ref,
                receivedAt,
                kind,
                reason,
                "",
                leadId,
                touch,
                "",
                "",
                List.of(),
                overtaken,
                state,
                lease,
                leaseUntil,
                "");
    }

    /**
     * This message, read to its end.
     *
     * @param result the classifier's result as JSON
     * @return a changed copy
     */
    public Inbound done(String result) {
        return new Inbound(
                id,
                identity,
                mailboxId,
                ref,
                receivedAt,
                kind,
                reason,
                senderDomain,
                leadId,
                touch,
                subject,
                text,
                referenceKeys,
                overtaken,
                State.DONE,
                Optional.empty(),
                Optional.empty(),
                result);
    }

    /**
     * This message under the id of its stub.
     *
     * @param stubId the id
     * @return a changed copy
     */
    public Inbound as(UUID stubId) {
        return new Inbound(
                stubId,
                identity,
                mailboxId,
                ref,
                receivedAt,
                kind,
                reason,
                senderDomain,
                leadId,
                touch,
                subject,
                text,
                referenceKeys,
                overtaken,
                state,
                lease,
                leaseUntil,
                analysis);
    }

    /**
     * This message under a claim.
     *
     * @param token the claim's token
     * @param until the lease's end
     * @return a changed copy
     */
    public Inbound leased(UUID token, Instant until) {
        return new Inbound(
                id,
                identity,
                mailboxId,
                ref,
                receivedAt,
                kind,
                reason,
                senderDomain,
                leadId,
                touch,
                subject,
                text,
                referenceKeys,
                overtaken,
                state,
                Optional.of(token),
                Optional.of(until),
                analysis);
    }
}
