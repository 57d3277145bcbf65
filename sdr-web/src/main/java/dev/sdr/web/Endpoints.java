package dev.sdr.web;

import dev.sdr.Web;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each part of the servlet answers. */
final class Endpoints {

    private static final int FORM_LIMIT = 8 * 1024;
    private static final int HEADERS_LIMIT = 32 * 1024; // characters; a container's own limit is usually 8,192 bytes
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int UNAUTHORIZED = HttpServletResponse.SC_UNAUTHORIZED;
    private static final int TOO_MANY = 429;
    private static final int HEADERS_TOO_LARGE = 431;

    private final Web web;
    private final Map<String, WebhookReceiver> webhooks;
    private final int webhookLimit;
    private final Client client;
    private final RateLimits limits;
    private final Pages pages;

    Endpoints(
            Web web,
            Map<String, WebhookReceiver> webhooks,
            int webhookLimit,
            Client client,
            RateLimits limits,
            Pages pages) {
        this.web = web;
        this.webhooks = Map.copyOf(webhooks);
        this.webhookLimit = webhookLimit;
        this.client = client;
        this.limits = limits;
        this.pages = pages;
    }

    /** Answers one request. */
    Answer answer(Target target, HttpServletRequest request) throws Body.BrokenException {
        Target.Kind kind = target.kind();
        if (!kind.allows(request.getMethod())) {
            return Answer.empty(HttpServletResponse.SC_METHOD_NOT_ALLOWED).with("Allow", kind.allow());
        }
        Duration wait = limits.of(kind, request.getMethod()).take(client.key(request));
        if (!wait.isZero()) {
            return later(Optional.of(target), request, TOO_MANY).retryAfter(wait);
        }
        return switch (kind) {
            case OPEN -> open(target, request);
            case CLICK -> click(target, request);
            case UNSUBSCRIBE ->
                request.getMethod().equals("POST") ? unsubscribe(target, request) : question(target, request);
            case HOOK -> hook(target, request);
        };
    }

    private Answer open(Target target, HttpServletRequest request) {
        if (target.isSafe()) {
            web.open(target.name(), client.visit(request));
        }
        return Answer.pixel();
    }

    private Answer click(Target target, HttpServletRequest request) {
        return web.click(target.name(), client.visit(request))
                .filter(Endpoints::isWeb)
                .map(link -> Answer.redirect(link.toASCIIString()))
                .orElseGet(() -> pages.unknown(request));
    }

    private static boolean isWeb(URI link) {
        return "https".equalsIgnoreCase(link.getScheme()) || "http".equalsIgnoreCase(link.getScheme());
    }

    private Answer question(Target target, HttpServletRequest request) {
        return web.unsubscribePage(target.name(), client.visit(request))
                ? pages.question(request, HttpServletResponse.SC_OK)
                : pages.unknown(request);
    }

    private Answer unsubscribe(Target target, HttpServletRequest request) throws Body.BrokenException {
        Optional<byte[]> body = Body.read(request, FORM_LIMIT);
        if (body.isEmpty()) {
            return Answer.empty(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        }
        if (!isAsked(request, body.get())) {
            return web.isUnsubscribe(target.name())
                    ? pages.question(request, HttpServletResponse.SC_BAD_REQUEST)
                    : pages.unknown(request);
        }
        return web.unsubscribe(target.name(), client.visit(request)) ? pages.done(request) : pages.unknown(request);
    }

    /**
     * Whether the form asks, wherever it is: where a filter of the host has read it before us, the body is gone and parameters
     * are all there is. The header is taken as it came, because containers throw at charsets they do not know.
     */
    private static boolean isAsked(HttpServletRequest request, byte[] body) {
        if (body.length == 0 && request.getQueryString() == null) {
            return OneClick.asks(parameter(request));
        }
        String type = request.getHeader("Content-Type");
        return OneClick.isAsked(type == null ? "" : type, body);
    }

    private static String parameter(HttpServletRequest request) {
        try {
            String value = request.getParameter(OneClick.FIELD);
            return value == null ? "" : value;
        } catch (RuntimeException unreadable) { // such as Jetty's for a charset it does not know
            return "";
        }
    }

    private Answer hook(Target target, HttpServletRequest request) throws Body.BrokenException {
        WebhookReceiver receiver = webhooks.get(target.name());
        if (receiver == null) {
            return Answer.empty(HttpServletResponse.SC_NOT_FOUND);
        }
        Optional<byte[]> body = Body.read(request, webhookLimit);
        if (body.isEmpty()) {
            return Answer.empty(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        }
        Optional<Map<String, List<String>>> headers = headers(request);
        if (headers.isEmpty()) {
            return Answer.empty(HEADERS_TOO_LARGE);
        }
        boolean taken = web.receive(receiver, new WebhookRequest(headers.get(), body.get()));
        return Answer.empty(taken ? HttpServletResponse.SC_OK : UNAUTHORIZED);
    }

    private static Optional<Map<String, List<String>>> headers(HttpServletRequest request) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        long size = 0;
        for (String name : Collections.list(request.getHeaderNames())) {
            List<String> values = Collections.list(request.getHeaders(name));
            all.put(name, values);
            size += name.length() + values.stream().mapToLong(String::length).sum();
        }
        return size > HEADERS_LIMIT ? Optional.empty() : Optional.of(all);
    }

    /** A page or nothing, for what is none of ours. */
    Answer unknown(HttpServletRequest request) {
        return pages.unknown(request);
    }

    /**
     * Not now: too often, the store is away, or something is broken on our side. A pixel is a picture all the same, because a
     * broken one is seen in the mail; the visit is then not recorded.
     */
    Answer later(Optional<Target> target, HttpServletRequest request, int status) {
        Optional<Target.Kind> kind = target.map(Target::kind);
        if (kind.equals(Optional.of(Target.Kind.OPEN))) {
            return Answer.pixel();
        }
        return kind.equals(Optional.of(Target.Kind.HOOK))
                ? Answer.empty(status).retryAfter(PAUSE)
                : pages.later(request, status).retryAfter(PAUSE);
    }
}
