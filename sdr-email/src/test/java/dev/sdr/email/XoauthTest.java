package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import dev.sdr.testkit.ScriptedSmtpServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logging in by an access token, over SMTP and IMAP. */
class XoauthTest {

    private static final String REP = "rep@company.example";
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final ScriptedSmtpServer smtp = ScriptedSmtpServer.start();

    @AfterEach
    void stop() {
        smtp.close();
    }

    private SmtpMailer mailer(Supplier<String> token) {
        return SmtpMailer.to("127.0.0.1", smtp.port())
                .plaintext()
                .timeouts(SHORT, SHORT)
                .oauth2(REP, token);
    }

    private static Delivery send(SmtpMailer mailer) {
        return mailer.send(email(), Deadline.NEVER);
    }

    @Test
    void theTokenIsAskedAnewAtEachConnection() {
        Queue<String> tokens = new ArrayDeque<>(List.of("first", "second"));
        AtomicInteger logins = new AtomicInteger();
        smtp.demandToken(
                (user, token) -> user.equals(REP) && token.equals(logins.incrementAndGet() == 1 ? "first" : "second"));

        SmtpMailer mailer = mailer(tokens::remove);
        assertThat(send(mailer).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(send(mailer).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(tokens).containsExactly("second"); // one connection, one token

        mailer.close(); // its idle connections
        assertThat(send(mailer).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(tokens).isEmpty();
        mailer.close();
        assertThat(smtp.taken()).hasSize(3);
    }

    @Test
    void aRefusedTokenDefersTheMailboxAsARefusedPasswordDoes() {
        smtp.demandToken((user, token) -> token.equals("right"));

        try (SmtpMailer mailer = mailer(() -> "wrong-token")) {
            Delivery outcome = send(mailer);

            assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
            assertThat(outcome.scope()).isEqualTo(Delivery.Scope.CREDENTIALS);
            assertThat(outcome.detail()).isEqualTo("the server refused the user name or access token");
        }
        assertThat(smtp.attempts()).isZero();
    }

    @Test
    void whyThereIsNoTokenIsTheOutcome() {
        smtp.demandToken((user, token) -> true);

        try (SmtpMailer gone = mailer(() -> {
                    throw new CredentialsException("mailbox m: connect it again");
                });
                SmtpMailer away = mailer(() -> {
                    throw new RetryableException("Google cannot be reached");
                });
                SmtpMailer unreadable = mailer(() -> {
                    throw new ConfigurationException("the token file is open to others");
                });
                SmtpMailer broken = mailer(() -> {
                    throw new IllegalStateException("secret");
                })) {
            assertThat(send(gone)).hasToString("DEFERRED (mailbox m: connect it again)");
            assertThat(send(away)).hasToString("DEFERRED (Google cannot be reached)");
            assertThat(send(unreadable)).hasToString("DEFERRED (the token file is open to others)");
            assertThat(send(broken)).hasToString("DEFERRED (no access token could be supplied)");
            assertThat(send(gone).scope()).isEqualTo(Delivery.Scope.CREDENTIALS);
        }
        assertThat(smtp.attempts()).isZero();
    }

    @Test
    void aServerThatCannotCheckTheLoginNowHasNotRefusedIt() {
        try (LineServer busy = new LineServer(
                        "220 busy",
                        line -> line.startsWith("EHLO")
                                ? "250-busy\r\n250 AUTH XOAUTH2"
                                : line.startsWith("AUTH") ? "454 4.7.0 Temporary authentication failure" : "250 ok");
                SmtpMailer mailer = SmtpMailer.to("127.0.0.1", busy.port())
                        .plaintext()
                        .timeouts(SHORT, SHORT)
                        .oauth2(REP, () -> "token")) {
            assertThat(send(mailer)).asString().startsWith("DEFERRED (").endsWith(" cannot check the login now)");
        }
    }

    /** Knows the commands of a login; has no folders. */
    private static String imap(String line, String answerToLogin) {
        String tag = line.split(" ", 2)[0];
        String command = line.length() > tag.length() ? line.substring(tag.length() + 1) : "";
        if (command.startsWith("CAPABILITY")) {
            return "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN SASL-IR\r\n" + tag + " OK done";
        }
        if (command.startsWith("AUTHENTICATE XOAUTH2")) {
            return answerToLogin.replace("TAG", tag);
        }
        if (command.startsWith("LIST")) {
            return "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\n" + tag + " OK done";
        }
        if (command.isEmpty()) { // the answer to why a token was refused
            return "A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)";
        }
        return tag + " NO not here";
    }

    private static ImapInboxSource inbox(LineServer server, Supplier<String> token) {
        return ImapInboxSource.at("127.0.0.1", server.port())
                .plaintext()
                .timeouts(SHORT, SHORT)
                .oauth2(REP, token);
    }

    private static void read(ImapInboxSource inbox) {
        inbox.read(Optional.empty(), Instant.EPOCH, 1);
    }

    @Test
    void imapIsGivenTheTokenAnewAtEachConnectionAndInNoOtherWay() {
        Queue<String> tokens = new ArrayDeque<>(List.of("first", "second"));
        try (LineServer server = new LineServer("* OK ready", line -> imap(line, "TAG OK in"));
                ImapInboxSource inbox = inbox(server, tokens::remove)) {
            assertThatThrownBy(() -> read(inbox)).isInstanceOf(RetryableException.class); // it has no folders to select
            assertThatThrownBy(() -> read(inbox)).isInstanceOf(RetryableException.class);

            List<String> logins = server.heard().stream()
                    .filter(line -> line.contains("AUTHENTICATE") || line.contains("LOGIN"))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .map(response -> new String(Base64.getDecoder().decode(response), StandardCharsets.US_ASCII))
                    .toList();
            assertThat(logins)
                    .containsExactly(
                            "user=" + REP + "\u0001auth=Bearer first\u0001\u0001",
                            "user=" + REP + "\u0001auth=Bearer second\u0001\u0001");
        }
    }

    @Test
    void aTokenRefusedByImapIsACredentialsException() {
        String why = Base64.getEncoder().encodeToString("{\"status\":\"400\"}".getBytes(StandardCharsets.US_ASCII));
        try (LineServer asking = new LineServer("* OK ready", line -> imap(line, "+ " + why));
                ImapInboxSource inbox = inbox(asking, () -> "wrong-token")) {
            assertThatThrownBy(() -> read(inbox))
                    .isInstanceOf(CredentialsException.class)
                    .hasMessageContaining("access token of " + REP)
                    .hasMessageNotContaining("wrong-token");
            assertThat(asking.heard()).noneMatch(line -> line.contains("LOGIN")); // the token is no password
        }
    }

    @Test
    void anImapServerThatCannotCheckTheLoginNowHasNotRefusedIt() {
        try (LineServer server = new LineServer(
                        "* OK ready", line -> imap(line, "TAG NO [UNAVAILABLE] Temporary authentication failure"));
                ImapInboxSource inbox = inbox(server, () -> "token")) {
            assertThatThrownBy(() -> read(inbox)).isInstanceOf(RetryableException.class);
        }
    }

    @Test
    void whyThereIsNoTokenForImapIsThrownOn() {
        CredentialsException gone = new CredentialsException("mailbox m: connect it again");
        try (LineServer server = new LineServer("* OK ready", line -> imap(line, "TAG OK in"));
                ImapInboxSource inbox = inbox(server, () -> {
                    throw gone;
                })) {
            assertThatThrownBy(() -> read(inbox)).isSameAs(gone);
        }
    }

    private static Email email() {
        return new Email(
                "Rep",
                EmailAddress.of(REP),
                EmailAddress.of("lead@prospect.example"),
                "Hello",
                "Hi,\n",
                Optional.empty(),
                "mail-1@company.example",
                List.of(),
                Map.of(),
                Instant.parse("2026-03-02T09:00:00Z"));
    }
}
