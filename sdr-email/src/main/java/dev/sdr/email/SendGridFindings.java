package dev.sdr.email;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.email.SendGridCheck.Finding;
import dev.sdr.email.SendGridCheck.Level;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.SdrException;
import dev.sdr.lead.EmailAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One look at an account's settings. */
final class SendGridFindings {

    private static final String KEYS = "Settings > API Keys > the key > Edit API Key";
    private static final String DOMAINS = "Settings > Sender Authentication > Authenticate Your Domain";
    private static final String WEBHOOKS = "Settings > Mail Settings > Event Webhooks";
    private static final String TRACKING = "Settings > Tracking";

    /** The events something is done about, by their names in the webhook's settings. */
    private static final List<String> EVENTS = List.of(
            "processed",
            "dropped",
            "delivered",
            "deferred",
            "bounce",
            "spam_report",
            "unsubscribe",
            "group_unsubscribe");

    private final SendGridReading reading;
    private final List<EmailAddress> senders;
    private final Optional<URI> webhook;
    private final List<String> webhookKeys;
    private final boolean sends;
    private final List<Finding> findings = new ArrayList<>();

    SendGridFindings(
            SendGridReading reading,
            List<EmailAddress> senders,
            Optional<URI> webhook,
            List<String> webhookKeys,
            boolean sends) {
        this.reading = reading;
        this.senders = senders;
        this.webhook = webhook;
        this.webhookKeys = webhookKeys;
        this.sends = sends;
    }

    List<Finding> all() {
        try {
            scopes(reading.get("scopes", Map.of()));
        } catch (SdrException e) {
            boolean refused = e instanceof CredentialsException;
            add(refused ? Level.MISSING : Level.UNKNOWN, message(e), KEYS);
            return findings;
        }
        part("the authenticated domains", "whitelabel.read", this::domains);
        part("the event webhooks", "user.webhooks.event.settings.read", this::webhooks);
        part("the tracking settings", "tracking_settings.read", this::tracking);
        findings.sort((a, b) -> a.level().compareTo(b.level()));
        return List.copyOf(findings);
    }

    private void add(Level level, String what, String where) {
        findings.add(new Finding(level, what, where));
    }

    private static String message(SdrException e) {
        return String.valueOf(e.getMessage());
    }

    private void part(String what, String scope, Runnable look) {
        try {
            look.run();
        } catch (CredentialsException e) {
            add(Level.UNKNOWN, "the key may not read " + what + "; give it the scope " + scope, KEYS);
        } catch (SdrException e) {
            add(Level.UNKNOWN, message(e), "https://status.sendgrid.com");
        }
    }

    private void scopes(JsonNode answer) {
        Set<String> scopes = new HashSet<>();
        answer.path("scopes").forEach(s -> scopes.add(s.asText()));
        if (sends && !scopes.contains("mail.send")) {
            add(Level.MISSING, "the key has not the scope mail.send, so nothing can be sent with it", KEYS);
        }
        if (scopes.contains("api_keys.create") || scopes.contains("billing.update")) {
            add(Level.ADVICE, "the key may do more than sending and reading; make one that may not", KEYS);
        }
        if (!scopes.contains("suppression.read")) {
            add(
                    Level.ADVICE,
                    "the key has not the scope suppression.read, so SendGrid's lists cannot be mirrored",
                    KEYS);
        }
    }

    private void domains() {
        if (senders.isEmpty()) {
            return;
        }
        List<JsonNode> domains = reading.all("whitelabel/domains", Map.of());
        Set<String> asked = new LinkedHashSet<>();
        senders.forEach(a -> asked.add(a.normalized().substring(a.normalized().lastIndexOf('@') + 1)));
        for (String domain : asked) {
            List<JsonNode> fitting = domains.stream()
                    .filter(d -> covers(d.path("domain").asText().toLowerCase(Locale.ROOT), domain))
                    .toList();
            if (fitting.isEmpty()) {
                add(
                        Level.MISSING,
                        domain + " is not authenticated, so its mail has no DKIM signature of its own",
                        DOMAINS);
            } else if (fitting.stream().noneMatch(d -> d.path("valid").asBoolean())) {
                add(Level.MISSING, "the DNS records of " + domain + " have not been found; verify it again", DOMAINS);
            }
        }
    }

    private static boolean covers(String authenticated, String domain) {
        return domain.equals(authenticated) || domain.endsWith("." + authenticated);
    }

    private void webhooks() {
        if (webhook.isEmpty()) {
            return;
        }
        String url = plain(webhook.get().toString());
        for (JsonNode one :
                reading.get("user/webhooks/event/settings/all", Map.of()).path("webhooks")) {
            if (plain(one.path("url").asText()).equals(url)) {
                webhook(one);
                return;
            }
        }
        add(
                Level.MISSING,
                "no event webhook posts to " + url + ", so bounces, complaints and unsubscribes are not heard of;"
                        + " after it is there, mirror SendGrid's suppressions once",
                WEBHOOKS + " > Create new webhook");
    }

    private static String plain(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private void webhook(JsonNode settings) {
        if (!settings.path("enabled").asBoolean()) {
            add(
                    Level.MISSING,
                    "the event webhook is switched off; SendGrid does that itself if it is refused for long. After it is on,"
                            + " mirror SendGrid's suppressions once",
                    WEBHOOKS);
        }
        String key = key(settings);
        if (key.isEmpty()) {
            add(
                    Level.MISSING,
                    "the event webhook is not signed, so all it posts is refused",
                    WEBHOOKS + " > the webhook > Security features > Enable Signed Event Webhook");
        } else if (webhookKeys.stream().noneMatch(k -> SendGridSignature.key(k).equals(keyOrText(key)))) {
            add(
                    Level.MISSING,
                    "the event webhook is signed with another key than the host verifies, so all it posts is refused;"
                            + " give the host the key that SendGrid shows",
                    WEBHOOKS + " > the webhook > Security features");
        }
        List<String> off =
                EVENTS.stream().filter(e -> !settings.path(e).asBoolean()).toList();
        if (!off.isEmpty()) {
            add(
                    Level.MISSING,
                    "the event webhook does not post " + String.join(", ", off),
                    WEBHOOKS + " > the webhook");
        }
    }

    /** Older answers leave the key to a request of its own. */
    private String key(JsonNode settings) {
        String key = settings.path("public_key").asText("");
        String id = settings.path("id").asText("");
        return key.isEmpty() && id.matches("[\\w-]+")
                ? reading.get("user/webhooks/event/settings/signed/" + id, Map.of())
                        .path("public_key")
                        .asText("")
                : key;
    }

    private static Object keyOrText(String text) {
        try {
            return SendGridSignature.key(text);
        } catch (IllegalArgumentException e) {
            return text; // equal to no key
        }
    }

    private void tracking() {
        for (JsonNode setting : reading.get("tracking_settings", Map.of()).path("result")) {
            if (setting.path("enabled").asBoolean()) {
                add(
                        Level.ADVICE,
                        "the account's tracking setting '"
                                + setting.path("name").asText()
                                + "' is on; SendGridMailer says in each request what is tracked, other senders may not",
                        TRACKING);
            }
        }
    }
}
