package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.email.SendGridCheck.Finding;
import dev.sdr.email.SendGridCheck.Level;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.lead.EmailAddress;
import dev.sdr.testkit.SendGridAccount;
import dev.sdr.testkit.SendGridServer;
import dev.sdr.testkit.VirtualClock;
import dev.sdr.track.MailEvent;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendGridCheckTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final String URL = "https://app.example.com/sdr/webhooks/sendgrid";

    private final SendGridServer server = SendGridServer.start(new VirtualClock(NOW));
    private final SendGridCheck check = SendGridCheck.with(SendGridServer::key)
            .local(server.port())
            .from(EmailAddress.of("jane@sender.example"), EmailAddress.of("joe@eu.sender.example"))
            .webhook(URI.create(URL), server.publicKey());

    /** An account where all is well. */
    @BeforeEach
    void setUp() {
        server.account()
                .scopes(
                        "whitelabel.read",
                        "user.webhooks.event.settings.read",
                        "tracking_settings.read",
                        "suppression.read")
                .domain("sender.example", true)
                .webhook(URL + "/", true, Optional.of(server.publicKey()), SendGridAccount.EVENTS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void assertOne(Level level, String what, String where) {
        assertThat(check.findings()).hasSize(1).first().satisfies(f -> {
            assertThat(f.level()).isEqualTo(level);
            assertThat(f.what()).contains(what);
            assertThat(f.where()).contains(where);
        });
    }

    @Test
    void anAccountThatHasEverythingHasNoFindings() {
        assertThat(check.findings()).isEmpty();
    }

    @Test
    void aKeyThatCannotSendOrReadIsSaid() {
        server.account().withoutScope("mail.send");
        assertOne(Level.MISSING, "mail.send", "Settings > API Keys");
        assertThat(check.readingKey().findings()).isEmpty();
        server.account().scopes("mail.send").withoutScope("whitelabel.read");
        assertOne(Level.UNKNOWN, "whitelabel.read", "Settings > API Keys");
        server.account().scopes("whitelabel.read", "api_keys.create");
        assertOne(Level.ADVICE, "may do more", "Settings > API Keys");
    }

    @Test
    void aKeyThatIsRefusedIsSaidWithoutIt() {
        List<Finding> findings =
                SendGridCheck.with(() -> "SG.wrong").local(server.port()).findings();
        assertThat(findings).hasSize(1).first().satisfies(f -> {
            assertThat(f.level()).isEqualTo(Level.MISSING);
            assertThat(f.toString()).contains("401").doesNotContain("SG.");
        });
    }

    @Test
    void aDomainThatIsNotAuthenticatedIsSaid() {
        server.account().domain("sender.example", false);
        assertThat(check.findings())
                .extracting(Finding::what)
                .containsExactly(
                        "the DNS records of sender.example have not been found; verify it again",
                        "the DNS records of eu.sender.example have not been found; verify it again");
        assertThat(check.from(EmailAddress.of("jane@notsender.example")).findings())
                .hasSize(1)
                .first()
                .satisfies(f -> assertThat(f.what()).startsWith("notsender.example is not authenticated"));
    }

    @Test
    void aWebhookThatVanishedOrIsOffOrUnsignedIsSaid() {
        server.account().webhook(URL + "/", false, Optional.of(server.publicKey()), SendGridAccount.EVENTS);
        assertOne(Level.MISSING, "switched off", "Event Webhooks");
        server.account().webhook(URL + "/", true, Optional.empty(), SendGridAccount.EVENTS);
        assertOne(Level.MISSING, "not signed", "Enable Signed Event Webhook");
        try (SendGridServer other = SendGridServer.start(new VirtualClock(NOW))) {
            server.account().webhook(URL + "/", true, Optional.of(other.publicKey()), SendGridAccount.EVENTS);
            assertOne(Level.MISSING, "another key", "Security features");
        }
        server.account().webhook(URL + "/", true, Optional.of(server.publicKey()), List.of("bounce", "delivered"));
        assertOne(
                Level.MISSING,
                "does not post processed, dropped, deferred, spam_report, unsubscribe, group_unsubscribe",
                "Event Webhooks");
        assertThat(check.webhook(URI.create("https://app.example.com/moved"), server.publicKey())
                        .findings())
                .hasSize(1)
                .first()
                .satisfies(f ->
                        assertThat(f.what()).startsWith("no event webhook posts to https://app.example.com/moved"));
    }

    @Test
    void theAccountsTrackingIsMentioned() {
        server.account().tracking("open", true);
        assertOne(Level.ADVICE, "'open' is on", "Settings > Tracking");
    }

    @Test
    void whatSendGridSuppressesIsMirroredPageByPage() {
        for (int i = 0; i < 1100; i++) {
            server.account().suppressed("bounces", "gone" + i + "@company.example", NOW.minusSeconds(i));
        }
        server.account()
                .suppressed("spam_reports", "angry@company.example", NOW)
                .suppressed("invalid_emails", "typo@company.example", NOW)
                .suppressed("unsubscribes", "enough@company.example", NOW)
                .suppressed("unsubscribes", "before@company.example", NOW.minusSeconds(100_000))
                .suppressed("unsubscribes", "no address", NOW);
        List<MailEvent> events = check.suppressed(NOW.minusSeconds(5000));
        assertThat(events).hasSize(1103).doesNotHaveDuplicates();
        assertThat(events).filteredOn(e -> e.type() == MailEvent.Type.BOUNCED).hasSize(1101);
        assertThat(events)
                .filteredOn(e -> e.type() == MailEvent.Type.COMPLAINED)
                .containsExactly(new MailEvent(
                        "sendgrid",
                        MailEvent.Type.COMPLAINED,
                        NOW,
                        Optional.of(EmailAddress.of("angry@company.example")),
                        Optional.empty(),
                        Optional.empty(),
                        java.util.Map.of()));
        assertThat(events)
                .filteredOn(e -> e.type() == MailEvent.Type.UNSUBSCRIBED)
                .extracting(e -> e.recipient().orElseThrow().value())
                .containsExactly("enough@company.example");
    }

    @Test
    void whatKeepsTheMirrorFromReadingIsThrownByItsKind() {
        server.account().withoutScope("suppression.read");
        assertThatThrownBy(() -> check.suppressed(NOW))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("/v3/suppression/");
        int port = server.port();
        server.close();
        SendGridCheck nobody = SendGridCheck.with(SendGridServer::key).local(port);
        assertThatThrownBy(() -> nobody.suppressed(NOW)).isInstanceOf(RetryableException.class);
        assertThat(nobody.findings()).hasSize(1).allMatch(f -> f.level() == Level.UNKNOWN);
    }
}
