package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.MailerTerms;
import dev.sdr.testkit.MailFault;
import dev.sdr.testkit.MailerContract;
import dev.sdr.testkit.SendGridFault;
import dev.sdr.testkit.SendGridServer;
import dev.sdr.testkit.SendGridTaken;
import dev.sdr.testkit.VirtualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendGridMailerTest extends MailerContract {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private static final Map<MailFault, SendGridFault> SAME = Map.of(
            MailFault.RECIPIENT_UNKNOWN, SendGridFault.BAD_RECIPIENT,
            MailFault.MESSAGE_LATER, SendGridFault.RATE_LIMITED,
            MailFault.LOST_BEFORE_END, SendGridFault.LOST_BEFORE_END,
            MailFault.TAKEN_ANSWER_LOST, SendGridFault.TAKEN_CONNECTION_LOST);

    private final AtomicBoolean unreachable = new AtomicBoolean();
    private final SendGridServer server = SendGridServer.start(new VirtualClock(NOW));
    private final SendGridMailer mailer = builder().build();

    private SendGridMailer.Builder builder() {
        return SendGridMailer.builder(SendGridServer::key)
                .local(server.port())
                .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        mailer.close();
        server.close();
    }

    @Override
    protected Mailer mailer() {
        return (email, deadline) ->
                unreachable.getAndSet(false) ? refused(email, deadline) : mailer.send(email, deadline);
    }

    /** Sends to a port at which nobody listens. */
    private static Delivery refused(Email email, Deadline deadline) {
        try (SendGridMailer lost =
                SendGridMailer.builder(SendGridServer::key).local(closedPort()).build()) {
            return lost.send(email, deadline);
        }
    }

    private static int closedPort() {
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return once.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<byte[]> received() {
        return server.taken().stream().map(SendGridTaken::mime).toList();
    }

    /** SendGrid answers before it knows about recipients, and says 403 for a sender that may be put right. */
    @Override
    protected Set<MailFault> faults() {
        Set<MailFault> all = EnumSet.of(MailFault.UNREACHABLE);
        all.addAll(SAME.keySet());
        return all;
    }

    @Override
    protected void next(MailFault fault) {
        if (fault == MailFault.UNREACHABLE) {
            unreachable.set(true);
        } else {
            server.next(Optional.ofNullable(SAME.get(fault)).orElseThrow());
        }
    }

    private static Email email(Map<String, String> headers) {
        return email("Jane Doe; Sales, North", "jane@sender.example", "Hi\n", Optional.empty(), headers);
    }

    private static Email email(
            String fromName, String from, String text, Optional<String> html, Map<String, String> headers) {
        return new Email(
                fromName,
                EmailAddress.of(from),
                EmailAddress.of("lead@company.example"),
                "Hello",
                text,
                html,
                "0123abcd@sender.example",
                List.of(),
                headers,
                NOW);
    }

    private JsonNode sent() throws IOException {
        return new ObjectMapper().readTree(server.taken().get(0).json());
    }

    @Test
    void theRequestSaysAllThatTheMailIs() throws IOException {
        try (SendGridMailer tagged = builder().categories("nurture", "q3").build()) {
            Delivery outcome = tagged.send(
                    email(
                            "Jane Doe; Sales, North",
                            "jane@sender.example",
                            "Hi\n",
                            Optional.of("<p>Hi</p>"),
                            Map.of(
                                    "Reply-To",
                                    "\"Doe, Jane\" <jane+token@sender.example>",
                                    "List-Unsubscribe",
                                    "<mailto:jane@sender.example>",
                                    "X-Note",
                                    "Grüße")),
                    Deadline.NEVER);
            assertThat(outcome.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
            assertThat(outcome.providerId()).contains(server.taken().get(0).id());
        }
        assertThat(sent()).isEqualTo(new ObjectMapper().readTree("""
                {"personalizations":[{"to":[{"email":"lead@company.example"}],
                  "custom_args":{"sdr_message_id":"0123abcd@sender.example"}}],
                 "from":{"email":"jane@sender.example","name":"Jane Doe; Sales, North"},
                 "reply_to":{"email":"jane+token@sender.example","name":"Doe, Jane"},
                 "subject":"Hello",
                 "content":[{"type":"text/plain","value":"Hi\\n"},{"type":"text/html","value":"<p>Hi</p>"}],
                 "headers":{"Message-ID":"<0123abcd@sender.example>","List-Unsubscribe":"<mailto:jane@sender.example>",
                  "X-Note":"=?UTF-8?Q?Gr=C3=BC=C3=9Fe?="},
                 "categories":["nurture","q3"],
                 "tracking_settings":{"click_tracking":{"enable":false,"enable_text":false},
                  "open_tracking":{"enable":false},"subscription_tracking":{"enable":false},"ganalytics":{"enable":false}}}
                """));
    }

    @Test
    void providerTrackingIsSaidAndNeverTouchesTextParts() throws IOException {
        assertThat(mailer.tracks()).isFalse();
        try (SendGridMailer tracking = builder().providerTracking().build()) {
            assertThat(tracking.tracks()).isTrue();
            tracking.send(email(Map.of()), Deadline.NEVER);
        }
        assertThat(sent().path("tracking_settings").toString())
                .isEqualTo("{\"click_tracking\":{\"enable\":true,\"enable_text\":false},"
                        + "\"open_tracking\":{\"enable\":true},\"subscription_tracking\":{\"enable\":false},"
                        + "\"ganalytics\":{\"enable\":false}}");
    }

    @Test
    void theSandboxChecksAndDeliversNothing() {
        try (SendGridMailer sandbox = builder().sandbox().build()) {
            assertThat(sandbox.send(email(Map.of()), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        }
        assertThat(server.sandboxed()).isEqualTo(1);
        assertThat(server.taken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"subject", "DKIM-Signature", "To", "X-SG-EID", "Message-ID", "References", "Date"})
    void aHeaderThatIsSendGridsOwnIsRefusedByName(String name) {
        Delivery outcome = mailer.send(email(Map.of(name, "x")), Deadline.NEVER);
        assertThat(outcome.fault()).contains(Delivery.Fault.MESSAGE);
        assertThat(outcome.detail()).contains("the header " + name + " ");
        assertThat(server.attempts()).isZero();
    }

    @Test
    void whatSendGridCannotTakeIsRefusedHere() {
        Delivery sender =
                mailer.send(email("J", "zoë@sender.example", "Hi", Optional.empty(), Map.of()), Deadline.NEVER);
        assertThat(sender.fault()).contains(Delivery.Fault.MESSAGE);
        assertThat(sender.detail()).contains("ASCII").doesNotContain("zoë");
        Delivery empty = mailer.send(email("J", "j@sender.example", "", Optional.of(""), Map.of()), Deadline.NEVER);
        assertThat(empty.detail()).contains("neither text nor HTML");
        Delivery replyTo = mailer.send(email(Map.of("reply-to", "a@x.example, b@x.example")), Deadline.NEVER);
        assertThat(replyTo.detail()).contains("one address");
        assertThat(server.attempts()).isZero();
        assertThat(mailer.send(email("J", "j@grüße.example", "", Optional.of("<p>Hi</p>"), Map.of()), Deadline.NEVER)
                        .kind())
                .isEqualTo(Delivery.Kind.ACCEPTED); // the domain has an ASCII form; one part is enough
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, DEFERRED, MAILBOX, too many requests",
        "BAD_KEY, DEFERRED, CREDENTIALS, authorization grant is invalid",
        "FORBIDDEN, DEFERRED, CREDENTIALS, verified Sender Identity",
        "BAD_RECIPIENT, REJECTED, TOUCH, personalizations.0.to.0.email: Does not contain",
        "SERVER_ERROR, UNCERTAIN, TOUCH, internal server error",
        "TAKEN_SERVER_ERROR, UNCERTAIN, TOUCH, service unavailable",
        "TAKEN_NO_ANSWER, UNCERTAIN, TOUCH, no answer",
        "TAKEN_CONNECTION_LOST, UNCERTAIN, TOUCH, no answer",
        "SLOW, ACCEPTED, TOUCH, ''"
    })
    void eachAnswerHasItsOutcomeAfterOneAttempt(
            SendGridFault fault, Delivery.Kind kind, Delivery.Scope scope, String words) {
        server.next(fault);
        Delivery outcome = mailer.send(email(Map.of()), Deadline.NEVER);
        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.scope()).isEqualTo(scope);
        assertThat(outcome.detail()).contains(words);
        assertThat(server.attempts()).isEqualTo(1);
    }

    @Test
    void aRateLimitSaysWhenItEnds() {
        server.next(SendGridFault.RATE_LIMITED);
        assertThat(mailer.send(email(Map.of()), Deadline.NEVER).when()).contains(NOW.plusSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"30", "1772441999", "1772441940000", "99999999999999999999", "soon", "-5", "''"})
    void anAbsurdEndOfARateLimitIsNone(String reset) throws Exception {
        try (OneAnswer limited = new OneAnswer("429 Too Many Requests\r\nX-RateLimit-Reset: " + reset)) {
            Delivery outcome = limited.mailer().send(email(Map.of()), Deadline.NEVER);
            assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
            assertThat(outcome.when()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "302 Found\\r\\nLocation: http://127.0.0.1:1/, DEFERRED",
        "408 Request Timeout, UNCERTAIN",
        "413 Payload Too Large, REJECTED",
        "200 OK, UNCERTAIN",
        "202 Accepted, ACCEPTED"
    })
    void whatNobodyPromisedIsNoAcceptance(String answer, Delivery.Kind kind) throws Exception {
        try (OneAnswer server = new OneAnswer(answer.replace("\\r\\n", "\r\n"))) {
            Delivery outcome = server.mailer().send(email(Map.of()), Deadline.NEVER);
            assertThat(outcome.kind()).isEqualTo(kind);
            assertThat(outcome.providerId()).isEmpty();
            assertThat(server.requests.get()).isEqualTo(1); // no redirect was followed
        }
    }

    @Test
    void onlyABadRecipientIsTheRecipientsFault() throws Exception {
        server.next(SendGridFault.BAD_RECIPIENT);
        assertThat(mailer.send(email(Map.of()), Deadline.NEVER).fault()).contains(Delivery.Fault.RECIPIENT);
        String body =
                "{\"errors\":[{\"field\":\"personalizations.0.to\",\"message\":\"for lead@company.example no\"}]}";
        try (OneAnswer vague =
                new OneAnswer("400 Bad Request\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            Delivery outcome = vague.mailer().send(email(Map.of()), Deadline.NEVER);
            assertThat(outcome.fault()).contains(Delivery.Fault.MESSAGE);
            assertThat(outcome.detail()).isEqualTo("400 personalizations.0.to: for (address) no");
        }
    }

    @Test
    void nothingIsTakenWithoutTheLastByte() {
        AtomicInteger looks = new AtomicInteger();
        Delivery late = mailer.send(email(Map.of()), () -> looks.incrementAndGet() == 1);
        assertThat(late).hasToString(Delivery.late().toString());
        assertThat(looks).hasValue(1);
        assertThat(server.taken()).isEmpty();
        assertThat(mailer.send(email(Map.of()), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
    }

    @Test
    void whatCannotBeReachedIsDeferredForTheWholeMailbox() {
        Delivery outcome = refused(email(Map.of()), Deadline.NEVER);
        assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
        assertThat(outcome.scope()).isEqualTo(Delivery.Scope.MAILBOX);
    }

    @Test
    void aKeyIsAskedForAtEachCallAndAMissingOneHoldsTheMailbox() {
        List<String> keys = new CopyOnWriteArrayList<>(List.of(SendGridServer.key(), "SG.old\r\nX-Evil: yes"));
        try (SendGridMailer rotating = SendGridMailer.builder(() -> keys.remove(0))
                .local(server.port())
                .build()) {
            assertThat(rotating.send(email(Map.of()), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
            for (int i = 0; i < 2; i++) { // no key at all, then a supplier that fails
                Delivery outcome = rotating.send(email(Map.of()), Deadline.NEVER);
                assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
                assertThat(outcome.scope()).isEqualTo(Delivery.Scope.MAILBOX);
            }
        }
        assertThat(server.attempts()).isEqualTo(1);
    }

    @Test
    void keyAndMailReachNoLogWhateverItsLevel() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(String.valueOf(line.getMessage()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("org.apache.http");
        Level before = root.getLevel();
        root.setLevel(Level.ALL);
        root.addHandler(handler);
        try (SendGridMailer fresh = builder().build()) {
            fresh.send(email("J", "j@sender.example", "secret-words", Optional.empty(), Map.of()), Deadline.NEVER);
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
        assertThat(lines).isNotEmpty();
        assertThat(lines).noneMatch(l -> l.contains("SG.") || l.contains("secret-words") || l.contains("lead@"));
        assertThat(mailer.toString()).doesNotContain("SG.");
    }

    @Test
    void sendGridForbidsColdMailUntilTheHostTakesTheRisk() {
        assertThat(mailer.terms().coldMail()).isEqualTo(MailerTerms.ColdMail.FORBIDDEN);
        assertThat(mailer.terms().sentence()).contains("4404315959835").contains("2026");
        assertThat(mailer.terms().riskAccepted()).isFalse();
        try (SendGridMailer bold = builder().acceptingColdMailRisk().build()) {
            assertThat(bold.terms().riskAccepted()).isTrue();
        }
    }

    @Test
    void optionsThatSendGridWouldRefuseAreRefusedAtOnce() {
        assertThatThrownBy(() -> builder().categories("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"))
                .hasMessageContaining("at most 10");
        assertThatThrownBy(() -> builder().categories("x".repeat(256))).hasMessageContaining("255");
        assertThatThrownBy(() -> builder().timeouts(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("millisecond");
    }

    /** Answers every request with one line and headers, in bytes. */
    private static final class OneAnswer implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final AtomicInteger requests = new AtomicInteger();
        private final SendGridMailer mailer = SendGridMailer.builder(SendGridServer::key)
                .local(socket.getLocalPort())
                .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2))
                .build();

        OneAnswer(String answer) throws IOException {
            Thread thread = new Thread(() -> serve(answer), "one-answer");
            thread.setDaemon(true);
            thread.start();
        }

        SendGridMailer mailer() {
            return mailer;
        }

        private void serve(String answer) {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    requests.incrementAndGet();
                    StringBuilder read = new StringBuilder();
                    while (!read.toString().endsWith("}}}")) { // the end of the mail's JSON
                        int next = client.getInputStream().read();
                        if (next < 0) {
                            break;
                        }
                        read.append((char) next);
                    }
                    OutputStream out = client.getOutputStream();
                    String end = answer.contains("\r\n\r\n") ? "" : "\r\nContent-Length: 0\r\n\r\n";
                    out.write(("HTTP/1.1 " + answer + end).getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                } catch (IOException e) {
                    requests.compareAndSet(-1, 0); // the client went away, or the server is closed
                }
            }
        }

        @Override
        public void close() throws IOException {
            mailer.close();
            socket.close();
        }
    }
}
