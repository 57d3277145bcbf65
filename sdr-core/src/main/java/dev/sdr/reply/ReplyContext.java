package dev.sdr.reply;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a classifier is shown of a reply.
 *
 * @param newText the newly written text, without quotes and signature
 * @param subject the reply's subject
 * @param receivedAt when it came in
 * @param answered the mail of ours it answers, if known
 * @param leadAttributes the lead's attributes the host allows a classifier to see
 * @param earlier the earlier turns of the conversation, oldest first
 */
public record ReplyContext(
        String newText,
        String subject,
        Instant receivedAt,
        Optional<Turn> answered,
        Map<String, String> leadAttributes,
        List<Turn> earlier) {

    /** Checks and copies. */
    public ReplyContext {
        requireNonNull(newText, "newText");
        requireNonNull(subject, "subject");
        requireNonNull(receivedAt, "receivedAt");
        requireNonNull(answered, "answered");
        leadAttributes = Map.copyOf(leadAttributes);
        earlier = List.copyOf(earlier);
    }

    /**
     * One mail of a conversation.
     *
     * @param ours whether we wrote it
     * @param at when
     * @param subject its subject
     * @param text its text
     */
    public record Turn(boolean ours, Instant at, String subject, String text) {

        /** Checks. */
        public Turn {
            requireNonNull(at, "at");
            requireNonNull(subject, "subject");
            requireNonNull(text, "text");
        }
    }
}
