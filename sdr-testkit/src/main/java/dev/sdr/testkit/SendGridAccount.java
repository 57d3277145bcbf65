package dev.sdr.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The settings of the account behind a {@link SendGridServer}. Safe for use by several threads. */
public final class SendGridAccount {

    /** The events a webhook can be told to post, by their names in the settings. */
    public static final List<String> EVENTS = List.of(
            "processed",
            "dropped",
            "delivered",
            "deferred",
            "bounce",
            "open",
            "click",
            "spam_report",
            "unsubscribe",
            "group_unsubscribe",
            "group_resubscribe");

    private static final int LARGEST_PAGE = 500;

    private final ObjectMapper json = new ObjectMapper();
    private final TreeSet<String> scopes = new TreeSet<>();
    private final Map<String, Boolean> domains = new LinkedHashMap<>();
    private final List<ObjectNode> webhooks = new ArrayList<>();
    private final Map<String, Boolean> tracking = new LinkedHashMap<>();
    private final Map<String, List<ObjectNode>> lists = new LinkedHashMap<>();

    SendGridAccount() {
        scopes.add("mail.send");
        List.of("open", "click", "subscription", "google_analytics").forEach(name -> tracking.put(name, false));
    }

    /**
     * Adds scopes to the key. At first it has {@code mail.send} alone.
     *
     * @param names the scopes
     * @return this
     */
    public synchronized SendGridAccount scopes(String... names) {
        scopes.addAll(List.of(names));
        return this;
    }

    /**
     * Takes a scope from the key.
     *
     * @param name the scope
     * @return this
     */
    public synchronized SendGridAccount withoutScope(String name) {
        scopes.remove(name);
        return this;
    }

    /**
     * Adds an authenticated domain.
     *
     * @param domain the domain
     * @param valid whether its DNS records were found
     * @return this
     */
    public synchronized SendGridAccount domain(String domain, boolean valid) {
        domains.put(domain, valid);
        return this;
    }

    /**
     * Adds an event webhook, or replaces the one of that address.
     *
     * @param url where it posts to
     * @param enabled whether it is on
     * @param publicKey the verification key, if its posts are signed
     * @param events what it posts, of {@link #EVENTS}
     * @return this
     */
    public synchronized SendGridAccount webhook(
            String url, boolean enabled, Optional<String> publicKey, List<String> events) {
        webhooks.removeIf(w -> w.path("url").asText().equals(url));
        ObjectNode webhook = json.createObjectNode().put("enabled", enabled).put("url", url);
        EVENTS.forEach(name -> webhook.put(name, events.contains(name)));
        publicKey.ifPresent(key -> webhook.put("public_key", key));
        webhook.put("id", "webhook-" + (webhooks.size() + 1));
        webhooks.add(webhook);
        return this;
    }

    /**
     * Switches a tracking setting.
     *
     * @param name {@code open}, {@code click}, {@code subscription} or {@code google_analytics}
     * @param enabled whether it is on; at first all are off
     * @return this
     */
    public synchronized SendGridAccount tracking(String name, boolean enabled) {
        tracking.put(name, enabled);
        return this;
    }

    /**
     * Adds an address to a suppression list.
     *
     * @param list {@code bounces}, {@code spam_reports}, {@code invalid_emails} or {@code unsubscribes}
     * @param email the address
     * @param at since when
     * @return this
     */
    public synchronized SendGridAccount suppressed(String list, String email, Instant at) {
        ObjectNode entry =
                json.createObjectNode().put("created", at.getEpochSecond()).put("email", email);
        switch (list) {
            case "bounces" -> entry.put("reason", "550 5.1.1 no such user").put("status", "5.1.1");
            case "invalid_emails" -> entry.put("reason", "Mail domain mentioned in email address is unknown");
            case "spam_reports" -> entry.put("ip", "192.0.2.1");
            case "unsubscribes" -> entry.remove("ip");
            default -> throw new IllegalArgumentException("there is no suppression list '" + list + "'");
        }
        lists.computeIfAbsent(list, l -> new ArrayList<>()).add(entry);
        return this;
    }

    /** Answers a GET: the body, or empty if there is nothing at that path; a missing scope is thrown. */
    synchronized Optional<String> get(String path, Map<String, String> query) {
        switch (path) {
            case "/v3/scopes" -> {
                ObjectNode answer = json.createObjectNode();
                scopes.forEach(answer.putArray("scopes")::add);
                return Optional.of(answer.toString());
            }
            case "/v3/whitelabel/domains" -> {
                need("whitelabel.read");
                return Optional.of(domains(query).toString());
            }
            case "/v3/user/webhooks/event/settings/all" -> {
                need("user.webhooks.event.settings.read");
                ObjectNode answer = json.createObjectNode().put("max_allowed", 5);
                answer.putArray("webhooks").addAll(webhooks);
                return Optional.of(answer.toString());
            }
            case "/v3/tracking_settings" -> {
                need("tracking_settings.read");
                ArrayNode result = json.createArrayNode();
                tracking.forEach(
                        (name, on) -> result.addObject().put("name", name).put("enabled", on));
                ObjectNode answer = json.createObjectNode();
                answer.set("result", result);
                return Optional.of(answer.toString());
            }
            default -> {
                return key(path).or(() -> suppressions(path, query));
            }
        }
    }

    private Optional<String> key(String path) {
        String start = "/v3/user/webhooks/event/settings/signed/";
        if (!path.startsWith(start)) {
            return Optional.empty();
        }
        need("user.webhooks.event.settings.read");
        return webhooks.stream()
                .filter(w -> w.path("id").asText().equals(path.substring(start.length())))
                .map(w -> json.createObjectNode()
                        .put("id", w.path("id").asText())
                        .put("public_key", w.path("public_key").asText(""))
                        .toString())
                .findFirst();
    }

    private ArrayNode domains(Map<String, String> query) {
        ArrayNode answer = json.createArrayNode();
        domains.forEach((domain, valid) -> {
            if (domain.contains(query.getOrDefault("domain", ""))) {
                answer.addObject().put("domain", domain).put("subdomain", "em1").put("valid", valid);
            }
        });
        return answer;
    }

    private Optional<String> suppressions(String path, Map<String, String> query) {
        String start = "/v3/suppression/";
        String list = path.startsWith(start) ? path.substring(start.length()) : "";
        if (!List.of("bounces", "spam_reports", "invalid_emails", "unsubscribes")
                .contains(list)) {
            return Optional.empty();
        }
        need("suppression.read");
        int offset = Integer.parseInt(query.getOrDefault("offset", "0"));
        int limit = Math.min(LARGEST_PAGE, Integer.parseInt(query.getOrDefault("limit", "500")));
        long from = Long.parseLong(query.getOrDefault("start_time", "0"));
        ArrayNode page = json.createArrayNode();
        lists.getOrDefault(list, List.of()).stream()
                .filter(e -> e.path("created").asLong() >= from)
                .skip(offset)
                .limit(limit)
                .forEach(page::add);
        return Optional.of(page.toString());
    }

    private void need(String scope) {
        if (!scopes.contains(scope)) {
            throw new SecurityException("access forbidden");
        }
    }
}
