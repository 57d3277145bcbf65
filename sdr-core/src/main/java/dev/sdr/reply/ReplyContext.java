package dev.sdr.reply;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a classifier is shown of a reply.
 *
 * @param leadId the lead it concerns; empty where it is no lead's, as in a tool that only asks a classifier
 * @param campaignId the campaign of the mail it answers, if known
 * @param newText the newly written text, without quotes and signature
 * @param subject the reply's subject
 * @param receivedAt when it came in
 * @param answered the mail of ours it answers, if known
 * @param leadAttributes the lead's attributes the host allows a classifier to see
 * @param earlier the earlier turns of the conversation, oldest first
 * @param language the language of the conversation as a lower-case code such as {@code en}: that of the new text if its words
 *     tell, else that of the mail it answers, else the lead's attribute
 */
public record ReplyContext(
        String leadId,
        Optional<String> campaignId,
        String newText,
        String subject,
        Instant receivedAt,
        Optional<Turn> answered,
        Map<String, String> leadAttributes,
        List<Turn> earlier,
        Optional<String> language) {

    /** Checks and copies. */
    public ReplyContext {
        requireNonNull(leadId, "leadId");
        requireNonNull(campaignId, "campaignId");
        requireNonNull(newText, "newText");
        requireNonNull(subject, "subject");
        requireNonNull(receivedAt, "receivedAt");
        requireNonNull(answered, "answered");
        leadAttributes = Map.copyOf(leadAttributes);
        earlier = List.copyOf(earlier);
        requireNonNull(language, "language");
    }

    /**
     * A reply of which nothing else is known.
     *
     * @param newText the newly written text
     * @param subject the reply's subject
     * @param receivedAt when it came in
     * @return the context
     */
    public static ReplyContext of(String newText, String subject, Instant receivedAt) {
        return new ReplyContext(
                "",
                Optional.empty(),
                newText,
                subject,
                receivedAt,
                Optional.empty(),
                Map.of(),
                List.of(),
                Optional.empty());
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
