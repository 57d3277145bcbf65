package dev.sdr.gmail;

import dev.sdr.lead.EmailAddress;
import dev.sdr.testkit.GmailAccountState;
import dev.sdr.testkit.GmailServer;
import dev.sdr.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A mailbox at a stand-in on the virtual clock, and what reaches it. */
final class Rep implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");
    static final Duration PATIENT = Duration.ofSeconds(20);
    static final Duration IMPATIENT = Duration.ofSeconds(2);
    static final String ADDRESS = "rep@sender.example";

    final VirtualClock clock = new VirtualClock(NOW);
    final GmailServer server = GmailServer.start(clock);
    final GmailAccountState mailbox = server.account(ADDRESS);
    final GmailAccount account;
    private String token = "";
    private Instant tokenUntil = Instant.MIN;

    Rep() {
        this.account = builder().build();
    }

    GmailAccount.Builder builder() {
        return builder(clock);
    }

    GmailAccount.Builder builder(Clock accountClock) {
        return GmailAccount.builder(EmailAddress.of(ADDRESS), this::token)
                .at(server.url())
                .timeouts(PATIENT, PATIENT)
                .clock(accountClock);
    }

    synchronized String token() {
        if (!clock.instant().isBefore(tokenUntil)) {
            token = server.accessToken(ADDRESS);
            tokenUntil = clock.instant().plus(Duration.ofMinutes(30));
        }
        return token;
    }

    /** An account that waits no longer than it takes to see that no answer comes. */
    GmailAccount impatient() {
        return builder().timeouts(IMPATIENT, IMPATIENT).build();
    }

    GmailInboxSource source() {
        return new GmailInboxSource(account);
    }

    GmailMailer mailer() {
        return new GmailMailer(account);
    }

    static byte[] mail(String subject) {
        return mail(subject, "");
    }

    static byte[] mail(String subject, String headers) {
        return ("From: lead@company.example\r\nTo: rep@sender.example\r\nSubject: " + subject + "\r\nMessage-ID: <"
                        + subject.replace(' ', '-') + "@company.example>\r\n" + headers + "\r\nBody of " + subject
                        + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Delivers under labels and gives the id. */
    String deliver(String subject, String... labels) {
        return mailbox.deliver(mail(subject), Set.of(labels)).id();
    }

    int units() {
        return server.meter().units(ADDRESS);
    }

    @Override
    public void close() {
        account.close();
        server.close();
    }
}
