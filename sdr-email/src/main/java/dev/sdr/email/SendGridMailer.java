package dev.sdr.email;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.HandOver;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.MailerTerms;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends through Twilio SendGrid's Mail Send API, version 3. Needs {@code com.sendgrid:sendgrid-java} on the class path.
 *
 * <pre>{@code
 * SendGridMailer mailer = SendGridMailer.builder(() -> secrets.get("sendgrid")).build();
 * }</pre>
 *
 * <p>SendGrid asks for the recipient's own consent to all mail but transactional mail. So cold campaigns hold on this mailer,
 * unless the host says {@link Builder#acceptingColdMailRisk()}.
 *
 * <p>Each call makes one attempt. 202 is accepted, under SendGrid's X-Message-Id. 429 is deferred for the mailbox until
 * X-RateLimit-Reset. 401 and 403 (the key, its scopes, a sender that is not verified) are deferred for the mailbox with
 * SendGrid's words. Other 4xx are rejected. 5xx, and a connection that is lost or silent after the last byte, are
 * uncertain: SendGrid has no idempotency key, and its events tell later. What fails before the last byte is deferred. The
 * deadline is looked at right before the last byte.
 *
 * <p>Every request states that SendGrid's click, open and subscription tracking are off. Nothing is scheduled at SendGrid,
 * and no suppression of SendGrid's is bypassed. SendGrid dates the mail itself. Message and key reach no log.
 *
 * <p>Safe for use by several threads. Starts none. {@link #close()} closes its connections.
 */
public final class SendGridMailer implements Mailer, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SendGridMailer.class);

    private static final String TERMS = "SendGrid requires the recipient's own affirmative consent for all mail but"
            + " transactional mail, and so forbids cold mail (support.sendgrid.com article 4404315959835, read"
            + " 2026-11-27)";

    private final SendGridApi api;
    private final boolean sandbox;
    private final boolean providerTracking;
    private final List<String> categories;
    private final MailerTerms terms;

    private SendGridMailer(Builder builder) {
        this.api = new SendGridApi(
                builder.host, builder.plaintext, builder.apiKey, builder.connectTimeout, builder.answerTimeout);
        this.sandbox = builder.sandbox;
        this.providerTracking = builder.providerTracking;
        this.categories = builder.categories;
        this.terms = new MailerTerms(MailerTerms.ColdMail.FORBIDDEN, TERMS, builder.coldMailRisk);
    }

    /**
     * Begins a mailer.
     *
     * @param apiKey gives the API key, which needs the scope {@code mail.send}; asked at each call, so that a key can be
     *     changed
     * @return its options
     */
    public static Builder builder(Supplier<String> apiKey) {
        return new Builder(apiKey);
    }

    @Override
    public Delivery send(Email email, Deadline deadline) {
        HandOver body;
        try {
            body = new HandOver(SendGridMail.body(email, providerTracking, sandbox, categories), deadline);
        } catch (IllegalArgumentException e) {
            return Delivery.rejected(Delivery.Fault.MESSAGE, "", String.valueOf(e.getMessage()));
        }
        String key;
        try {
            key = api.key();
        } catch (RuntimeException e) {
            log.warn(
                    "no API key for SendGrid could be supplied: {}",
                    e.getClass().getName());
            return Delivery.deferred(Delivery.Scope.MAILBOX, Optional.empty(), "no API key could be supplied");
        }
        try {
            return SendGridAnswers.outcome(api.post(key, "mail/send", body), sandbox, email.date());
        } catch (HandOver.Late e) {
            return Delivery.late();
        } catch (IOException | RuntimeException e) {
            log.debug("a request to SendGrid failed: {}", e.getClass().getName());
            return body.isComplete()
                    ? Delivery.uncertain("SendGrid gave no answer after the request was complete")
                    : Delivery.deferred(
                            Delivery.Scope.MAILBOX, Optional.empty(), "SendGrid cannot be reached: " + cause(e));
        }
    }

    private static String cause(Exception e) {
        return e.getClass().getSimpleName();
    }

    @Override
    public MailerTerms terms() {
        return terms;
    }

    @Override
    public boolean tracks() {
        return providerTracking;
    }

    @Override
    public String toString() {
        return "SendGridMailer[" + api + "]";
    }

    /** Closes its connections. */
    @Override
    public void close() {
        api.close();
    }

    /** Options of a {@link SendGridMailer}. Not safe for use by several threads. */
    public static final class Builder {

        private static final int MOST_CATEGORIES = 10;
        private static final int LONGEST_CATEGORY = 255;

        private final Supplier<String> apiKey;
        private String host = SendGridApi.GLOBAL;
        private boolean plaintext;
        private boolean sandbox;
        private boolean providerTracking;
        private boolean coldMailRisk;
        private List<String> categories = List.of();
        private Duration connectTimeout = Duration.ofSeconds(20);
        private Duration answerTimeout = Duration.ofMinutes(1);

        private Builder(Supplier<String> apiKey) {
            this.apiKey = requireNonNull(apiKey, "apiKey");
        }

        /**
         * Sends through SendGrid's servers in the European Union. They take only the keys of subusers there. Default: the
         * global ones.
         *
         * @return this
         */
        public Builder eu() {
            host = SendGridApi.EU;
            plaintext = false;
            return this;
        }

        /**
         * Lets SendGrid check each mail and deliver none (its sandbox mode). No events come for them.
         *
         * @return this
         */
        public Builder sandbox() {
            sandbox = true;
            return this;
        }

        /**
         * Marks each mail with categories, by which SendGrid counts. SendGrid keeps them for long and they cannot be
         * erased there: put no personal data in them. Default: none.
         *
         * @param names at most 10, each of 1 to 255 characters
         * @return this
         * @throws IllegalArgumentException if there are more, or one is blank or longer
         */
        public Builder categories(String... names) {
            if (names.length > MOST_CATEGORIES) {
                throw new IllegalArgumentException("SendGrid takes at most 10 categories, there are " + names.length);
            }
            for (String name : names) {
                if (name.isBlank() || name.length() > LONGEST_CATEGORY) {
                    throw new IllegalArgumentException("a category has 1 to 255 characters, was '" + name + "'");
                }
            }
            categories = List.of(names);
            return this;
        }

        /**
         * Lets SendGrid track opens and clicks of the HTML part. Our own tracking must then be off. Default: off, and each
         * request says so.
         *
         * @return this
         */
        public Builder providerTracking() {
            providerTracking = true;
            return this;
        }

        /**
         * Lets cold campaigns send through SendGrid although its terms forbid it; the account may be suspended for it.
         * It is kept in the audit record. Default: they hold.
         *
         * @return this
         */
        public Builder acceptingColdMailRisk() {
            coldMailRisk = true;
            return this;
        }

        /**
         * Sets the timeouts. Default: 20 seconds to connect, one minute for each wait for an answer.
         *
         * @param connect how long connecting may take, at least a millisecond
         * @param answer how long the wait for each piece of the answer may take, at least a millisecond; well below the
         *     runner's 15 minutes of grace
         * @return this
         * @throws IllegalArgumentException if one is shorter, or longer than a day
         */
        public Builder timeouts(Duration connect, Duration answer) {
            for (Duration each : List.of(connect, answer)) {
                if (each.toMillis() < 1 || each.compareTo(Duration.ofDays(1)) > 0) {
                    throw new IllegalArgumentException("a timeout is a millisecond to a day, was " + each);
                }
            }
            connectTimeout = connect;
            answerTimeout = answer;
            return this;
        }

        /**
         * Sends to a stand-in for SendGrid on this machine's loopback interface, over plain HTTP: for tests, such as with
         * {@code SendGridServer} of the sdr-testkit module.
         *
         * @param port its port
         * @return this
         */
        public Builder local(int port) {
            host = "127.0.0.1:" + port;
            plaintext = true;
            return this;
        }

        /**
         * Makes the mailer.
         *
         * @return the mailer, with connections of its own
         */
        public SendGridMailer build() {
            return new SendGridMailer(this);
        }
    }
}
