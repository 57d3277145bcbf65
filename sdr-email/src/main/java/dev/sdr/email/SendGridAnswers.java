package dev.sdr.email;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sendgrid.Response;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Delivery.Fault;
import dev.sdr.channel.Delivery.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What SendGrid's answers to {@code POST /v3/mail/send} mean. Pure. */
final class SendGridAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 300;
    private static final int LONGEST_ID = 200;
    private static final Duration LONGEST_LIMIT = Duration.ofDays(1);
    private static final Pattern SECRET = Pattern.compile("SG\\.[\\w.-]+");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"'(),;:]+@[^\\s<>\"'(),;:]+");
    private static final Pattern RECIPIENT_FIELD = Pattern.compile("personalizations\\.0\\.to\\.0\\.email");
    private static final Pattern NO_ADDRESS = Pattern.compile("(?i)does not contain a valid address");

    private SendGridAnswers() {}

    /**
     * The outcome.
     *
     * @param asked about when it was asked, by which an absurd time is told
     */
    static Delivery outcome(Response response, boolean sandbox, Instant asked) {
        int status = response.getStatusCode();
        if (status == 202 || (status == 200 && sandbox)) {
            return header(response, "X-Message-Id")
                    .filter(id -> !id.isBlank() && id.length() <= LONGEST_ID)
                    .map(Delivery::accepted)
                    .orElseGet(Delivery::accepted);
        }
        if (status == 429) {
            return Delivery.deferred(
                    Scope.MAILBOX, reset(response, asked), "SendGrid's rate limit: " + words(response));
        }
        if (status == 401 || status == 403) {
            return Delivery.deferred(Scope.CREDENTIALS, Optional.empty(), words(response));
        }
        if (status >= 300
                && status < 400) { // a gateway between us and the provider; a request is not taken by a redirect
            return Delivery.deferred(Scope.MAILBOX, Optional.empty(), status + " instead of an answer of SendGrid's");
        }
        if (status == 408 || status < 400 || status >= 500) {
            return Delivery.uncertain(words(response));
        }
        return Delivery.rejected(isAboutRecipient(response) ? Fault.RECIPIENT : Fault.MESSAGE, "", words(response));
    }

    private static Optional<Instant> reset(Response response, Instant asked) {
        return header(response, "X-RateLimit-Reset")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(text -> Instant.ofEpochSecond(Long.parseLong(text)))
                .filter(at -> at.isAfter(asked) && at.isBefore(asked.plus(LONGEST_LIMIT)));
    }

    /** Header names come in any case, and sendgrid-java's map is exact. */
    private static Optional<String> header(Response response, String name) {
        return response.getHeaders().entrySet().stream()
                .filter(h -> h.getKey().equalsIgnoreCase(name) && h.getValue() != null)
                .map(java.util.Map.Entry::getValue)
                .findFirst();
    }

    private static JsonNode errors(Response response) {
        String body = response.getBody();
        try {
            return body == null ? JSON.createArrayNode() : JSON.readTree(body).path("errors");
        } catch (JsonProcessingException e) {
            return JSON.createArrayNode();
        }
    }

    private static boolean isAboutRecipient(Response response) {
        JsonNode errors = errors(response);
        return errors.size() == 1
                && RECIPIENT_FIELD
                        .matcher(errors.path(0).path("field").asText())
                        .matches()
                && NO_ADDRESS.matcher(errors.path(0).path("message").asText()).find();
    }

    /** A provider's words, which may name a person, without addresses. */
    static String withoutAddresses(String words) {
        return ADDRESS.matcher(words).replaceAll("(address)");
    }

    /** The provider's fields and messages in one line, without addresses and keys. */
    private static String words(Response response) {
        StringBuilder line = new StringBuilder(Integer.toString(response.getStatusCode()));
        for (JsonNode error : errors(response)) {
            String field = error.path("field").isTextual() ? error.path("field").asText() + ": " : "";
            line.append(line.length() > 3 ? "; " : " ")
                    .append(field)
                    .append(error.path("message").asText());
        }
        String clean = SECRET.matcher(line).replaceAll("(key)");
        clean = withoutAddresses(clean);
        clean = clean.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return clean.length() > LONGEST - 40 ? clean.substring(0, LONGEST - 40) : clean;
    }
}
