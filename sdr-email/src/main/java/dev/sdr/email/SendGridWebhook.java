package dev.sdr.email;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.track.MailEvent;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads SendGrid's signed event webhook.
 *
 * <pre>{@code
 * WebhookReceiver sendGrid = SendGridWebhook.verifiedBy(publicKey);
 * }</pre>
 *
 * <p>The signature (ECDSA on P-256) covers the timestamp header and the very bytes of the body, so hand in the body as it
 * came. A request that is not signed by one of the keys, is too old or too large, is refused. In one that is, an event that
 * cannot be read loses no other: it becomes a line of the problems. A body that may have lost one, because it breaks off, is no
 * array, or a quote or bracket too few makes one text of several events, is {@link WebhookReceiver.Received.Incomplete
 * incomplete}: what can be read is stored, and SendGrid, answered with an error, posts it again for a day. Fields and types this version does not know are left
 * alone; such a type is {@link MailEvent.Type#OTHER}. The same event may come again, and in any order.
 *
 * <p>Immutable; the configuring methods return changed copies. Safe for use by several threads. Needs nothing of SendGrid's
 * on the class path.
 */
public final class SendGridWebhook implements WebhookReceiver {

    static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Where one object ends and another begins: a quote or bracket too few makes one element of them. */
    private static final Pattern SEVERAL = Pattern.compile("\\}[\\s,]*\\{");

    private static final Duration AHEAD = Duration.ofMinutes(15);
    private static final int MOST_PROBLEMS = 100;

    private final String name;
    private final List<ECPublicKey> keys;
    private final Duration freshness;
    private final int largest;
    private final boolean ownOnly;

    private SendGridWebhook(String name, List<ECPublicKey> keys, Duration freshness, int largest, boolean ownOnly) {
        this.ownOnly = ownOnly;
        this.name = name;
        this.keys = keys;
        this.freshness = freshness;
        this.largest = largest;
    }

    /**
     * A receiver named {@code sendgrid}.
     *
     * @param publicKeys the verification keys as SendGrid shows them; several while one replaces another, or for
     *     several webhooks
     * @return the receiver
     * @throws IllegalArgumentException if there is none, or one is not such a key
     */
    public static SendGridWebhook verifiedBy(String... publicKeys) {
        if (publicKeys.length == 0) {
            throw new IllegalArgumentException("at least one verification key is needed");
        }
        List<ECPublicKey> keys =
                Arrays.stream(publicKeys).map(SendGridSignature::key).toList();
        return new SendGridWebhook("sendgrid", keys, Duration.ofHours(26), 8 << 20, false);
    }

    /**
     * This receiver under another name, for a second account.
     *
     * @param newName lower-case letters, digits and {@code -}
     * @return a changed copy
     * @throws IllegalArgumentException if it has other characters or none
     */
    public SendGridWebhook named(String newName) {
        if (!newName.matches("[a-z0-9-]{1,60}")) {
            throw new IllegalArgumentException(
                    "a receiver's name has lower-case letters, digits and '-', was '" + newName + "'");
        }
        return new SendGridWebhook(newName, keys, freshness, largest, ownOnly);
    }

    /**
     * This receiver with another limit for the age of a signature. SendGrid tries for 24 hours to deliver a post, and does not
     * say whether a later try has a new timestamp; a shorter limit may lose events. An event that comes twice does nothing
     * twice. Default: 26 hours.
     *
     * @param age the most it may be, at least a minute
     * @return a changed copy
     * @throws IllegalArgumentException if it is shorter
     */
    public SendGridWebhook freshFor(Duration age) {
        if (age.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("a signature must be good for a minute at least, was " + age);
        }
        return new SendGridWebhook(name, keys, age, largest, ownOnly);
    }

    /**
     * This receiver with another limit for the size of a body. SendGrid posts at about 768 KB. Default: 8 MiB.
     *
     * @param bytes the most, at least 1024
     * @return a changed copy
     * @throws IllegalArgumentException if it is less
     */
    public SendGridWebhook atMost(int bytes) {
        if (bytes < 1024) {
            throw new IllegalArgumentException("a body must be allowed 1024 bytes at least, was " + bytes);
        }
        return new SendGridWebhook(name, keys, freshness, bytes, ownOnly);
    }

    /**
     * This receiver, which takes only events of mail that {@link SendGridMailer} sent, told by our Message-ID in them. For an
     * account that also sends for others, whose unsubscriptions must not count here. Reports without ids, as SendGrid makes of late
     * bounces, are then passed over too. Default: all events, because who unsubscribes from anything of the account does
     * not want to hear from it.
     *
     * @return a changed copy
     */
    public SendGridWebhook ownMailOnly() {
        return new SendGridWebhook(name, keys, freshness, largest, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Received receive(WebhookRequest request, Instant now) {
        requireNonNull(now, "now");
        byte[] body = request.body();
        if (body.length > largest) {
            return refused("its body has " + body.length + " bytes, more than " + largest);
        }
        Optional<String> signature = request.header(SIGNATURE);
        Optional<String> timestamp = request.header(TIMESTAMP);
        if (signature.isEmpty() || timestamp.isEmpty()) {
            return refused("it has no signature; switch 'Signed Event Webhook' on");
        }
        if (!timestamp.get().matches("\\d{1,12}")) {
            return refused("its timestamp is not one");
        }
        Instant posted = Instant.ofEpochSecond(Long.parseLong(timestamp.get()));
        byte[] time = timestamp.get().getBytes(StandardCharsets.US_ASCII);
        if (!SendGridSignature.isGood(keys, signature.get(), time, body)) {
            return refused("its signature fits none of the keys, or its body was changed on the way");
        }
        if (posted.isBefore(now.minus(freshness)) || posted.isAfter(now.plus(AHEAD))) {
            return refused("its timestamp is not of now");
        }
        return read(new String(body, StandardCharsets.UTF_8), posted);
    }

    private static Received refused(String reason) {
        return new Received.Refused(reason);
    }

    private Received read(String body, Instant posted) {
        JsonElements elements = JsonElements.of(body);
        List<MailEvent> events = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        boolean whole = elements.isWhole();
        if (!whole) {
            problems.add("the body is not a whole JSON array; asked for it again");
        }
        for (int i = 0; i < elements.texts().size(); i++) {
            String text = elements.texts().get(i);
            String problem = "";
            try {
                JsonNode element = JSON.readTree(text);
                if (element.isObject()) {
                    Optional<Instant> at = SendGridEvent.time(element, posted);
                    problem = at.isPresent() ? "" : "it has no time that can be; taken as posted now";
                    MailEvent event = SendGridEvent.read(name, element, at.orElse(posted));
                    if (!ownOnly || event.messageId().isPresent()) {
                        events.add(event);
                    }
                } else {
                    problem = "it is not an object";
                }
            } catch (JsonProcessingException e) {
                boolean several = SEVERAL.matcher(text).find();
                whole &= !several;
                problem = several
                        ? "it is not valid JSON, and may be several; asked for it again"
                        : "it is not valid JSON";
            } catch (RuntimeException e) {
                problem = "it cannot be read: " + e.getClass().getSimpleName();
            }
            if (!problem.isEmpty() && problems.size() < MOST_PROBLEMS) {
                problems.add("event " + (i + 1) + ": " + problem);
            }
        }
        return whole ? new Received.Accepted(events, problems) : new Received.Incomplete(events, problems);
    }
}
