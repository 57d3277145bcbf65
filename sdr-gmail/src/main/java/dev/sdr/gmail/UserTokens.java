package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import dev.sdr.error.CredentialsException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Access tokens for a mailbox whose owner has consented ({@link LoopbackFlow}, {@link WebFlow}).
 *
 * <pre>{@code
 * GoogleTokens tokens = UserTokens.of(GoogleClient.read(path), store, "rep-1");
 * }</pre>
 *
 * <p>An access token is kept in memory until 5 minutes before it expires (a tenth of its life, if that is less). Of several
 * threads that need a new one, one asks Google and the others wait for its answer. The token store is read at most once a
 * minute. So a mailbox that was connected again, by whatever process, works again within a minute and without a restart,
 * and one that was removed stops within a minute. A refresh token that Google has called invalid is not tried again.
 *
 * <p>Immutable but for what it keeps; the configuring methods return an object of their own.
 */
public final class UserTokens implements GoogleTokens {

    private final GoogleClient client;
    private final TokenStore store;
    private final String mailboxId;
    private final Clock clock;
    private final GoogleHttp http;
    private final TokenCache cache;

    private UserTokens(GoogleClient client, TokenStore store, String mailboxId, Clock clock, GoogleHttp http) {
        this.client = requireNonNull(client, "client");
        this.store = requireNonNull(store, "store");
        this.mailboxId = requireNonNull(mailboxId, "mailboxId");
        this.clock = requireNonNull(clock, "clock");
        this.http = http;
        this.cache = new TokenCache(clock, new Consented(client.tokenServer(http)));
    }

    /**
     * Tokens of a mailbox.
     *
     * @param client the OAuth client with which it was connected
     * @param store where its refresh token is kept
     * @param mailboxId which mailbox, as in {@code Mailbox.id()}
     * @return the tokens
     */
    public static UserTokens of(GoogleClient client, TokenStore store, String mailboxId) {
        return new UserTokens(
                client, store, mailboxId, Clock.systemUTC(), new GoogleHttp(GoogleHttp.CONNECT, GoogleHttp.ANSWER));
    }

    /**
     * These tokens with other timeouts. Default: 20 seconds each. A call takes at most the first and twice the second, if
     * Google sends anything at all.
     *
     * @param connect how long connecting may take
     * @param answer how long Google may be silent
     * @return tokens of their own
     */
    public UserTokens timeouts(Duration connect, Duration answer) {
        return new UserTokens(client, store, mailboxId, clock, new GoogleHttp(connect, answer));
    }

    /**
     * These tokens with another clock. Default: the system's. It must go as real time does, for
     * Google's tokens expire in real time.
     *
     * @param newClock the clock
     * @return tokens of their own
     */
    public UserTokens clock(Clock newClock) {
        return new UserTokens(client, store, mailboxId, newClock, http);
    }

    @Override
    public String accessToken() {
        return cache.accessToken();
    }

    @Override
    public void refused(String accessToken) {
        cache.refused(accessToken);
    }

    @Override
    public String toString() {
        return "Google tokens of mailbox " + mailboxId;
    }

    /** The refresh token of the store. */
    private final class Consented implements TokenCache.Grant {

        private final TokenServer server;

        Consented(TokenServer server) {
            this.server = server;
        }

        @Override
        public Optional<String> now() {
            return store.load(mailboxId);
        }

        @Override
        public Granted ask(String refreshToken) throws Refused {
            return server.ask(Map.of(
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    refreshToken,
                    "client_id",
                    client.id(),
                    "client_secret",
                    client.secret()));
        }

        @Override
        public CredentialsException refusal(Refused refused) {
            String what = "mailbox " + mailboxId + ": Google refused ";
            if (refused.isGone()) {
                return new CredentialsException(
                        what + "the stored grant (" + refused.code()
                                + "): it was revoked, has expired, or the account's password was changed;"
                                + " connect the mailbox again",
                        refused);
            }
            if (refused.isAboutClient()) {
                return new CredentialsException(
                        what + "the OAuth client " + client.id() + " (" + refused.code()
                                + "): look at the client in Google's console, and use a file with its present secret",
                        refused);
            }
            return new CredentialsException(
                    what + "a token (" + refused.code()
                            + "): ask the administrator of its domain whether this app is allowed, then connect the"
                            + " mailbox again",
                    refused);
        }

        @Override
        public CredentialsException missing() {
            return new CredentialsException("mailbox " + mailboxId + " is not connected to Google; connect it");
        }

        @Override
        public boolean isFinal(Refused refused) {
            return refused.isGone();
        }
    }
}
