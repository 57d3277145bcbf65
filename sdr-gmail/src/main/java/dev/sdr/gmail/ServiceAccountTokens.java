package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.json.webtoken.JsonWebSignature;
import com.google.api.client.json.webtoken.JsonWebToken;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Access tokens for the mailboxes of an own Workspace domain by a service account with domain-wide delegation: an
 * administrator grants it once, no user consents, and no refresh token is kept. Not for gmail.com.
 *
 * <pre>{@code
 * ServiceAccountTokens domain = ServiceAccountTokens.read(path);
 * GoogleTokens tokens = domain.of("rep@company.example");
 * }</pre>
 *
 * <p>The tokens of {@link #of} are kept and renewed as those of {@link UserTokens} are; after a refusal Google is asked
 * again at most once a minute. Immutable; the configuring methods return an object of their own.
 */
public final class ServiceAccountTokens {

    private static final Duration LIFE = Duration.ofHours(1);

    private final ServiceAccountCredentials account;
    private final Set<String> scopes;
    private final Clock clock;
    private final GoogleHttp http;

    private ServiceAccountTokens(ServiceAccountCredentials account, Set<String> scopes, Clock clock, GoogleHttp http) {
        this.account = account;
        this.scopes = Set.copyOf(scopes);
        this.clock = requireNonNull(clock, "clock");
        this.http = http;
    }

    /**
     * Reads a service account's key as downloaded from Google's console, for {@link GmailScopes#DEFAULT}.
     *
     * @param key the file, JSON
     * @return the account's tokens
     * @throws ConfigurationException if the file is not there, or is not such a key
     */
    public static ServiceAccountTokens read(Path key) {
        ServiceAccountCredentials account;
        try (InputStream in = Files.newInputStream(key)) {
            account = ServiceAccountCredentials.fromStream(in);
        } catch (IOException e) {
            if (Files.isReadable(key)) { // what the library says may quote the file
                throw wrong(key, "it is not the JSON key of a service account");
            }
            throw new ConfigurationException("the service account's key " + key + " cannot be read", e);
        } catch (RuntimeException e) {
            throw wrong(key, "it is not the JSON key of a service account");
        }
        if (!GoogleClient.isSafe(account.getTokenServerUri())) {
            throw wrong(key, "token_uri is not an https URL");
        }
        return new ServiceAccountTokens(
                account, GmailScopes.DEFAULT, Clock.systemUTC(), new GoogleHttp(GoogleHttp.CONNECT, GoogleHttp.ANSWER));
    }

    private static ConfigurationException wrong(Path key, String what) {
        return new ConfigurationException("the service account's key " + key + " is of no use: " + what
                + ". Create one in Google's console, IAM & Admin, Service Accounts, Keys");
    }

    /**
     * This account with other scopes, which are the ones that the administrator has granted it.
     *
     * @param newScopes what to ask for, not empty
     * @return an object of its own
     */
    public ServiceAccountTokens scopes(Set<String> newScopes) {
        if (newScopes.isEmpty()) {
            throw new IllegalArgumentException("there are no scopes");
        }
        return new ServiceAccountTokens(account, newScopes, clock, http);
    }

    /**
     * This account with other timeouts. Default: 20 seconds each.
     *
     * @param connect how long connecting may take
     * @param answer how long Google may be silent
     * @return an object of its own
     */
    public ServiceAccountTokens timeouts(Duration connect, Duration answer) {
        return new ServiceAccountTokens(account, scopes, clock, new GoogleHttp(connect, answer));
    }

    /**
     * This account with another clock. Default: the system's. Google refuses one that is wrong by more than minutes.
     *
     * @param newClock the clock
     * @return an object of its own
     */
    public ServiceAccountTokens clock(Clock newClock) {
        return new ServiceAccountTokens(account, scopes, newClock, http);
    }

    /**
     * The tokens of one mailbox. Keep the object: it keeps the token.
     *
     * @param address the address of the mailbox's account in the domain
     * @return its tokens
     */
    public GoogleTokens of(String address) {
        return new TokenCache(clock, new Delegation(requireNonNull(address, "address")));
    }

    @Override
    public String toString() {
        return "Google service account " + account.getClientEmail();
    }

    /** The right to act for one user. */
    private final class Delegation implements TokenCache.Grant {

        private final String address;

        Delegation(String address) {
            this.address = address;
        }

        @Override
        public Optional<String> now() {
            return Optional.of(address);
        }

        @Override
        public Granted ask(String subject) throws Refused {
            return new TokenServer(account.getTokenServerUri(), http)
                    .ask(Map.of(
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:jwt-bearer",
                            "assertion",
                            assertion(subject)));
        }

        private String assertion(String subject) {
            Instant now = clock.instant();
            JsonWebSignature.Header header =
                    new JsonWebSignature.Header().setAlgorithm("RS256").setKeyId(account.getPrivateKeyId());
            header.setType("JWT");
            JsonWebToken.Payload payload = new JsonWebToken.Payload()
                    .setIssuer(account.getClientEmail())
                    .setSubject(subject)
                    .setAudience(account.getTokenServerUri().toString())
                    .setIssuedAtTimeSeconds(now.getEpochSecond())
                    .setExpirationTimeSeconds(now.plus(LIFE).getEpochSecond());
            payload.put("scope", String.join(" ", new TreeSet<>(scopes)));
            try {
                return JsonWebSignature.signUsingRsaSha256(
                        account.getPrivateKey(), GsonFactory.getDefaultInstance(), header, payload);
            } catch (GeneralSecurityException | IOException e) {
                throw new ConfigurationException(
                        "nothing can be signed with the key of " + account.getClientEmail(), e);
            }
        }

        @Override
        public CredentialsException refusal(Refused refused) {
            String what = "mailbox " + address + ": Google refused the service account " + account.getClientEmail()
                    + " (" + refused.code() + "): ";
            if (refused.isGone()) {
                return new CredentialsException(
                        what
                                + "there is no such user in the domain, the key was removed, or this machine's clock is wrong",
                        refused);
            }
            return new CredentialsException(
                    what + "an administrator of the domain must grant domain-wide delegation to the client id "
                            + account.getClientId() + " with the scopes " + new TreeSet<>(scopes)
                            + " (Admin console, Security, Access and data control, API controls)",
                    refused);
        }

        @Override
        public CredentialsException missing() {
            throw new IllegalStateException("a delegation needs nothing kept");
        }

        @Override
        public boolean isFinal(Refused refused) {
            return false; // an administrator can mend each of them
        }
    }
}
