package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.testkit.InboxSourceContract;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImapInboxSourceTest extends InboxSourceContract {

    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    private final GreenMail server = new GreenMail(ServerSetup.IMAP.dynamicPort());
    private GreenMailUser user;
    private ImapInboxSource source;

    @BeforeEach
    void start() {
        server.start();
        user = server.setUser("rep@sender.example", "rep", "secret");
        source = source("secret");
    }

    @AfterEach
    void stop() {
        source.close();
        server.stop();
    }

    private ImapInboxSource source(String password) {
        return ImapInboxSource.at("127.0.0.1", server.getImap().getPort())
                .plaintext()
                .credentials("rep", () -> password);
    }

    @Override
    protected InboxSource source() {
        return source;
    }

    @Override
    protected void deliver(byte[] message) {
        deliver("INBOX", message);
    }

    private void deliver(String folder, byte[] message) {
        try {
            MimeMessage mime =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(message));
            folder(folder).appendMessage(mime, new Flags(), java.util.Date.from(Instant.parse("2026-03-02T09:00:00Z")));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private MailFolder folder(String name) {
        try {
            var store = server.getManagers().getImapHostManager();
            MailFolder folder = store.getFolder(user, name);
            return folder == null ? store.createMailbox(user, name) : folder;
        } catch (com.icegreen.greenmail.store.FolderException | com.icegreen.greenmail.imap.AuthorizationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected boolean wasTouched() {
        return folder("INBOX").getMessages().stream()
                .anyMatch(m ->
                        m.getFlags().contains(Flags.Flag.SEEN) || m.getFlags().contains(Flags.Flag.DELETED));
    }

    @Override
    protected boolean cursorsCanEnd() {
        return true;
    }

    @Override
    protected void invalidateCursors() {
        long validity = folder("INBOX").getUidValidity();
        do { // GreenMail numbers its folders by the second in which they were made
            server.reset();
            user = server.setUser("rep@sender.example", "rep", "secret");
        } while (folder("INBOX").getUidValidity() == validity);
        source.close();
        source = source("secret");
    }

    private static byte[] mail(String subject) {
        return ("From: a@b.example\r\nSubject: " + subject + "\r\n\r\nx\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyNamedFolderIsRead() {
        deliver("INBOX", mail("in"));
        deliver("Spam", mail("spam"));
        source = source.folders("INBOX", "Spam");
        InboxSource.Page page = source.read(Optional.empty(), LONG_AGO, 10);
        assertThat(page.messages()).hasSize(2);
        assertThat(page.complete()).isTrue();
    }

    @Test
    void theLastMessageIsNotReadAgainAndAgain() { // "n:*" always names the last message
        deliver(mail("one"));
        InboxSource.Page page = source.read(Optional.empty(), LONG_AGO, 10);
        assertThat(source.read(Optional.of(page.cursor()), LONG_AGO, 10).messages())
                .isEmpty();
        assertThat(source.read(Optional.of(page.cursor()), LONG_AGO, 10).messages())
                .isEmpty();
    }

    @Test
    void ofALargeMessageTheBeginningIsRead() {
        String text = "From: a@b.example\r\nSubject: large\r\n\r\n" + "line of text\r\n".repeat(100_000);
        deliver(text.getBytes(StandardCharsets.UTF_8));
        source = source.largestMessage(50_000);
        RawMessage message =
                source.read(Optional.empty(), LONG_AGO, 10).messages().get(0);
        assertThat(message.truncated()).isTrue();
        assertThat(message.bytes().length).isBetween(50_000, 70_000);
    }

    @Test
    void aRefusedPasswordIsSaidSoWithoutIt() {
        try (ImapInboxSource wrong = source("not-the-password")) {
            assertThatThrownBy(() -> wrong.read(Optional.empty(), LONG_AGO, 10))
                    .isInstanceOf(CredentialsException.class)
                    .hasMessageContaining("rep")
                    .hasMessageNotContaining("not-the-password");
        }
    }

    @Test
    void aServerThatGoesAwayIsReadAgainLater() {
        deliver(mail("one"));
        InboxSource.Page page = source.read(Optional.empty(), LONG_AGO, 10);
        int port = server.getImap().getPort();
        server.stop();
        assertThatThrownBy(() -> source.read(Optional.of(page.cursor()), LONG_AGO, 10))
                .isInstanceOf(RetryableException.class);
        assertThat(port).isPositive();
    }

    @Test
    void aCursorFromElsewhereReadsEverythingAgain() {
        deliver(mail("one"));
        assertThat(source.read(Optional.of("something else"), LONG_AGO, 10).messages())
                .hasSize(1);
    }

    @Test
    void theTextOfGooglesMailIsForTheConversationOnly() {
        assertThat(source.limitedUse()).isFalse();
        assertThat(source.limitedUse(true).plaintext().largestMessage(1).limitedUse())
                .isTrue();
        for (String host : List.of("imap.gmail.com", "imap.googlemail.com", "IMAP.Gmail.com")) {
            ImapInboxSource google = ImapInboxSource.at(host, 993).oauth2("rep@company.example", () -> "token");
            assertThat(google.limitedUse()).isTrue();
            assertThat(google.limitedUse(false).starttls().folders("INBOX").limitedUse())
                    .isFalse();
        }
        assertThat(ImapInboxSource.at("imap.gmail.com.company.example", 993).limitedUse())
                .isFalse();
    }
}
