package dev.sdr.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.lead.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What SendGrid's API asks of a mail (its reference of Mail Send, and "Limitations"). */
final class SendGridRules {

    /**
     * An error as SendGrid words it.
     *
     * @param field the field, or empty for JSON's null
     * @param message the message
     */
    record Problem(String field, String message) {}

    private static final Set<String> RESERVED = Set.of(
            "x-sg-id",
            "x-sg-eid",
            "received",
            "dkim-signature",
            "content-type",
            "content-transfer-encoding",
            "to",
            "from",
            "subject",
            "reply-to",
            "cc",
            "bcc");

    private SendGridRules() {}

    static Optional<Problem> problem(JsonNode mail) {
        return people(mail)
                .or(() -> sender(mail))
                .or(() -> content(mail))
                .or(() -> headers("headers", mail.path("headers")))
                .or(() -> texts(mail.path("custom_args")))
                .or(() -> categories(mail.path("categories")));
    }

    private static Optional<Problem> of(String field, String message) {
        return Optional.of(new Problem(field, message));
    }

    private static Optional<Problem> people(JsonNode mail) {
        JsonNode people = mail.path("personalizations");
        if (!people.isArray() || people.isEmpty() || people.size() > 1000) {
            return of(
                    "personalizations",
                    "The personalizations field is required and must have at least one personalization.");
        }
        for (int i = 0; i < people.size(); i++) {
            String field = "personalizations." + i;
            JsonNode person = people.get(i);
            Optional<Problem> found =
                    person(field, person).or(() -> headers(field + ".headers", person.path("headers")));
            if (found.isPresent()) {
                return found;
            }
            if (size(person.path("custom_args")) + size(mail.path("custom_args")) > 10_000) {
                return of(field + ".custom_args", "The total size of custom arguments must be less than 10000 bytes.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> person(String field, JsonNode person) {
        if (!person.path("to").isArray() || person.path("to").isEmpty()) {
            return of(
                    field + ".to",
                    "The to array is required for all personalization objects, and must have at least one email object"
                            + " with a valid email address.");
        }
        Set<String> seen = new HashSet<>();
        for (String kind : List.of("to", "cc", "bcc")) {
            int number = 0;
            for (JsonNode one : person.path(kind)) {
                String where = field + "." + kind + "." + number++;
                String address = one.path("email").asText("");
                if (EmailAddress.parse(address).isEmpty()) {
                    return of(where + ".email", "Does not contain a valid address.");
                }
                if (one.path("name").asText("").matches(".*[;,].*")) {
                    return of(where + ".name", "The name may not include ; or ,");
                }
                if (!seen.add(address.toLowerCase(Locale.ROOT))) {
                    return of(
                            field,
                            "Each email address in the personalization block should be unique between to, cc, and"
                                    + " bcc.");
                }
            }
        }
        return texts(person.path("custom_args"));
    }

    private static Optional<Problem> sender(JsonNode mail) {
        String from = mail.path("from").path("email").asText("");
        if (EmailAddress.parse(from).isEmpty() || !from.chars().allMatch(c -> c < 128)) {
            return of("from.email", "The from email does not contain a valid address.");
        }
        if (mail.has("reply_to") && mail.has("reply_to_list")) {
            return of("reply_to", "Only one of reply_to and reply_to_list may be set.");
        }
        if (mail.has("reply_to")
                && EmailAddress.parse(mail.path("reply_to").path("email").asText(""))
                        .isEmpty()) {
            return of("reply_to.email", "Does not contain a valid address.");
        }
        return Optional.empty();
    }

    private static Optional<Problem> content(JsonNode mail) {
        if (mail.path("subject").asText("").isEmpty()) {
            return of("subject", "The subject is required.");
        }
        JsonNode content = mail.path("content");
        if (!content.isArray() || content.isEmpty()) {
            return of("content", "Unless a valid template_id is provided, the content parameter is required.");
        }
        int last = -1;
        for (int i = 0; i < content.size(); i++) {
            if (!content.get(i).path("value").isTextual()
                    || content.get(i).path("value").asText().isEmpty()) {
                return of(
                        "content." + i + ".value",
                        "The content value must be a string at least one character in length.");
            }
            int rank = List.of("text/plain", "text/html")
                    .indexOf(content.get(i).path("type").asText());
            int order = rank < 0 ? 2 : rank;
            if (order < last) {
                return of("content", "If present, text/plain must be first, followed by text/html.");
            }
            last = order;
        }
        return Optional.empty();
    }

    private static Optional<Problem> headers(String field, JsonNode headers) {
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            if (RESERVED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                return of(field, "The header '" + header.getKey() + "' is reserved and may not be overwritten.");
            }
        }
        return texts(headers);
    }

    /** A value that is no string gets the answer that says nothing. */
    private static Optional<Problem> texts(JsonNode object) {
        for (JsonNode value : object) {
            if (!value.isTextual()) {
                return of("", "Bad Request");
            }
        }
        return Optional.empty();
    }

    private static int size(JsonNode object) {
        return object.isObject() ? object.toString().getBytes(StandardCharsets.UTF_8).length : 0;
    }

    private static Optional<Problem> categories(JsonNode categories) {
        if (categories.size() > 10) {
            return of("categories", "There may be at most 10 categories.");
        }
        for (JsonNode category : categories) {
            if (!category.isTextual() || category.asText().length() > 255) {
                return of("categories", "Each category must be a string of at most 255 characters.");
            }
        }
        return Optional.empty();
    }
}
