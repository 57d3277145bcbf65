package dev.sdr.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An answer to one reply, exactly as it would leave. A reply has at most one.
 *
 * @param inboundId the reply it answers, by which it is named
 * @param leadId whom it goes to
 * @param mailboxId the mailbox it leaves from
 * @param from the sender's address
 * @param to the recipient's address
 * @param subject the subject
 * @param text the plain text with its footer
 * @param html the HTML form with its footer, if any
 * @param references the Message-IDs of the thread, oldest first; the last is the reply's
 * @param createdAt when it was written
 * @param expiresAt until when it may be approved
 * @param state where it stands
 * @param note why it stands there, in one line; may be empty
 */
public record Draft(
        UUID inboundId,
        String leadId,
        String mailboxId,
        String from,
        String to,
        String subject,
        String text,
        Optional<String> html,
        List<String> references,
        Instant createdAt,
        Instant expiresAt,
        State state,
        String note) {

    /** Where a draft stands. */
    public enum State {
        /** It waits for approval. */
        OPEN,
        /** It was approved, by a person or by the reply policy, and takes the way of every touch. */
        APPROVED,
        /** A person rejected it. */
        REJECTED,
        /** Nobody approved it in time. */
        EXPIRED,
        /** It was overtaken: the person wrote again, was answered by a human, or was stopped. */
        OVERTAKEN
    }

    /** Checks and copies. */
    public Draft {
        requireNonNull(inboundId, "inboundId");
        requireNonNull(leadId, "leadId");
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        references = List.copyOf(references);
        requireNonNull(createdAt, "createdAt");
        requireNonNull(expiresAt, "expiresAt");
        requireNonNull(state, "state");
        requireNonNull(note, "note");
    }

    /**
     * What an approval is bound to: the SHA-256 of sender, recipient, subject, text and HTML form.
     *
     * @return 64 hexadecimal digits
     */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(mailboxId, from, to, subject, text, html.orElse(""))) {
                byte[] bytes = part.getBytes(UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no SHA-256, which every one must have", e);
        }
    }

    /**
     * This draft in another state.
     *
     * @param newState the state
     * @param why why, in one line
     * @return a changed copy
     */
    public Draft in(State newState, String why) {
        return new Draft(
                inboundId,
                leadId,
                mailboxId,
                from,
                to,
                subject,
                text,
                html,
                references,
                createdAt,
                expiresAt,
                newState,
                why);
    }

    /**
     * This draft with another text.
     *
     * @param newText the text as it is to leave, with its footer
     * @param newHtml the HTML form with its footer, if any
     * @return a changed copy, with another hash
     */
    public Draft written(String newText, Optional<String> newHtml) {
        return new Draft(
                inboundId,
                leadId,
                mailboxId,
                from,
                to,
                subject,
                newText,
                newHtml,
                references,
                createdAt,
                expiresAt,
                state,
                note);
    }
}
