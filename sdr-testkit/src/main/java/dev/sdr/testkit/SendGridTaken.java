package dev.sdr.testkit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import dev.sdr.mail.MimeWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A mail that a {@link SendGridServer} took.
 *
 * @param id what it answered as X-Message-Id
 * @param at when
 * @param fromName the display name of From, may be empty
 * @param from the address of From
 * @param to the first recipient
 * @param subject the subject
 * @param text the plain text part, may be empty
 * @param html the HTML part, if any
 * @param replyTo the address of Reply-To, if any
 * @param headers the further headers, by name
 * @param customArgs what comes back with each event
 * @param categories the categories
 * @param json the whole request
 */
public record SendGridTaken(
        String id,
        Instant at,
        String fromName,
        String from,
        String to,
        String subject,
        String text,
        Optional<String> html,
        Optional<String> replyTo,
        Map<String, String> headers,
        Map<String, String> customArgs,
        List<String> categories,
        String json) {

    private static final Pattern BRACKETS = Pattern.compile("[<>]");

    /** Checks and copies. */
    public SendGridTaken {
        requireNonNull(id, "id");
        requireNonNull(at, "at");
        headers = Map.copyOf(headers);
        customArgs = Map.copyOf(customArgs);
        categories = List.copyOf(categories);
    }

    static SendGridTaken of(String id, Instant at, JsonNode mail, String json) {
        JsonNode person = mail.path("personalizations").path(0);
        Map<String, String> headers = texts(mail.path("headers"));
        headers.putAll(texts(person.path("headers")));
        Map<String, String> args = texts(mail.path("custom_args"));
        args.putAll(texts(person.path("custom_args")));
        List<String> categories = new ArrayList<>();
        mail.path("categories").forEach(c -> categories.add(c.asText()));
        return new SendGridTaken(
                id,
                at,
                mail.path("from").path("name").asText(""),
                mail.path("from").path("email").asText(),
                person.path("to").path(0).path("email").asText(),
                mail.path("subject").asText(),
                content(mail, "text/plain").orElse(""),
                content(mail, "text/html"),
                Optional.of(mail.path("reply_to").path("email").asText("")).filter(a -> !a.isEmpty()),
                headers,
                args,
                categories,
                json);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(f -> texts.put(f.getKey(), f.getValue().asText()));
        return texts;
    }

    private static Optional<String> content(JsonNode mail, String type) {
        for (JsonNode content : mail.path("content")) {
            if (content.path("type").asText().toLowerCase(Locale.ROOT).startsWith(type)) {
                return Optional.of(content.path("value").asText());
            }
        }
        return Optional.empty();
    }

    /**
     * Its Message-ID.
     *
     * @return the id without angle brackets: its own, or the one SendGrid makes for a mail without
     */
    public String messageId() {
        return header("message-id").map(SendGridTaken::bare).orElse(id + "@ismtpd0001p1.sendgrid.net");
    }

    private Optional<String> header(String name) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return Optional.ofNullable(byName.get(name));
    }

    private static String bare(String id) {
        return BRACKETS.matcher(id).replaceAll("");
    }

    /**
     * The mail as it reaches the recipient.
     *
     * @return the message as MIME, dated when it was taken
     */
    public byte[] mime() {
        List<String> references = header("references").stream()
                .flatMap(r -> List.of(r.strip().split("\\s+")).stream())
                .map(SendGridTaken::bare)
                .toList();
        Map<String, String> further = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        further.putAll(headers);
        List.of("message-id", "in-reply-to", "references").forEach(further::remove);
        replyTo.ifPresent(address -> further.put("Reply-To", address));
        return MimeWriter.bytes(new Email(
                fromName,
                EmailAddress.of(from),
                EmailAddress.of(to),
                subject,
                text,
                html,
                messageId(),
                references,
                further,
                at));
    }
}
