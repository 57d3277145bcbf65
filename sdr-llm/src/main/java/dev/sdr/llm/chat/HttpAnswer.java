package dev.sdr.llm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An HTTP answer of any status. Its text shows the status alone: the body may hold what was asked. */
final class HttpAnswer {

    private static final Pattern SHOWABLE = Pattern.compile("[A-Za-z0-9_.:/-]{1,80}");

    private static final int TELLING = 6; // a shorter piece of a key tells nothing

    private final int status;
    private final Function<String, @Nullable String> headers;
    private final JsonNode body;
    private final Set<String> secrets;

    HttpAnswer(int status, Function<String, @Nullable String> headers, JsonNode body, Set<String> secrets) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.secrets = Set.copyOf(secrets);
    }

    int status() {
        return status;
    }

    /** The body as JSON, or a missing node if it is not JSON. */
    JsonNode body() {
        return body;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The provider's name for the request, for its support; empty if it has none that can be shown. */
    String requestId() {
        return header("x-request-id")
                .or(() -> header("request-id"))
                .or(() -> header("apim-request-id"))
                .map(this::shown)
                .orElse("");
    }

    /** A word of the provider that may be shown: short, of plain characters, and no echo of a secret; else empty text. */
    String shown(String word) {
        boolean echo = secrets.stream()
                .anyMatch(secret -> word.contains(secret) || (word.length() >= TELLING && secret.contains(word)));
        return !echo && SHOWABLE.matcher(word).matches() ? word : "";
    }

    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
