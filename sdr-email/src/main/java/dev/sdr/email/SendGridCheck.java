package dev.sdr.email;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.lead.EmailAddress;
import dev.sdr.track.MailEvent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks at a SendGrid account: what is missing for sending and for hearing back, and whom SendGrid suppresses. It only
 * reads. Needs {@code com.sendgrid:sendgrid-java} on the class path, and a key with the scopes {@code whitelabel.read},
 * {@code user.webhooks.event.settings.read}, {@code tracking_settings.read} and {@code suppression.read}; it may be another
 * key than the mailer's, which needs {@code mail.send} alone.
 *
 * <pre>{@code
 * SendGridCheck check = SendGridCheck.with(() -> secrets.get("sendgrid"))
 *         .from(EmailAddress.of("sales@example.com"))
 *         .webhook(URI.create("https://app.example.com/sdr/webhooks/sendgrid"), publicKey);
 * check.findings().forEach(System.out::println);
 * }</pre>
 *
 * <p>Immutable; the configuring methods return changed copies. Safe for use by several threads. Each call opens connections of
 * its own and closes them.
 */
public final class SendGridCheck {

    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofMinutes(1);

    private final String host;
    private final boolean plaintext;
    private final Supplier<String> apiKey;
    private final List<EmailAddress> senders;
    private final Optional<URI> webhook;
    private final List<String> webhookKeys;
    private final boolean sends;

    private SendGridCheck(
            String host,
            boolean plaintext,
            Supplier<String> apiKey,
            List<EmailAddress> senders,
            Optional<URI> webhook,
            List<String> webhookKeys,
            boolean sends) {
        this.host = host;
        this.plaintext = plaintext;
        this.apiKey = apiKey;
        this.senders = senders;
        this.webhook = webhook;
        this.webhookKeys = webhookKeys;
        this.sends = sends;
    }

    /**
     * How much a finding matters.
     */
    public enum Level {
        /** Without it mail does not leave, or nothing is heard of it. */
        MISSING,
        /** It works, and could be better. */
        ADVICE,
        /** It could not be asked. */
        UNKNOWN
    }

    /**
     * Something about the account that a person should see to.
     *
     * @param level how much it matters
     * @param what what is so
     * @param where where in SendGrid's web interface to change it
     */
    public record Finding(Level level, String what, String where) {

        /** Checks. */
        public Finding {
            requireNonNull(level, "level");
            requireNonNull(what, "what");
            requireNonNull(where, "where");
        }

        @Override
        public String toString() {
            return level + ": " + what + ". See " + where;
        }
    }

    /**
     * A check.
     *
     * @param apiKey gives the API key, asked at each request
     * @return the check
     */
    public static SendGridCheck with(Supplier<String> apiKey) {
        return new SendGridCheck(
                SendGridApi.GLOBAL,
                false,
                requireNonNull(apiKey, "apiKey"),
                List.of(),
                Optional.empty(),
                List.of(),
                true);
    }

    /**
     * This check at SendGrid's servers in the European Union.
     *
     * @return a changed copy
     */
    public SendGridCheck eu() {
        return new SendGridCheck(SendGridApi.EU, false, apiKey, senders, webhook, webhookKeys, sends);
    }

    /**
     * This check at a stand-in on this machine's loopback interface, over plain HTTP: for tests.
     *
     * @param port its port
     * @return a changed copy
     */
    public SendGridCheck local(int port) {
        return new SendGridCheck("127.0.0.1:" + port, true, apiKey, senders, webhook, webhookKeys, sends);
    }

    /**
     * This check for mailboxes that send through SendGrid.
     *
     * @param addresses their addresses
     * @return a changed copy
     */
    public SendGridCheck from(EmailAddress... addresses) {
        return new SendGridCheck(host, plaintext, apiKey, List.of(addresses), webhook, webhookKeys, sends);
    }

    /**
     * This check for an event webhook.
     *
     * @param url where the host receives it, as SendGrid calls it
     * @param publicKeys the keys by which the host verifies it
     * @return a changed copy
     * @throws IllegalArgumentException if a key is not one
     */
    public SendGridCheck webhook(URI url, String... publicKeys) {
        for (String key : publicKeys) {
            SendGridSignature.key(key);
        }
        return new SendGridCheck(host, plaintext, apiKey, senders, Optional.of(url), List.of(publicKeys), sends);
    }

    /**
     * This check with a key that is for reading only, so that a missing scope {@code mail.send} is all right.
     *
     * @return a changed copy
     */
    public SendGridCheck readingKey() {
        return new SendGridCheck(host, plaintext, apiKey, senders, webhook, webhookKeys, false);
    }

    /**
     * Looks at the account. A part that cannot be asked becomes a finding, so this throws nothing because of SendGrid.
     *
     * @return what should be seen to, the most important first; empty if all is well
     */
    public List<Finding> findings() {
        try (SendGridApi api = api()) {
            return new SendGridFindings(new SendGridReading(api), senders, webhook, webhookKeys, sends).all();
        }
    }

    /**
     * Whom SendGrid suppresses: its lists of bounces and invalid addresses ({@link MailEvent.Type#BOUNCED}), spam reports
     * ({@link MailEvent.Type#COMPLAINED}) and global unsubscribes ({@link MailEvent.Type#UNSUBSCRIBED}). Hand them to the
     * runner as if a webhook had brought them: at the first start, and after the webhook was away. They name a person, and no
     * mail. Doing it again changes nothing.
     *
     * @param since leaves out what was added before
     * @return the events, list by list
     * @throws dev.sdr.error.CredentialsException if SendGrid refuses the key, or it lacks {@code suppression.read}
     * @throws dev.sdr.error.RetryableException if SendGrid cannot be reached
     */
    public List<MailEvent> suppressed(Instant since) {
        Map<String, MailEvent.Type> lists = Map.of(
                "bounces", MailEvent.Type.BOUNCED,
                "invalid_emails", MailEvent.Type.BOUNCED,
                "spam_reports", MailEvent.Type.COMPLAINED,
                "unsubscribes", MailEvent.Type.UNSUBSCRIBED);
        Map<String, String> query = Map.of("start_time", Long.toString(Math.max(0, since.getEpochSecond())));
        List<MailEvent> events = new ArrayList<>();
        try (SendGridApi api = api()) {
            SendGridReading reading = new SendGridReading(api);
            lists.forEach((list, type) -> reading.all("suppression/" + list, query)
                    .forEach(entry -> entry(entry, type, since).ifPresent(events::add)));
        }
        return events;
    }

    private static Optional<MailEvent> entry(JsonNode entry, MailEvent.Type type, Instant since) {
        return EmailAddress.parse(entry.path("email").asText("").strip()).map(address -> {
            Map<String, String> details = new HashMap<>();
            for (String name : List.of(MailEvent.REASON, MailEvent.STATUS)) {
                String value = entry.path(name)
                        .asText("")
                        .replaceAll("[\\s\\p{Cntrl}]+", " ")
                        .strip();
                if (!value.isEmpty()) {
                    details.put(name, value.length() > 300 ? value.substring(0, 300) : value);
                }
            }
            long created = entry.path("created").asLong(0);
            return new MailEvent(
                    "sendgrid",
                    type,
                    created > 0 ? Instant.ofEpochSecond(created) : since,
                    Optional.of(address),
                    Optional.empty(),
                    Optional.empty(),
                    details);
        });
    }

    private SendGridApi api() {
        return new SendGridApi(host, plaintext, apiKey, CONNECT, ANSWER);
    }
}
