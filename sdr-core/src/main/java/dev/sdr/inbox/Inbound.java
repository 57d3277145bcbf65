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
 * @param attention whether it waits for an answer
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
        Attention attention,
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

    /** Whether a person's mail waits for somebody. */
    public enum Attention {
        /** It needs nobody: automatic or private mail. */
        NONE,
        /** It waits for an answer, or for somebody who marks it as done. */
        WAITING,
        /** It was answered, by us or by a person. */
        ANSWERED,
        /** It needs no answer: somebody said so, or the reply policy. */
        CLOSED
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
        requireNonNull(attention, "attention");
        requireNonNull(lease, "lease");
        requireNonNull(leaseUntil, "leaseUntil");
        requireNonNull(analysis, "analysis");
    }

    /**
     * What is left of this message once whom it concerned was erased: a private stub that refers to nothing.
     *
     * @return a changed copy
     */
    public Inbound stub() {
        return new Inbound(
                id,
                identity,
                mailboxId,
                ref,
                receivedAt,
                PRIVATE,
                "whom it concerned was erased",
                "",
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                List.of(),
                false,
                State.DONE,
                Attention.NONE,
                Optional.empty(),
                Optional.empty(),
                "");
    }

    /**
     * This message without its words and without what it refers to; whom it concerned and what it was stay.
     *
     * @return a changed copy
     */
    public Inbound withoutTexts() {
        Copy copy = new Copy(this);
        copy.senderDomain = "";
        copy.subject = "";
        copy.text = "";
        copy.referenceKeys = List.of();
        copy.analysis = "";
        return copy.done();
    }

    /**
     * This message, read to its end.
     *
     * @param result the classifier's result as JSON
     * @return a changed copy
     */
    public Inbound done(String result) {
        Copy copy = new Copy(this);
        copy.state = State.DONE;
        copy.lease = Optional.empty();
        copy.leaseUntil = Optional.empty();
        copy.analysis = result;
        return copy.done();
    }

    /**
     * This message, matched later, in the place of the row it had when it answered no touch we knew. If that concerned
     * the same lead, all of it stays but the touch and what it refers to. If it concerned somebody else, its standing
     * stays, and it is read again. Nobody knows any more what was in flight when it came in, so it counts as overtaken.
     *
     * @param before that row
     * @return the row to write
     */
    public Inbound inPlaceOf(Inbound before) {
        Copy copy = new Copy(before);
        copy.touch = touch;
        copy.referenceKeys = referenceKeys;
        if (!before.leadId.equals(leadId) || leadId.isEmpty()) {
            copy.kind = kind;
            copy.reason = reason;
            copy.senderDomain = senderDomain;
            copy.leadId = leadId;
            copy.subject = subject;
            copy.text = text;
            copy.overtaken = leadId.isPresent();
            copy.state = state;
            copy.attention = before.leadId.isPresent() ? before.attention : attention;
            copy.lease = lease;
            copy.leaseUntil = leaseUntil;
            copy.analysis = analysis;
        }
        return copy.done();
    }

    /**
     * This message with another standing.
     *
     * @param changed whether it waits for an answer
     * @return a changed copy
     */
    public Inbound attended(Attention changed) {
        Copy copy = new Copy(this);
        copy.attention = changed;
        return copy.done();
    }

    /**
     * This message as a newer version of triage reads it.
     *
     * @param newKind what it is
     * @param newReason why
     * @param newText the newly written text
     * @return a changed copy
     */
    public Inbound read(String newKind, String newReason, String newText) {
        Copy copy = new Copy(this);
        copy.kind = newKind;
        copy.reason = newReason;
        copy.text = newText;
        return copy.done();
    }

    /**
     * This message with another analysis.
     *
     * @param result the classifier's result as JSON
     * @return a changed copy
     */
    public Inbound analysed(String result) {
        Copy copy = new Copy(this);
        copy.analysis = result;
        return copy.done();
    }

    /**
     * This message under a claim.
     *
     * @param token the claim's token
     * @param until the lease's end
     * @return a changed copy
     */
    public Inbound leased(UUID token, Instant until) {
        Copy copy = new Copy(this);
        copy.lease = Optional.of(token);
        copy.leaseUntil = Optional.of(until);
        return copy.done();
    }

    private static final class Copy {
        private final Inbound from;
        private String kind;
        private String reason;
        private String senderDomain;
        private Optional<String> leadId;
        private Optional<TouchKey> touch;
        private String subject;
        private String text;
        private List<String> referenceKeys;
        private boolean overtaken;
        private State state;
        private Attention attention;
        private Optional<UUID> lease;
        private Optional<Instant> leaseUntil;
        private String analysis;

        Copy(Inbound from) {
            this.from = from;
            this.kind = from.kind;
            this.reason = from.reason;
            this.senderDomain = from.senderDomain;
            this.leadId = from.leadId;
            this.touch = from.touch;
            this.subject = from.subject;
            this.text = from.text;
            this.referenceKeys = from.referenceKeys;
            this.overtaken = from.overtaken;
            this.state = from.state;
            this.attention = from.attention;
            this.lease = from.lease;
            this.leaseUntil = from.leaseUntil;
            this.analysis = from.analysis;
        }

        Inbound done() {
            return new Inbound(
                    from.id,
                    from.identity,
                    from.mailboxId,
                    from.ref,
                    from.receivedAt,
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
                    attention,
                    lease,
                    leaseUntil,
                    analysis);
        }
    }
}
