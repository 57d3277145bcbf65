package dev.sdr.mail;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One mail to one person, ready to leave. Made by the runner; an adapter reads it.
 *
 * @param fromName the display name of From, may be empty
 * @param from the address of From
 * @param to the only recipient
 * @param subject one line
 * @param text the plain text part
 * @param html the HTML part, if any
 * @param messageId our Message-ID without angle brackets, the same for every attempt
 * @param references the Message-IDs of the earlier mails of the thread without angle brackets, oldest first; empty for
 *     a new thread. In-Reply-To is the last of them
 * @param headers further headers by name
 * @param date the Date header
 */
public record Email(
        String fromName,
        EmailAddress from,
        EmailAddress to,
        String subject,
        String text,
        Optional<String> html,
        String messageId,
        List<String> references,
        Map<String, String> headers,
        Instant date) {

    private static final Pattern HEADER_NAME = Pattern.compile("[!-9;-~]+"); // RFC 5322 section 3.6.8

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a header value holds a line break or another control character, which could add
     *     headers; the message names the header
     */
    public Email {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        requireNonNull(date, "date");
        references = List.copyOf(references);
        headers = Map.copyOf(headers);
        oneLine("From", fromName);
        oneLine("Subject", subject);
        oneLine("Message-ID", messageId);
        references.forEach(id -> oneLine("References", id));
        headers.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name.replaceAll("\\p{Cntrl}", "?") + "' is not a header name");
            }
            oneLine(name, value);
        });
    }

    private static void oneLine(String header, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127 || c == 0x85 || c == 0x2028 || c == 0x2029) {
                throw new IllegalArgumentException(
                        "the value of header " + header + " has a line break or control character");
            }
        }
    }

    /**
     * The mail this one answers.
     *
     * @return the last of {@link #references()}, or empty for a new thread
     */
    public Optional<String> inReplyTo() {
        return references.isEmpty() ? Optional.empty() : Optional.of(references.get(references.size() - 1));
    }
}
