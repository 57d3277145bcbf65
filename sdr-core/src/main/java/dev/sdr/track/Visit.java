package dev.sdr.track;

import static java.util.Objects.requireNonNull;

/**
 * One fetch of a pixel, link or page of ours, as the web server saw it.
 *
 * @param method the HTTP method, such as {@code GET}
 * @param userAgent the User-Agent header; empty if there was none
 * @param ip the address it came from, as the host's web server knows it; empty if unknown
 */
public record Visit(String method, String userAgent, String ip) {

    /** Checks. */
    public Visit {
        requireNonNull(method, "method");
        requireNonNull(userAgent, "userAgent");
        requireNonNull(ip, "ip");
    }
}
