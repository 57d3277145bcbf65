package dev.sdr.web;

import static java.util.Objects.requireNonNull;

import dev.sdr.SequenceRunner;
import dev.sdr.error.SdrException;
import dev.sdr.track.WebhookReceiver;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that mails point to and providers post to, in one servlet. A host maps it to a path of its choice, such as
 * {@code /outreach/*}, and hands the same address as seen from outside to {@code RunnerBuilder.publicUrl}. Below that path:
 *
 * <table>
 * <caption>What it answers</caption>
 * <tr><th>request</th><th>answer</th></tr>
 * <tr><td>GET, HEAD {@code /o/TOKEN.gif}</td><td>a transparent picture, whatever the token</td></tr>
 * <tr><td>GET, HEAD {@code /c/TOKEN}</td><td>302 to the link as it stood in the mail; 404 if the token is none of ours</td></tr>
 * <tr><td>GET, HEAD {@code /u/TOKEN}</td><td>a page with a button, which changes nothing; 404 likewise</td></tr>
 * <tr><td>POST {@code /u/TOKEN}</td><td>unsubscribes (RFC 8058); 200, never a redirect; 404 likewise, 400 if the form lacks
 * {@code List-Unsubscribe=One-Click}</td></tr>
 * <tr><td>POST {@code /hooks/NAME}</td><td>200 once everything is stored; 401 if the receiver refuses it</td></tr>
 * </table>
 *
 * <p>Everything else is 404, a wrong method 405. A store that cannot be reached is 503 with Retry-After, a body that is too
 * large 413, one that does not arrive whole 400, a client that asks too often 429 with Retry-After. No answer tells a forged token
 * from an unknown one, or a reason. Nothing but the record of the visit is written on GET or HEAD.
 *
 * <p>It uses no session and no cookie, reads the raw body itself, and looks at no {@code Origin} or {@code Referer}: whoever
 * holds the token may use it. A host exempts the path from its own login, CSRF and origin checks. Safe for use by several threads; blocks
 * while the store works. Its log lines hold no token and no address.
 */
public final class OutreachServlet extends HttpServlet {

    private static final Logger log = LoggerFactory.getLogger(OutreachServlet.class);

    private final transient Endpoints endpoints;

    private OutreachServlet(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * Starts a servlet.
     *
     * @param runner whose mails and providers it serves; the host closes it after the server
     * @return a builder
     */
    public static Builder builder(SequenceRunner runner) {
        return new Builder(runner);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Target> target = Target.of(request);
        answer(target, request).write(response, request.getMethod().equals("HEAD"));
    }

    private Answer answer(Optional<Target> target, HttpServletRequest request) {
        try {
            return target.isPresent() ? endpoints.answer(target.get(), request) : endpoints.unknown(request);
        } catch (Body.BrokenException e) {
            log.debug("a request's body did not arrive whole; answered 400", e);
            return Answer.empty(HttpServletResponse.SC_BAD_REQUEST);
        } catch (SdrException e) {
            log.warn("{}: not stored, answered 503 so that it is tried again", part(target), e);
            return endpoints.later(target, request, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        } catch (RuntimeException e) {
            log.error("{}: failed, answered 500", part(target), e);
            return endpoints.later(target, request, HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    private static String part(Optional<Target> target) {
        return target.map(t -> t.kind().name()).orElse("an unknown path");
    }

    /** Options of the servlet. Each has a default, so {@code builder(runner).build()} serves mails; webhooks are added. */
    public static final class Builder {

        private static final int CLIENTS = 10_000;

        private final SequenceRunner runner;
        private final Map<String, WebhookReceiver> webhooks = new HashMap<>();
        private final Map<String, PageText> texts = PageTexts.standard();
        private String defaultLanguage = "en";
        private Function<HttpServletRequest, String> clientAddress = HttpServletRequest::getRemoteAddr;
        private int requestsPerMinute = 600;
        private int webhooksPerMinute;
        private int webhookBytes = 4 * 1024 * 1024;
        private Clock clock = Clock.systemUTC();

        private Builder(SequenceRunner runner) {
            this.runner = requireNonNull(runner, "runner");
        }

        /**
         * Takes what a provider posts to {@code /hooks/NAME}.
         *
         * @param receiver what reads it; its name is the path's last part
         * @return this
         * @throws IllegalArgumentException if there is one of that name already, or the name is not of lower-case letters,
         *     digits and {@code -}
         */
        public Builder webhook(WebhookReceiver receiver) {
            String name = receiver.name();
            if (!name.matches("[a-z0-9-]+")) {
                throw new IllegalArgumentException("webhook " + name
                        + ": a name has lower-case letters, digits and - only, because it is part of a path");
            }
            if (webhooks.putIfAbsent(name, receiver) != null) {
                throw new IllegalArgumentException("webhook " + name + " is there already: give each its own name");
            }
            return this;
        }

        /**
         * Says words of the host's own on the pages, instead of ours in that language or in a further one.
         *
         * @param text the words
         * @return this
         */
        public Builder text(PageText text) {
            texts.put(text.language(), text);
            return this;
        }

        /**
         * Which language to use for a reader whose languages we have no words in. Default: {@code en}.
         *
         * @param language an ISO 639 code; words in it must be there when the servlet is built
         * @return this
         */
        public Builder defaultLanguage(String language) {
            this.defaultLanguage = requireNonNull(language, "language");
            return this;
        }

        /**
         * How to tell the address a request came from. Behind a proxy the connection's own address is the proxy's: give a
         * function that reads what <em>your</em> proxy writes, never a header that a client can set. What it returns is
         * checked; if it is no address the visit has none. Default: {@code getRemoteAddr()}.
         *
         * @param newClientAddress the function; safe for use by several threads
         * @return this
         */
        public Builder clientAddress(Function<HttpServletRequest, String> newClientAddress) {
            this.clientAddress = requireNonNull(newClientAddress, "clientAddress");
            return this;
        }

        /**
         * How many requests one client may make in a minute, all of them at once if it likes: so many for pictures, so many
         * for links and pages, and so many to unsubscribe. A picture beyond it is answered, but not recorded. A client is an IPv4 address or an IPv6 /64. The picture proxies of mail providers are
         * clients too. The 10,000 clients last seen are remembered. Default: 600.
         *
         * @param limit the number; 0 for no limit
         * @return this
         */
        public Builder requestsPerMinute(int limit) {
            this.requestsPerMinute = notNegative(limit, "requestsPerMinute");
            return this;
        }

        /**
         * How many webhook requests one client may make in a minute. Default: 0, no limit, because a provider posts a day's
         * backlog at once.
         *
         * @param limit the number; 0 for no limit
         * @return this
         */
        public Builder webhooksPerMinute(int limit) {
            this.webhooksPerMinute = notNegative(limit, "webhooksPerMinute");
            return this;
        }

        /**
         * The largest body of a webhook. It is read into memory whole, because signatures cover all of it. Default: 4 MiB.
         *
         * @param bytes the size in bytes, at least 1
         * @return this
         */
        public Builder webhookBytes(int bytes) {
            if (bytes < 1 || bytes == Integer.MAX_VALUE) {
                throw new IllegalArgumentException("webhookBytes: " + bytes + " is not a size from 1 up to 2147483646");
            }
            this.webhookBytes = bytes;
            return this;
        }

        /**
         * The clock of the rate limits. Default: the system's.
         *
         * @param newClock the clock
         * @return this
         */
        public Builder clock(Clock newClock) {
            this.clock = requireNonNull(newClock, "clock");
            return this;
        }

        /**
         * Makes the servlet.
         *
         * @return a servlet to mount once
         * @throws IllegalArgumentException if there are no words in the default language
         */
        public OutreachServlet build() {
            PageText fallback = texts.get(defaultLanguage);
            if (fallback == null) {
                throw new IllegalArgumentException("defaultLanguage: there are no words in " + defaultLanguage
                        + ": give them with text(...), or take one of " + texts.keySet());
            }
            RateLimits limits = new RateLimits(
                    limit(requestsPerMinute),
                    limit(requestsPerMinute),
                    limit(requestsPerMinute),
                    limit(webhooksPerMinute));
            return new OutreachServlet(new Endpoints(
                    runner.web(),
                    webhooks,
                    webhookBytes,
                    new Client(clientAddress),
                    limits,
                    new Pages(texts, fallback)));
        }

        private RateLimit limit(int perMinute) {
            return new RateLimit(perMinute, CLIENTS, clock);
        }

        private static int notNegative(int value, String name) {
            if (value < 0) {
                throw new IllegalArgumentException(name + ": " + value + " is less than 0");
            }
            return value;
        }
    }
}
