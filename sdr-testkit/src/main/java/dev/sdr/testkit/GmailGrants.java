package dev.sdr.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who has allowed what: refresh tokens and the access tokens made from them. Safe for use by several threads. */
final class GmailGrants {

    /**
     * What an access token allows.
     *
     * @param address the mailbox
     * @param scopes the scopes
     * @param expires when it ends, exclusive
     * @param refreshToken the grant it came from: a refresh token, or a service account's assertion
     */
    record Access(String address, Set<String> scopes, Instant expires, String refreshToken) {}

    private record Grant(String address, Set<String> scopes) {}

    private final Clock clock;
    private final Map<String, Grant> grants = new HashMap<>();
    private final Map<String, Access> access = new HashMap<>();
    private Duration lifetime = Duration.ofSeconds(3599);
    private int number;

    GmailGrants(Clock clock) {
        this.clock = clock;
    }

    /** A refresh token. */
    synchronized String grant(String address, Set<String> scopes) {
        String token = "1//0stand-in-refresh-" + ++number;
        grants.put(token, new Grant(address, Set.copyOf(scopes)));
        return token;
    }

    /** Whether the account has allowed anything before. */
    synchronized boolean hasGrant(String address) {
        return grants.values().stream().anyMatch(g -> g.address().equals(address));
    }

    /** An access token from a refresh token; empty if the grant is gone. */
    synchronized Optional<String> refresh(String refreshToken) {
        return Optional.ofNullable(grants.get(refreshToken)).map(g -> issue(g.address(), g.scopes(), refreshToken));
    }

    synchronized String issue(String address, Set<String> scopes, String refreshToken) {
        String token = "ya29.a0stand-in-access-" + ++number;
        access.put(
                token, new Access(address, Set.copyOf(scopes), clock.instant().plus(lifetime), refreshToken));
        return token;
    }

    /** What a token allows now. */
    synchronized Optional<Access> access(String token) {
        return Optional.ofNullable(access.get(token))
                .filter(a -> clock.instant().isBefore(a.expires()));
    }

    synchronized Duration lifetime() {
        return lifetime;
    }

    synchronized void lifetime(Duration newLifetime) {
        lifetime = newLifetime;
    }

    synchronized void revokeAll(String address) {
        grants.values().removeIf(g -> g.address().equals(address));
        access.values().removeIf(a -> a.address().equals(address));
    }

    /** Revokes the grant behind a refresh or access token: false if there is none. */
    synchronized boolean revoke(String token) {
        String refreshToken = access.containsKey(token) ? access.get(token).refreshToken() : token;
        boolean known = grants.remove(refreshToken) != null;
        Predicate<Access> ofIt = a -> a.refreshToken().equals(refreshToken);
        return access.values().removeIf(ofIt) || known;
    }

    synchronized void expireAccess(String address) {
        access.values().removeIf(a -> a.address().equals(address));
    }
}
