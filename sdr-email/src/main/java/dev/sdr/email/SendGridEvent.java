package dev.sdr.email;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.lead.EmailAddress;
import dev.sdr.track.MailEvent;
import dev.sdr.track.MailEvent.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one event of SendGrid's event webhook. Every field may be missing, of another type than documented, or new. Pure.
 */
final class SendGridEvent {

    private static final int LONGEST = 1000;
    private static final int LONGEST_ID = 400;
    private static final Duration EARLY = Duration.ofDays(2); // a clock ahead of ours by more is not believed
    private static final Instant OLDEST = Instant.parse("2009-01-01T00:00:00Z"); // SendGrid did not exist before
    private static final long MILLIS = 100_000_000_000L; // seconds of the year 5138

    private final JsonNode event;

    private SendGridEvent(JsonNode event) {
        this.event = event;
    }

    /** The time it says, or empty if it says none that can be. */
    static Optional<Instant> time(JsonNode event, Instant posted) {
        JsonNode time = event.path("timestamp");
        String digits = time.isFloatingPointNumber()
                ? Long.toString((long) time.doubleValue()) // cuts what is less than a second
                : new SendGridEvent(event).text("timestamp").orElse("").strip();
        if (!digits.matches("\\d{1,15}")) {
            return Optional.empty();
        }
        long number = Long.parseLong(digits);
        Instant at = number >= MILLIS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
        return Optional.of(at).filter(t -> t.isAfter(OLDEST) && t.isBefore(posted.plus(EARLY)));
    }

    static MailEvent read(String source, JsonNode object, Instant at) {
        SendGridEvent event = new SendGridEvent(object);
        String name = event.text("event").orElse("").strip().toLowerCase(Locale.ROOT);
        MailEvent.Type type = event.type(name);
        return new MailEvent(
                source,
                type,
                at,
                event.text("email").map(String::strip).flatMap(EmailAddress::parse),
                event.text(SendGridMail.MESSAGE_ID).map(SendGridEvent::bare).filter(SendGridEvent::isId),
                event.providerId(),
                event.details(type, name));
    }

    private MailEvent.Type type(String name) {
        return switch (name) {
            case "processed" -> MailEvent.Type.PROCESSED;
            case "deferred" -> MailEvent.Type.DEFERRED;
            case "delivered" -> MailEvent.Type.DELIVERED;
            case "dropped" -> MailEvent.Type.DROPPED;
            case "bounce" -> bounce();
            case "blocked" -> MailEvent.Type.BLOCKED;
            case "open" -> MailEvent.Type.OPENED;
            case "click" -> MailEvent.Type.CLICKED;
            case "unsubscribe", "group_unsubscribe" -> MailEvent.Type.UNSUBSCRIBED;
            case "spamreport", "spam_report" -> MailEvent.Type.COMPLAINED;
            default -> MailEvent.Type.OTHER;
        };
    }

    /** Only {@code bounce} is for good. A type nobody knows is not taken for it, nor is a status that says otherwise. */
    private MailEvent.Type bounce() {
        String type = text("type").orElse("bounce").strip().toLowerCase(Locale.ROOT);
        boolean temporary = text("status").orElse("").strip().startsWith("4");
        return type.equals("bounce") && (!temporary || event.has("type"))
                ? MailEvent.Type.BOUNCED
                : MailEvent.Type.BLOCKED;
    }

    /** The part before the first dot is what Mail Send answered as X-Message-Id. */
    private Optional<String> providerId() {
        Optional<String> id =
                text("sg_message_id").map(SendGridEvent::beforeDot).filter(SendGridEvent::isId);
        // SendGrid's own Message-ID begins with it; ours does not end so
        return id.isPresent()
                ? id
                : text("smtp-id")
                        .map(SendGridEvent::bare)
                        .filter(smtp -> smtp.endsWith(".sendgrid.net"))
                        .map(smtp -> smtp.replaceAll("@.*", ""))
                        .filter(SendGridEvent::isId);
    }

    private Map<String, String> details(MailEvent.Type type, String name) {
        Map<String, String> details = new HashMap<>();
        put(details, MailEvent.REASON, text("reason").or(() -> text("response")));
        put(
                details,
                MailEvent.STATUS,
                text("status").map(String::strip).filter(s -> s.matches("\\d\\.\\d{1,3}\\.\\d{1,3}")));
        put(details, MailEvent.USER_AGENT, text("useragent"));
        switch (type) {
            case DROPPED -> details.put(MailEvent.CAUSE, cause().name());
            case DEFERRED -> put(details, MailEvent.ATTEMPT, text("attempt"));
            case OTHER -> put(details, MailEvent.REASON, Optional.of(name).filter(n -> n.matches("[a-z0-9_.-]{1,60}")));
            case OPENED, CLICKED -> {
                put(details, MailEvent.IP, text("ip"));
                put(details, MailEvent.URL, text("url"));
                put(details, MailEvent.LINK, scalar(event.path("url_offset").path("index")));
                put(
                        details,
                        MailEvent.MACHINE,
                        text("sg_machine_open")
                                .filter(m -> m.equals("true") || m.equals("1"))
                                .map(m -> "true"));
            }
            default -> {
                // the common ones say it all
            }
        }
        return details;
    }

    private Cause cause() {
        String reason = text("reason").orElse("").strip().toLowerCase(Locale.ROOT);
        if (reason.startsWith("bounced")) {
            return Cause.BOUNCED;
        }
        if (reason.startsWith("unsubscribed")) {
            return Cause.UNSUBSCRIBED;
        }
        if (reason.startsWith("spam report")) {
            return Cause.COMPLAINED;
        }
        return reason.equals("invalid") ? Cause.INVALID : Cause.OTHER;
    }

    private static void put(Map<String, String> details, String name, Optional<String> value) {
        value.map(v -> v.replaceAll("[\\s\\p{Cntrl}]+", " ").strip())
                .filter(v -> !v.isEmpty())
                .ifPresent(v -> details.put(name, v.length() > LONGEST ? v.substring(0, LONGEST) : v));
    }

    private Optional<String> text(String field) {
        return scalar(event.path(field));
    }

    /** Numbers and booleans come as text and back. */
    private static Optional<String> scalar(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static String beforeDot(String id) {
        int dot = id.indexOf('.');
        return dot < 0 ? id : id.substring(0, dot);
    }

    private static String bare(String id) {
        String text = id.strip();
        return text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text;
    }

    private static boolean isId(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
