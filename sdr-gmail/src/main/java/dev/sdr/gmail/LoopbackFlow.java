package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a mailbox from the machine at which its owner sits, with an OAuth client of the type "Desktop app" (RFC 8252
 * section 7.3).
 *
 * <pre>{@code
 * LoopbackFlow.of(GoogleClient.read(path), store)
 *         .connect("rep-1", "rep@company.example", page -> System.out.println("Open " + page), Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>It listens on a free port of 127.0.0.1, for one answer that bears the random state of this call, with PKCE (S256).
 * The mailbox is connected only if the account that consented is the mailbox's and everything asked for was granted;
 * else nothing is kept. Immutable; the configuring methods return a flow of their own.
 */
public final class LoopbackFlow {

    private static final Logger log = LoggerFactory.getLogger(LoopbackFlow.class);
    private static final int OK = 200;
    private static final int BAD = 400;

    private final Consent consent;

    private LoopbackFlow(Consent consent) {
        this.consent = consent;
    }

    /**
     * A flow that asks for {@link GmailScopes#DEFAULT}.
     *
     * @param client the OAuth client
     * @param store where the refresh token is kept
     * @return the flow
     * @throws ConfigurationException if the client is of another type
     */
    public static LoopbackFlow of(GoogleClient client, TokenStore store) {
        if (client.type() != GoogleClient.Type.DESKTOP) {
            throw new ConfigurationException("the OAuth client " + client.id()
                    + " is a web application's; create one of the type Desktop app, or use WebFlow");
        }
        return new LoopbackFlow(new Consent(
                client,
                requireNonNull(store, "store"),
                GmailScopes.DEFAULT,
                new GoogleHttp(GoogleHttp.CONNECT, GoogleHttp.ANSWER)));
    }

    /**
     * This flow with other scopes.
     *
     * @param scopes what to ask for
     * @return a flow of its own
     * @throws IllegalArgumentException if none of them lets Google say whose mailbox it is, as {@link GmailScopes#READ} does
     */
    public LoopbackFlow scopes(Set<String> scopes) {
        return new LoopbackFlow(consent.with(scopes));
    }

    /**
     * This flow with other timeouts for its two requests to Google. Default: 20 seconds each.
     *
     * @param connect how long connecting may take
     * @param answer how long Google may be silent
     * @return a flow of its own
     */
    public LoopbackFlow timeouts(Duration connect, Duration answer) {
        return new LoopbackFlow(consent.with(new GoogleHttp(connect, answer)));
    }

    /**
     * Asks the owner for consent and waits for it. On return the mailbox is connected.
     *
     * @param mailboxId the mailbox, as in {@code Mailbox.id()}
     * @param address the address of its Google account; an alias is not accepted
     * @param browser is given Google's consent page, to open it in a browser or show its address
     * @param wait how long to wait for the owner; what was begun in time is finished
     * @throws CredentialsException if the owner did not consent in time, refused, unticked something or was logged in with
     *     another account; the message says which. Nothing is kept
     * @throws RetryableException if Google cannot be reached, or no port can be opened
     * @throws ConfigurationException if Google does not know the client, or its project has no Gmail API
     */
    public void connect(String mailboxId, String address, Consumer<URI> browser, Duration wait) {
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(address, "address");
        HttpServer server;
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException e) {
            throw new RetryableException("no port of 127.0.0.1 can be opened for Google's answer", e);
        }
        URI redirect = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Waiting waiting = new Waiting(mailboxId, address, redirect);
        server.createContext("/", waiting::answer);
        server.start();
        try {
            browser.accept(consent.page(address, redirect, waiting.state, waiting.verifier));
            waiting.await(wait);
        } finally {
            server.stop(0);
        }
    }

    /** One call of {@link #connect}. */
    private final class Waiting {

        private final String mailboxId;
        private final String address;
        private final URI redirect;
        private final String state = Secrets.fresh();
        private final String verifier = Secrets.fresh();
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Waiting(String mailboxId, String address, URI redirect) {
            this.mailboxId = mailboxId;
            this.address = address;
            this.redirect = redirect;
        }

        void await(Duration wait) {
            try {
                try {
                    done.get(wait.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (taken.compareAndSet(false, true)) {
                        throw new CredentialsException(
                                "mailbox " + mailboxId + " is not connected: nobody consented within " + wait, e);
                    }
                    done.get(); // it came in time, and the requests to Google are bounded
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException thrown) {
                    throw thrown;
                }
                throw new IllegalStateException("finishing the consent failed in an unexpected way", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RetryableException("interrupted while waiting for the consent of mailbox " + mailboxId, e);
            }
        }

        void answer(HttpExchange exchange) throws IOException {
            Map<String, String> query = Query.parse(exchange.getRequestURI().getRawQuery());
            boolean ours = exchange.getRequestURI().getPath().equals("/")
                    && Secrets.same(state, query.getOrDefault("state", ""));
            if (!ours || !taken.compareAndSet(false, true)) { // something else on this machine, or a page loaded again
                page(exchange, BAD, "This page is not what was waited for.");
                return;
            }
            try {
                finish(query);
                say(exchange, OK, "The mailbox is connected. You can close this window.");
                done.complete(null);
            } catch (SdrException e) {
                say(exchange, BAD, String.valueOf(e.getMessage()));
                done.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
                throw e;
            }
        }

        private void finish(Map<String, String> query) {
            String code = query.getOrDefault("code", "");
            if (code.isEmpty()) {
                throw Consent.denied(mailboxId, query.getOrDefault("error", ""));
            }
            consent.finish(mailboxId, address, redirect, verifier, code);
        }

        private void say(HttpExchange exchange, int status, String text) {
            try {
                page(exchange, status, text);
            } catch (IOException e) {
                log.debug("the browser did not wait for its page", e);
            }
        }

        private void page(HttpExchange exchange, int status, String text) throws IOException {
            byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            try (exchange) {
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
