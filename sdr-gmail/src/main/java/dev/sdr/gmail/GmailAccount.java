package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.gmail.Gmail;
import dev.sdr.gmail.GmailQuota.Call;
import dev.sdr.lead.EmailAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.http.config.SocketConfig;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.conn.SystemDefaultRoutePlanner;

/**
 * One Gmail mailbox, as {@link GmailMailer}, {@link GmailInboxSource} and {@link GmailPush} reach it.
 *
 * <pre>{@code
 * GmailAccount account = GmailAccount.builder(EmailAddress.of("rep@company.example"), tokens).build();
 * }</pre>
 *
 * <p>Give one account object to all of them: it counts the quota's units and keeps the pauses that Gmail asked for. It makes
 * at most four calls at once, each with one attempt, and never waits for quota. Every wait for Gmail is bounded; how long a write
 * may hang is the operating system's. Tokens and mail reach no log. It goes through the proxy that the system's {@link
 * ProxySelector} names.
 *
 * <p>Safe for use by several threads. Starts none. {@link #close()} closes its connections.
 */
public final class GmailAccount implements AutoCloseable {

    private static final String GOOGLE = "https://gmail.googleapis.com/";

    /** A mail of 35 MB in base64, the most that is read of one answer. */
    private static final long LARGEST_ANSWER = 48_000_000;

    private static final int WHOLE = 3;

    private final EmailAddress address;
    private final CloseableHttpClient http;
    private final GmailCalls calls;

    private GmailAccount(Builder builder) {
        this.address = builder.address;
        this.http = client(builder.connect, builder.answer, builder.largestAnswer);
        HttpRequestInitializer settings = settings(builder.connect, builder.answer);
        Gmail gmail = new Gmail.Builder(new ApacheHttpTransport(http), GsonFactory.getDefaultInstance(), settings)
                .setRootUrl(builder.root.toString())
                .setApplicationName("sdr")
                .build();
        GmailQuota quota = builder.quota;
        int mail = quota.of(Call.LIST) + quota.of(Call.SEND) + quota.of(Call.GET);
        GmailPace pace = new GmailPace(quota.own(), mail, builder.clock, RandomGenerator.getDefault());
        this.calls = new GmailCalls(
                gmail, settings, builder.tokens, quota, pace, builder.clock, builder.connect.plus(builder.answer));
    }

    /** No second attempt, no redirect, nothing of it in a log, and timeouts. */
    private static HttpRequestInitializer settings(Duration connect, Duration answer) {
        int connectMillis = Math.toIntExact(connect.toMillis());
        int answerMillis = Math.toIntExact(answer.toMillis());
        return request -> {
            request.setNumberOfRetries(0);
            request.setFollowRedirects(false);
            request.setLoggingEnabled(false);
            request.setCurlLoggingEnabled(false);
            request.setConnectTimeout(connectMillis);
            request.setReadTimeout(answerMillis);
        };
    }

    private static CloseableHttpClient client(Duration connect, Duration answer, long largestAnswer) {
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                (route, config) -> new GmailConnection(answer, answer.multipliedBy(WHOLE), largestAnswer));
        connections.setMaxTotal(GmailCalls.AT_ONCE);
        connections.setDefaultMaxPerRoute(GmailCalls.AT_ONCE);
        connections.setValidateAfterInactivity(1); // a kept connection that has died is noticed before it is used
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultSocketConfig(SocketConfig.custom() // what a TLS handshake may wait
                        .setSoTimeout(Math.toIntExact(connect.toMillis()))
                        .build())
                .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
                .setConnectionTimeToLive(1, TimeUnit.MINUTES)
                .disableContentCompression() // Google's client does it
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * Begins an account.
     *
     * @param address the mailbox's address, for messages to people; the token decides which mailbox is reached
     * @param tokens gives access tokens for that mailbox. Sending needs the scope {@code gmail.send}, reading and the
     *     Message-ID of what was sent need {@code gmail.readonly}
     * @return its options
     */
    public static Builder builder(EmailAddress address, GoogleTokens tokens) {
        return new Builder(address, tokens);
    }

    /**
     * The address it was made with.
     *
     * @return the mailbox's address
     */
    public EmailAddress address() {
        return address;
    }

    /**
     * Asks Gmail whose mailbox the token opens, for 1 unit. A person who connects a mailbox may have chosen another account in
     * the browser.
     *
     * @return the mailbox's main address, which may differ from an alias of it
     * @throws dev.sdr.error.CredentialsException if Gmail refuses the token
     * @throws dev.sdr.error.RetryableException if it cannot be asked now
     */
    public EmailAddress connectedAs() {
        try {
            return EmailAddress.of(String.valueOf(
                    calls.call(Call.PROFILE, gmail -> gmail.users().getProfile(GmailCalls.ME))
                            .getEmailAddress()));
        } catch (GmailFailure e) {
            throw e.thrown(address.value());
        }
    }

    GmailCalls calls() {
        return calls;
    }

    @Override
    public String toString() {
        return "GmailAccount[" + address.value() + "]";
    }

    /** Closes its connections. */
    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the connections to Gmail could not be closed", e);
        }
    }

    /** Options of a {@link GmailAccount}. Not safe for use by several threads. */
    public static final class Builder {

        private final EmailAddress address;
        private final GoogleTokens tokens;
        private GmailQuota quota = GmailQuota.standard();
        private URI root = URI.create(GOOGLE);
        private Duration connect = Duration.ofSeconds(20);
        private Duration answer = Duration.ofMinutes(1);
        private Clock clock = Clock.systemUTC();
        private long largestAnswer = LARGEST_ANSWER;

        private Builder(EmailAddress address, GoogleTokens tokens) {
            this.address = requireNonNull(address, "address");
            this.tokens = requireNonNull(tokens, "tokens");
        }

        /**
         * Sets what calls cost and what this node may spend. Default: {@link GmailQuota#standard()}.
         *
         * @param newQuota the quota
         * @return this
         */
        public Builder quota(GmailQuota newQuota) {
            quota = requireNonNull(newQuota, "newQuota");
            return this;
        }

        /**
         * Sets the timeouts. Default: 20 seconds to connect, one minute for each wait for an answer.
         *
         * <p>A whole answer may take three times as long as one wait, and a call may wait for its turn as long as connecting
         * and one wait together: a call lasts two times the time to connect and four waits at most. A mail is up to three
         * calls, of which the last two, sending and reading back, follow the search for its thread: four times the time to
         * connect and eight waits, so over 9 minutes by default, and half as much again with the search. What the tokens take
         * comes on top. After the deadline of a mail was looked at, which is right before its last byte, there is the wait for
         * its answer and the reading back: at most two times the time to connect and seven waits.
         *
         * @param newConnect how long connecting may take, at least a millisecond
         * @param newAnswer how long each wait for a piece of the answer may take, at least a millisecond; seven of them, with two
         *     times the time to connect, should be well below the runner's 15 minutes of grace
         * @return this
         * @throws IllegalArgumentException if one is shorter, or longer than an hour
         */
        public Builder timeouts(Duration newConnect, Duration newAnswer) {
            for (Duration each : List.of(newConnect, newAnswer)) {
                if (each.toMillis() < 1 || each.compareTo(Duration.ofHours(1)) > 0) {
                    throw new IllegalArgumentException("a timeout is a millisecond to an hour, was " + each);
                }
            }
            connect = newConnect;
            answer = newAnswer;
            return this;
        }

        /**
         * Sets the clock by which units are counted and pauses end. Default: the system's.
         *
         * @param newClock the clock
         * @return this
         */
        public Builder clock(Clock newClock) {
            clock = requireNonNull(newClock, "newClock");
            return this;
        }

        /**
         * Reaches Gmail at another address: for tests, such as with {@code GmailServer} of the sdr-testkit module.
         *
         * @param newRoot the root URL, https or on this machine's loopback interface
         * @return this
         * @throws IllegalArgumentException if it is neither
         */
        public Builder at(URI newRoot) {
            String host = String.valueOf(newRoot.getHost());
            boolean local = "http".equals(newRoot.getScheme())
                    && (host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]"));
            if (!local && !"https".equals(newRoot.getScheme())) {
                throw new IllegalArgumentException(
                        "Gmail is reached over https, or over http on this machine's loopback interface, was "
                                + newRoot);
            }
            root = newRoot;
            return this;
        }

        /** Sets the most bytes that are read of one answer. */
        Builder largestAnswer(long bytes) {
            largestAnswer = bytes;
            return this;
        }

        /**
         * Makes the account.
         *
         * @return the account, with connections of its own
         */
        public GmailAccount build() {
            return new GmailAccount(this);
        }
    }
}
