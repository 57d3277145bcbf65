package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed message, as far as a careful reader could read it.
 *
 * @param messageId the Message-ID without angle brackets, if there is one
 * @param from the author's address, if one could be read
 * @param fromName the author's display name, may be empty
 * @param to the addresses of To, Cc and Delivered-To that could be read
 * @param subject the decoded subject, may be empty
 * @param date the Date header, if readable
 * @param inReplyTo the ids of In-Reply-To without angle brackets
 * @param references the ids of References without angle brackets, oldest first
 * @param headers the decoded top-level headers, values in order, by lower-case name
 * @param text the plain text of the body with line ends as {@code \n}: of alternatives the text, of several contents in a
 *     row all of them, those in HTML converted; flowed lines (RFC 3676) are joined
 * @param html the HTML of the body, if any content of it is HTML; then all of its contents, those in text escaped
 * @param parts the other parts: attachments, delivery reports, enclosed messages; also a named text that is shown as the
 *     body, so that its name is not lost
 * @param problems what could not be read, in words; empty for a sound message
 */
public record InboundMail(
        Optional<String> messageId,
        Optional<EmailAddress> from,
        String fromName,
        List<EmailAddress> to,
        String subject,
        Optional<Instant> date,
        List<String> inReplyTo,
        List<String> references,
        Map<String, List<String>> headers,
        String text,
        Optional<String> html,
        List<Part> parts,
        List<String> problems) {

    /** Checks and copies. */
    public InboundMail {
        requireNonNull(messageId, "messageId");
        requireNonNull(from, "from");
        requireNonNull(fromName, "fromName");
        to = List.copyOf(to);
        requireNonNull(subject, "subject");
        requireNonNull(date, "date");
        inReplyTo = List.copyOf(inReplyTo);
        references = List.copyOf(references);
        headers = Map.copyOf(headers);
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        parts = List.copyOf(parts);
        problems = List.copyOf(problems);
    }

    /**
     * The first value of a header.
     *
     * @param name the header's name in any case
     * @return its decoded value, stripped, if present
     */
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0).strip());
    }

    /**
     * A part that is not the body.
     *
     * @param contentType the lower-case media type without parameters, such as {@code message/delivery-status}
     * @param fileName the decoded file name without folders and control characters, may be empty
     * @param size the size in bytes; the decoded one if the part is in base64
     * @param text the decoded text of textual and report parts (text/*, message/*) with line ends as {@code \n}, cut to
     *     262,144 characters; empty for others
     */
    public record Part(String contentType, String fileName, long size, String text) {

        /** Checks. */
        public Part {
            requireNonNull(contentType, "contentType");
            requireNonNull(fileName, "fileName");
            requireNonNull(text, "text");
        }
    }
}
