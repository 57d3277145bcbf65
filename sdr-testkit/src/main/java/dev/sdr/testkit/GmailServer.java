package dev.sdr.testkit;

import dev.sdr.lead.EmailAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * A stand-in for Gmail and for Google's sign-in on this machine: mailboxes behind Gmail's REST API, tokens that can be
 * revoked, a meter of quota units, and faults on demand. Plain HTTP on a free port of the loopback interface. It speaks to
 * Google's own client libraries and to any other HTTP client.
 *
 * <pre>{@code
 * try (GmailServer gmail = GmailServer.start(clock)) {
 *     GmailAccountState rep = gmail.account("rep@company.example");
 *     String refreshToken = gmail.connect("rep@company.example"); // as if its owner had agreed
 *     // give your integration gmail.url() as root URL, gmail.tokenUrl() as token server
 *     rep.deliver(reply);
 *     gmail.faults().next(GmailMethod.HISTORY, GmailFault.UNAVAILABLE);
 *     ...
 *     assertThat(rep.sent()).hasSize(1);
 *     assertThat(gmail.meter().units(rep.address())).isLessThan(200);
 * }
 * }</pre>
 *
 * <p>What it knows: getProfile, messages.list, get (all formats), attachments.get and send, history.list, watch and stop,
 * batches, the consent page, the token endpoint with codes (PKCE), refresh tokens and service accounts, and revocation. What
 * it does not: labels as a resource, drafts, threads as a resource, uploads, and the {@code fields} parameter, which it leaves
 * out of account. A search operator that it does not know is answered with 400.
 */
public final class GmailServer implements AutoCloseable {

    private final Clock clock;
    private final Map<String, GmailAccountState> accounts = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(0x18f0a1b2c3d40000L);
    private final GmailGrants grants;
    private final GmailOAuth oauth;
    private final GmailFaults faults = new GmailFaults();
    private final GmailMeter meter;
    private final GmailCalls calls;
    private final GmailTokenCalls tokenCalls;
    private final LoopbackHttp http;
    private volatile GmailMailOut mailOut = (from, message, recipients) -> {};
    private volatile BiConsumer<GmailMethod, GmailAccountState> onCall = (method, account) -> {};

    private GmailServer(Clock clock) {
        this.clock = clock;
        this.grants = new GmailGrants(clock);
        this.meter = new GmailMeter(clock);
        GmailConsent consent = new GmailConsent(clock, grants, () -> List.copyOf(accounts.keySet()));
        GmailDelegation delegation = new GmailDelegation();
        this.calls = new GmailCalls(
                clock,
                grants,
                faults,
                meter,
                this::account,
                (from, message, recipients) -> mailOut.sent(from, message, recipients),
                (method, account) -> onCall.accept(method, account));
        this.tokenCalls = new GmailTokenCalls(grants, consent, delegation, accounts::containsKey, faults);
        this.oauth = new GmailOAuth(this::url, consent, delegation);
        this.http = LoopbackHttp.start("gmail-stand-in", this::handle);
    }

    /**
     * Starts a server by the system's clock.
     *
     * @return the server, without any mailbox
     */
    public static GmailServer start() {
        return start(Clock.systemUTC());
    }

    /**
     * Starts a server.
     *
     * @param clock by which it dates mail, ends access tokens and watches, and counts quota by the minute
     * @return the server, without any mailbox
     */
    public static GmailServer start(Clock clock) {
        return new GmailServer(clock);
    }

    /**
     * Where it listens.
     *
     * @return the root URL of the API, with a slash at its end; {@code token}, {@code revoke} and
     *     {@code o/oauth2/v2/auth} are below it as well
     */
    public URI url() {
        return URI.create("http://127.0.0.1:" + http.port() + "/");
    }

    /**
     * The token server.
     *
     * @return the URL
     */
    public URI tokenUrl() {
        return url().resolve("token");
    }

    /**
     * A mailbox. It is made when it is first asked for.
     *
     * @param address its address
     * @return the mailbox
     */
    public GmailAccountState account(String address) {
        return accounts.computeIfAbsent(
                EmailAddress.of(address).value().toLowerCase(Locale.ROOT), a -> new GmailAccountState(a, clock, ids));
    }

    /**
     * When it misbehaves.
     *
     * @return the faults, which a test may change
     */
    public GmailFaults faults() {
        return faults;
    }

    /**
     * Google's sign-in: OAuth clients, the consent page, service accounts.
     *
     * @return what a test may set about it
     */
    public GmailOAuth oauth() {
        return oauth;
    }

    /**
     * What has been spent.
     *
     * @return the meter
     */
    public GmailMeter meter() {
        return meter;
    }

    /**
     * Sets what becomes of sent mail. At first nothing: it lies in Sent.
     *
     * @param out what to do with it
     */
    public void mailOut(GmailMailOut out) {
        mailOut = out;
    }

    /**
     * Does something right before each call is carried out, in the thread of the call: for mail that arrives, or is deleted,
     * at the worst moment. Refused calls are not among them.
     *
     * @param before what to do, given the method and the mailbox
     */
    public void onCall(BiConsumer<GmailMethod, GmailAccountState> before) {
        onCall = before;
    }

    /**
     * How many requests ended before their last byte. Nothing is done for them.
     *
     * @return the number since the start
     */
    public int unfinished() {
        return http.unfinished();
    }

    /** Delivers sent mail to those recipients that have a mailbox here, at once, into the inbox. */
    public void mailBetweenAccounts() {
        mailOut = (from, message, recipients) -> {
            for (String recipient : recipients) {
                if (recipient.equals(from.address())) {
                    from.label(message.id(), Set.of("INBOX", "UNREAD"), Set.of());
                } else if (accounts.containsKey(recipient)) {
                    account(recipient).deliver(message.bytes());
                }
            }
        };
    }

    /**
     * A refresh token for sending and reading, as if the owner of a mailbox had agreed. Works with both clients.
     *
     * @param address the mailbox, made if it does not exist
     * @return the token
     */
    public String connect(String address) {
        return grants.grant(account(address).address(), GmailScopes.SEND_AND_READ);
    }

    /**
     * A refresh token with other scopes.
     *
     * @param address the mailbox, made if it does not exist
     * @param scopes the scopes, as URLs
     * @return the token
     */
    public String connect(String address, Set<String> scopes) {
        return grants.grant(account(address).address(), scopes);
    }

    /**
     * An access token for sending and reading, for a client without the token endpoint.
     *
     * @param address the mailbox, made if it does not exist
     * @return the token, which ends by the server's clock
     */
    public String accessToken(String address) {
        return grants.refresh(connect(address)).orElseThrow();
    }

    /**
     * Takes back everything that was allowed for a mailbox, as its owner or an admin may: refresh tokens are answered with
     * {@code invalid_grant}, access tokens with 401. A new {@link #connect(String)} gives a token that works.
     *
     * @param address the mailbox
     */
    public void revoke(String address) {
        grants.revokeAll(account(address).address());
    }

    /**
     * Ends the access tokens of a mailbox at once. Refresh tokens still work.
     *
     * @param address the mailbox
     */
    public void expireAccessTokens(String address) {
        grants.expireAccess(account(address).address());
    }

    /**
     * How long access tokens live from now on. At first 3,599 seconds, as Google's.
     *
     * @param lifetime by the server's clock
     */
    public void accessTokensLive(Duration lifetime) {
        grants.lifetime(lifetime);
    }

    private LoopbackAnswer handle(LoopbackRequest request) throws IOException {
        String path = request.path();
        switch (path) {
            case "/token" -> {
                return tokenCalls.token(request, tokenUrl().toString());
            }
            case "/revoke" -> {
                return tokenCalls.revoke(request);
            }
            case "/o/oauth2/v2/auth" -> {
                return oauth.ask(request);
            }
            case "/batch", "/batch/gmail/v1" -> {
                return batch(request);
            }
            default -> {
                return GmailCall.isOne(path) ? calls.answer(GmailCall.of(request)) : GmailErrors.noSuchUrl(path);
            }
        }
    }

    private LoopbackAnswer batch(LoopbackRequest request) throws IOException {
        Optional<GmailFault> fault = faults.draw(GmailMethod.BATCH);
        if (fault.isPresent() && !fault.get().isDone()) {
            return fault.get() == GmailFault.LOST_BEFORE_END ? LoopbackAnswer.cut() : calls.refused(fault.get());
        }
        LoopbackAnswer done = GmailBatch.answer(request, calls);
        return fault.isPresent() ? GmailDelays.after(fault.get(), done) : done;
    }

    @Override
    public void close() {
        http.close();
    }
}
