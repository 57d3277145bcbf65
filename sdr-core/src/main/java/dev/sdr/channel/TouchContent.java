package dev.sdr.channel;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The words of a touch as they left, kept so that a retry sends the same text. It is stored beside the touch, not in
 * its row.
 *
 * @param id the touch
 * @param version the sequence version it was composed from
 * @param to the recipient's address as used
 * @param subject the subject as sent, empty for channels without one
 * @param text the plain text
 * @param html the HTML form, if any
 * @param references the Message-IDs of the earlier mails of the thread, oldest first
 */
public record TouchContent(
        TouchKey id,
        String version,
        String to,
        String subject,
        String text,
        Optional<String> html,
        List<String> references) {

    /** Checks and copies. */
    public TouchContent {
        requireNonNull(id, "id");
        requireNonNull(version, "version");
        requireNonNull(to, "to");
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        references = List.copyOf(references);
    }
}
