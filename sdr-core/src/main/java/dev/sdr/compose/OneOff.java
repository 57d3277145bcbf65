package dev.sdr.compose;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One mail the host wants sent to one lead now, outside any sequence. It passes the same gates as a step, save those
 * about timing, and the same outbox. It is the host's own decision about one person, never cold: neither a provider's terms
 * nor contact rules are asked about it.
 *
 * @param key the host's own name for it: for one lead, at most one mail ever leaves per key. 1 to 150 characters
 * @param subject the subject's template
 * @param text the text's template
 * @param html the HTML part's template, if any
 */
public record OneOff(String key, String subject, String text, Optional<String> html) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the key is blank or too long
     */
    public OneOff {
        if (key.isBlank() || key.length() > 150) {
            throw new IllegalArgumentException("the key of a mail must have 1 to 150 characters and not be blank");
        }
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        requireNonNull(html, "html");
    }

    /**
     * A plain text mail.
     *
     * @param key the host's own name for it
     * @param subject the subject's template
     * @param text the text's template
     * @return the mail
     */
    public static OneOff of(String key, String subject, String text) {
        return new OneOff(key, subject, text, Optional.empty());
    }
}
