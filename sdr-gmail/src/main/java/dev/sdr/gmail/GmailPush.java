package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.gmail.model.WatchRequest;
import com.google.api.services.gmail.model.WatchResponse;
import dev.sdr.gmail.GmailQuota.Call;
import dev.sdr.lead.EmailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Lets Gmail say through Google Cloud Pub/Sub that a mailbox has changed, so that it can be polled at once. Polling stays the
 * truth: notifications come late, twice or never, and Gmail drops those above one a second. Go on polling by the clock.
 *
 * <p>The topic must exist and let {@code gmail-api-push@system.gserviceaccount.com} publish. For another mailbox use
 * another object. Safe for use by several threads.
 */
public final class GmailPush {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RENEW = Duration.ofDays(1); // Google's advice; it must be within seven days
    private static final int LARGEST = 100_000;

    private final GmailAccount account;
    private final String topic;

    /**
     * A registration that Gmail has taken.
     *
     * @param renewAt when {@link GmailPush#renew()} should be called again: a day from now, or earlier if it ends earlier
     * @param expiresAt when Gmail stops if it is not renewed
     */
    public record Watch(Instant renewAt, Instant expiresAt) {

        /** Checks. */
        public Watch {
            requireNonNull(renewAt, "renewAt");
            requireNonNull(expiresAt, "expiresAt");
        }
    }

    /**
     * Makes push for one mailbox; registers nothing yet.
     *
     * @param account the mailbox
     * @param topic the topic's full name
     * @throws IllegalArgumentException if {@code topic} has not the form {@code projects/P/topics/T}
     */
    public GmailPush(GmailAccount account, String topic) {
        this.account = requireNonNull(account, "account");
        if (!topic.matches("projects/[^/\\s]+/topics/[^/\\s]+")) {
            throw new IllegalArgumentException("a topic has the form projects/P/topics/T, was '" + topic + "'");
        }
        this.topic = topic;
    }

    /**
     * Registers, or renews the registration. Let the host's scheduler call it once a day; calling it more often does no harm and
     * costs 100 units. All of the mailbox is watched, for replies lie outside the inbox too.
     *
     * @return when to call again
     * @throws dev.sdr.error.CredentialsException if Gmail refuses the token or may not publish to the topic
     * @throws dev.sdr.error.RetryableException if it failed for now; call again in some minutes
     */
    public Watch renew() {
        try {
            WatchResponse watch = account.calls()
                    .call(
                            Call.WATCH,
                            gmail -> gmail.users().watch(GmailCalls.ME, new WatchRequest().setTopicName(topic)));
            Instant now = account.calls().now();
            Instant end = watch.getExpiration() == null ? now.plus(RENEW) : Instant.ofEpochMilli(watch.getExpiration());
            Instant half = now.plus(Duration.between(now, end).dividedBy(2));
            Instant day = now.plus(RENEW);
            return new Watch(half.isBefore(day) ? half : day, end);
        } catch (GmailFailure e) {
            throw e.thrown(account.address().value());
        }
    }

    /**
     * Ends it. Gmail may still send notifications for some minutes.
     *
     * @throws dev.sdr.error.CredentialsException if Gmail refuses the token
     * @throws dev.sdr.error.RetryableException if it failed for now
     */
    public void stop() {
        try {
            account.calls().call(Call.STOP, gmail -> gmail.users().stop(GmailCalls.ME));
        } catch (GmailFailure e) {
            throw e.thrown(account.address().value());
        }
    }

    /**
     * Reads what Pub/Sub posts to a push subscription. Check before that the request is Google's (its token, signed for the
     * subscription's service account); a forged one causes no more than a poll. Answer the request with 2xx whatever this
     * returns, or Pub/Sub sends it again.
     *
     * @param body the request's body
     * @return the mailbox to poll now; empty if the body is no notification of Gmail's
     */
    public static Optional<EmailAddress> mailbox(byte[] body) {
        if (body.length > LARGEST) {
            return Optional.empty();
        }
        try {
            String data = JSON.readTree(body).path("message").path("data").asText("");
            byte[] json = Base64.getUrlDecoder().decode(data.replace('+', '-').replace('/', '_'));
            JsonNode notification = JSON.readTree(new String(json, StandardCharsets.UTF_8));
            JsonNode address = notification.path("emailAddress");
            return address.isTextual() ? Optional.of(EmailAddress.of(address.asText())) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
