package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Connects a mailbox through the host's own web pages, with an OAuth client of the type "Web application". The host sends
 * the owner's browser to {@link Begun#page}, and hands what Google sends back to its redirect URL to {@link #finish}.
 *
 * <p>What was begun is kept in the {@link TokenStore}, the latest for each mailbox, and not in a signed state: so it works with
 * several nodes and needs no further key; it is good once, because it is taken out before Google is asked, where a signed
 * state could be sent again; and the PKCE verifier never leaves the server. The state itself is 256 random bits, so it
 * cannot be forged. Beginning again makes the earlier page useless.
 *
 * <p>The mailbox is connected only if the account that consented is the mailbox's and everything asked for was granted. So
 * nobody can put an account of his own in its place, even if he makes somebody else open his answer of Google. Who may begin
 * for which mailbox is the host's to check.
 *
 * <p>Immutable; safe for use by several threads and processes. The configuring methods return a flow of their own.
 */
public final class WebFlow {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PENDING = "consent:";
    private static final Duration GOOD_FOR = Duration.ofMinutes(30);

    private final GoogleClient client;
    private final Consent consent;
    private final Clock clock;

    private WebFlow(GoogleClient client, Consent consent, Clock clock) {
        this.client = client;
        this.consent = consent;
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * What was begun.
     *
     * @param page where the owner of the mailbox consents: send the browser there
     * @param state what Google gives back as {@code state}. A host with sessions keeps it in the one that began, and hands
     *     no answer with another state to {@link WebFlow#finish}
     */
    public record Begun(URI page, String state) {

        /** Checks. */
        public Begun {
            requireNonNull(page, "page");
            requireNonNull(state, "state");
        }
    }

    /**
     * A flow that asks for {@link GmailScopes#DEFAULT}.
     *
     * @param client the OAuth client
     * @param store where the refresh token is kept, and until then what was begun
     * @return the flow
     * @throws ConfigurationException if the client is of another type
     */
    public static WebFlow of(GoogleClient client, TokenStore store) {
        if (client.type() != GoogleClient.Type.WEB) {
            throw new ConfigurationException("the OAuth client " + client.id()
                    + " is a desktop app's; create one of the type Web application, or use LoopbackFlow");
        }
        Consent consent = new Consent(
                client,
                requireNonNull(store, "store"),
                GmailScopes.DEFAULT,
                new GoogleHttp(GoogleHttp.CONNECT, GoogleHttp.ANSWER));
        return new WebFlow(client, consent, Clock.systemUTC());
    }

    /**
     * This flow with other scopes.
     *
     * @param scopes what to ask for
     * @return a flow of its own
     * @throws IllegalArgumentException if none of them lets Google say whose mailbox it is, as {@link GmailScopes#READ} does
     */
    public WebFlow scopes(Set<String> scopes) {
        return new WebFlow(client, consent.with(scopes), clock);
    }

    /**
     * This flow with other timeouts for its two requests to Google. Default: 20 seconds each.
     *
     * @param connect how long connecting may take
     * @param answer how long Google may be silent
     * @return a flow of its own
     */
    public WebFlow timeouts(Duration connect, Duration answer) {
        return new WebFlow(client, consent.with(new GoogleHttp(connect, answer)), clock);
    }

    /**
     * This flow with another clock. Default: the system's.
     *
     * @param newClock the clock
     * @return a flow of its own
     */
    public WebFlow clock(Clock newClock) {
        return new WebFlow(client, consent, newClock);
    }

    /**
     * Begins to connect a mailbox. It is good for 30 minutes and one answer.
     *
     * @param mailboxId the mailbox, as in {@code Mailbox.id()}, at most 400 characters
     * @param address the address of its Google account; an alias is not accepted
     * @param redirectUri the host's page to which Google sends the browser back, as written in Google's console
     * @return the page to send the browser to
     * @throws ConfigurationException if the client's file names redirect URLs and this is not one of them
     * @throws IllegalArgumentException if it is neither https nor on this machine, or the mailbox id is too long
     */
    public Begun begin(String mailboxId, String address, URI redirectUri) {
        if (mailboxId.isEmpty() || mailboxId.length() > 400 || mailboxId.startsWith(PENDING)) {
            throw new IllegalArgumentException(
                    "a mailbox id has 1 to 400 characters and does not begin with " + PENDING);
        }
        if (!GoogleClient.isSafe(redirectUri)) {
            throw new IllegalArgumentException("the redirect URL must be https: " + redirectUri);
        }
        if (!client.redirectUris().isEmpty() && !client.redirectUris().contains(redirectUri.toString())) {
            throw new ConfigurationException("the OAuth client " + client.id() + " does not know the redirect URL "
                    + redirectUri + "; add it in Google's console and to the client's file");
        }
        String nonce = Secrets.fresh();
        String verifier = Secrets.fresh();
        Optional<String> earlier = consent.store().load(PENDING + mailboxId);
        String pending = JSON.createObjectNode()
                .put("verifier", verifier)
                .put("address", requireNonNull(address, "address"))
                .put("redirect", redirectUri.toString())
                .put("until", clock.instant().plus(GOOD_FOR).toString())
                .toString();
        String record = record(nonce);
        consent.store().save(record, pending);
        consent.store().save(PENDING + mailboxId, record);
        earlier.ifPresent(consent.store()::remove);
        String state = nonce + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(mailboxId));
        return new Begun(consent.page(address, redirectUri, state, verifier), state);
    }

    /**
     * The id of what was begun with a state, each its own: so that nobody who takes it out takes out a later one. Under the
     * mailbox's id stands which of them is the latest.
     */
    private static String record(String nonce) {
        return PENDING + Secrets.hash(nonce);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Finishes what was begun. On return the mailbox is connected.
     *
     * @param parameters the parameters with which Google called the redirect URL, decoded: {@code state} and {@code code} or
     *     {@code error}
     * @return the id of the mailbox
     * @throws CredentialsException if the state is not one of ours, was used before, is too old or was replaced by a later
     *     one; if the owner refused, unticked something or was logged in with another account. The message says which and
     *     may be shown. An earlier connection of the mailbox stays as it was
     * @throws dev.sdr.error.RetryableException if Google or the token store cannot be reached; begin again
     * @throws ConfigurationException if Google does not know the client, or its project has no Gmail API
     */
    public String finish(Map<String, String> parameters) {
        String state = Optional.ofNullable(parameters.get("state")).orElse("");
        String mailboxId = mailboxId(state);
        String record = consent.store()
                .load(PENDING + mailboxId)
                .filter(record(state.substring(0, state.indexOf('.')))::equals)
                .orElseThrow(WebFlow::unknown);
        JsonNode pending = consent.store().load(record).map(WebFlow::parsed).orElseThrow(WebFlow::unknown);
        if (!consent.store().remove(record)) { // another thread was first, or it was begun again meanwhile
            throw unknown();
        }
        if (!clock.instant().isBefore(Instant.parse(pending.path("until").asText()))) {
            throw unknown();
        }
        String code = Optional.ofNullable(parameters.get("code")).orElse("");
        if (code.isEmpty()) {
            throw Consent.denied(
                    mailboxId, Optional.ofNullable(parameters.get("error")).orElse(""));
        }
        consent.finish(
                mailboxId,
                pending.path("address").asText(),
                URI.create(pending.path("redirect").asText()),
                pending.path("verifier").asText(),
                code);
        return mailboxId;
    }

    private static String mailboxId(String state) {
        int dot = state.indexOf('.');
        try {
            String id = new String(Base64.getUrlDecoder().decode(state.substring(dot + 1)), StandardCharsets.UTF_8);
            if (dot > 0 && !id.isEmpty() && id.length() <= 400) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw new CredentialsException(UNKNOWN, e);
        }
        throw unknown();
    }

    private static JsonNode parsed(String pending) {
        try {
            return JSON.readTree(pending);
        } catch (JacksonException e) {
            throw unknown();
        }
    }

    private static final String UNKNOWN =
            "this answer of Google belongs to no connection that is waited for: it was used, is too old, was replaced by a"
                    + " later one, or is not from here; begin again";

    private static CredentialsException unknown() {
        return new CredentialsException(UNKNOWN);
    }
}
