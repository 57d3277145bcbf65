package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.lead.EmailAddress;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stand-in for Gmail and for Google's sign-in on this machine: mailboxes behind Gmail's REST API, tokens that can be
 * revoked, a meter of quota units, and faults on demand. Plain HTTP on a free port of the loopback interface. It speaks to
 * Google's own client libraries and to any other HTTP client.
 *
 * <pre>{@code
 * try (GmailServer gmail = GmailServer.start(clock)) {
 *     GmailAccountState rep = gmail.account("rep@company.example");
 *     String refreshToken = gmail.connect("rep@company.example"); // as if its owner had agreed
 *     // give your integration gmail.url() as root URL, gmail.tokenUrl() as token server and gmail.installedClient()
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

    private static final String SERVICE_ACCOUNT = "sdr@stand-in.iam.gserviceaccount.com";

    private final Clock clock;
    private final Map<String, GmailAccountState> accounts = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(0x18f0a1b2c3d40000L);
    private final GmailGrants grants;
    private final GmailConsent consent;
    private final GmailDelegation delegation = new GmailDelegation();
    private final GmailFaults faults = new GmailFaults();
    private final GmailMeter meter;
    private final GmailDelays delays = new GmailDelays();
    private final GmailCalls calls;
    private final GmailTokenCalls tokenCalls;
    private final LoopbackHttp http;
    private volatile GmailMailOut mailOut = (from, message, recipients) -> {};

    private GmailServer(Clock clock) {
        this.clock = clock;
        this.grants = new GmailGrants(clock);
        this.meter = new GmailMeter(clock);
        this.consent = new GmailConsent(clock, grants, () -> List.copyOf(accounts.keySet()));
        this.calls = new GmailCalls(
                clock,
                grants,
                faults,
                meter,
                this::account,
                (from, message, recipients) -> mailOut.sent(from, message, recipients),
                delays);
        this.tokenCalls =
                new GmailTokenCalls(grants, consent, delegation, accounts::containsKey, faults, delays);
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
     * Where tokens are revoked.
     *
     * @return the URL
     */
    public URI revokeUrl() {
        return url().resolve("revoke");
    }

    /**
     * The consent page, which redirects at once.
     *
     * @return the URL
     */
    public URI authUrl() {
        return url().resolve("o/oauth2/v2/auth");
    }

    /**
     * A mailbox. It is made when it is first asked for.
     *
     * @param address its address
     * @return the mailbox
     */
    public GmailAccountState account(String address) {
        return accounts.computeIfAbsent(
                EmailAddress.of(address).value().toLowerCase(Locale.ROOT),
                a -> new GmailAccountState(a, clock, ids));
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

    /**
     * The file of an OAuth client for installed applications, as Google's console gives it.
     *
     * @return JSON with {@code installed} at its top
     */
    public String installedClient() {
        return client("installed", GmailConsent.INSTALLED_ID, "http://localhost");
    }

    /**
     * The file of an OAuth client for web applications.
     *
     * @param redirectUris the addresses it may send the browser back to; it knows no others
     * @return JSON with {@code web} at its top
     */
    public String webClient(String... redirectUris) {
        consent.webRedirects(redirectUris);
        return client("web", GmailConsent.WEB_ID, redirectUris);
    }

    private String client(String kind, String id, String... redirectUris) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ObjectNode client = file.putObject(kind)
                .put("client_id", id)
                .put("project_id", "stand-in")
                .put("auth_uri", authUrl().toString())
                .put("token_uri", tokenUrl().toString())
                .put("client_secret", GmailConsent.SECRET);
        List.of(redirectUris).forEach(client.putArray("redirect_uris")::add);
        return file.toString();
    }

    /**
     * Who sits at the browser when the consent page opens without {@code login_hint}. Not needed with a single mailbox.
     *
     * @param address the mailbox
     */
    public void signIn(String address) {
        consent.signIn(account(address).address());
    }

    /**
     * Whether the owner says no at the consent page. At first yes is said.
     *
     * @param no true to refuse from now on
     */
    public void refusesConsent(boolean no) {
        consent.refuses(no);
    }

    /**
     * Which scopes the owner leaves ticked at the consent page. At first all that are asked for.
     *
     * @param scopes the scopes, as URLs
     */
    public void grantsOnly(Set<String> scopes) {
        consent.grantsOnly(scopes);
    }

    /**
     * The key file of a service account that may act for every mailbox here (domain-wide delegation).
     *
     * @param scopes what the admin has allowed it, as URLs
     * @return the JSON as Google's console gives it, with a new key and this token server
     */
    public String serviceAccountKey(String... scopes) {
        return delegation.keyFile(SERVICE_ACCOUNT, tokenUrl().toString(), new TreeSet<>(List.of(scopes)));
    }

    /**
     * Lets a service account with a key of the test act for every mailbox here.
     *
     * @param clientEmail the name of the service account
     * @param key its RSA key
     * @param scopes what the admin has allowed it, as URLs
     */
    public void delegate(String clientEmail, PublicKey key, Set<String> scopes) {
        delegation.allow(clientEmail, key, scopes);
    }

    /** Takes the admin's grant from the account of {@link #serviceAccountKey}: it is answered {@code unauthorized_client}. */
    public void withdrawDelegation() {
        delegation.withdraw(SERVICE_ACCOUNT);
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
                return consent.ask(request.query());
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
        return fault.isPresent() ? delays.after(fault.get(), done) : done;
    }

    @Override
    public void close() {
        delays.close();
        http.close();
    }
}
