package dev.sdr.gmail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.error.RetryableException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Google's token endpoint (RFC 6749 section 3.2), for every kind of grant. {@code UserCredentials} and {@code
 * ServiceAccountCredentials} of Google's library ask it too, but log the form, with the grant in it, at level CONFIG, and
 * the second of them sleeps between attempts.
 */
final class TokenServer {

    /** Codes with a 4xx status that say "later" all the same. */
    private static final Set<String> LATER =
            Set.of("temporarily_unavailable", "server_error", "internal_failure", "rate_limit_exceeded", "slow_down");

    private static final Duration LONGEST_LIFE = Duration.ofDays(1);

    private final URI uri;
    private final GoogleHttp http;

    TokenServer(URI uri, GoogleHttp http) {
        this.uri = uri;
        this.http = http;
    }

    /**
     * Asks for a token, once.
     *
     * @throws Refused if Google says no
     * @throws RetryableException if there is no answer, or one that is neither a token nor a refusal
     */
    Granted ask(Map<String, String> form) throws Refused {
        GoogleHttp.Answer answer;
        try {
            answer = http.post(uri, form);
        } catch (IOException e) {
            throw new RetryableException("Google's token server " + uri.getHost() + " cannot be reached now", e);
        }
        JsonNode error = answer.body().path("error");
        if (!answer.isSuccess() && !answer.isFailure() && error.isTextual() && !LATER.contains(error.textValue())) {
            throw new Refused(error.textValue());
        }
        JsonNode token = answer.body().path("access_token");
        long seconds = answer.body().path("expires_in").asLong(0);
        if (!answer.isSuccess() || !token.isTextual() || !isToken(token.textValue()) || seconds < 1) {
            throw new RetryableException(
                    "Google's token server " + uri.getHost() + " gave no token now, but " + answer);
        }
        return new Granted(
                token.textValue(),
                Duration.ofSeconds(Math.min(seconds, LONGEST_LIFE.toSeconds())),
                text(answer.body().path("refresh_token")),
                text(answer.body().path("scope")).map(scopes -> Set.copyOf(List.of(scopes.split(" +")))));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank()
                ? Optional.of(node.textValue().strip())
                : Optional.empty();
    }

    /** Whether it can stand in a header. */
    private static boolean isToken(String text) {
        return !text.isEmpty() && text.length() <= 8192 && text.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
