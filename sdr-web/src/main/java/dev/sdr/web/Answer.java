package dev.sdr.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer: status, headers, body. It holds nothing but what it was made of, so it cannot tell more than that. */
final class Answer {

    private static final byte[] NOTHING = {};
    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private static final Map<String, String> ALWAYS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                    "default-src 'none'; style-src '" + Pages.STYLE_HASH
                            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "X-Robots-Tag", "noindex, nofollow",
            "Referrer-Policy", "no-referrer");

    private final int status;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Answer(int status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    static Answer empty(int status) {
        return new Answer(status, NOTHING);
    }

    static Answer html(int status, String language, String html) {
        return new Answer(status, html.getBytes(StandardCharsets.UTF_8))
                .with("Content-Type", "text/html;charset=utf-8")
                .with("Content-Language", language);
    }

    /** A transparent picture of one dot. Web mail may load it from anywhere. */
    static Answer pixel() {
        return new Answer(HttpServletResponse.SC_OK, PIXEL)
                .with("Content-Type", "image/gif")
                .with("Cross-Origin-Resource-Policy", "cross-origin");
    }

    static Answer redirect(String location) {
        return empty(HttpServletResponse.SC_FOUND).with("Location", location);
    }

    Answer with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Answer retryAfter(Duration wait) {
        return with(
                "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    /**
     * Writes it, unless the container has answered a broken request itself. Headers that filters of the host have set stay.
     * The container leaves the body out where the method is HEAD; so do we, to be sure.
     */
    void write(HttpServletResponse response, boolean head) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(status);
        ALWAYS.forEach(response::setHeader);
        headers.forEach(response::setHeader);
        response.setContentLength(body.length);
        if (!head && body.length > 0) {
            response.getOutputStream().write(body);
        }
    }
}
