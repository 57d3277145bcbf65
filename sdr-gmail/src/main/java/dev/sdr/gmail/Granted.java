package dev.sdr.gmail;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the token server gave. Its text shows no token. */
final class Granted {

    private final String accessToken;
    private final Duration livesFor;
    private final Optional<String> refreshToken;
    private final Optional<Set<String>> scopes;

    Granted(String accessToken, Duration livesFor, Optional<String> refreshToken, Optional<Set<String>> scopes) {
        this.accessToken = accessToken;
        this.livesFor = livesFor;
        this.refreshToken = refreshToken;
        this.scopes = scopes;
    }

    String accessToken() {
        return accessToken;
    }

    Duration livesFor() {
        return livesFor;
    }

    /** The refresh token; empty if none was given, as when one was used to ask. */
    Optional<String> refreshToken() {
        return refreshToken;
    }

    /** The scopes, if they were named: unnamed means as asked (RFC 6749 section 5.1). */
    Optional<Set<String>> scopes() {
        return scopes;
    }

    @Override
    public String toString() {
        return "a token for " + livesFor;
    }
}
