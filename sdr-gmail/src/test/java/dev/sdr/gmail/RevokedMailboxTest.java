package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.event.Event;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailMessage;
import dev.sdr.testkit.GmailServer;
import dev.sdr.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two mailboxes, one is revoked in mid-run and connected again days later. */
class RevokedMailboxTest {

    private static final String ANN = "ann@sender.example";
    private static final String BOB = "bob@sender.example";
    private static final int CAP = 3;
    private static final int LEADS = 12;

    @TempDir
    private Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T09:00:00Z"));
    private final GmailServer google = GmailServer.start(clock);
    private final StoredTokens tokens = Fixtures.tokens(new InMemorySequenceStore());
    private final List<GmailAccount> accounts = new ArrayList<>();
    private SequenceRunner runner;

    @BeforeEach
    void connect() {
        GoogleClient client = Fixtures.client(folder, google.oauth().installedClient());
        Sequence three = Sequence.builder("three")
                .email("first", s -> s.subject("Hello").text("One."))
                .email("second", s -> s.text("Two.").after(Delay.days(2)).when(Condition.NO_REPLY))
                .email("third", s -> s.text("Three.").after(Delay.days(2)).when(Condition.NO_REPLY))
                .build();
        var builder = SequenceRunner.builder(
                        new InMemorySequenceStore(),
                        Sequences.of(three),
                        Sender.of("Example Ltd", "1 High Street, Leeds"))
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .random(new SplittableRandom(5));
        for (String address : List.of(ANN, BOB)) {
            tokens.save(address, google.connect(address));
            GmailAccount account = GmailAccount.builder(
                            EmailAddress.of(address),
                            UserTokens.of(client, tokens, address).clock(clock))
                    .at(google.url())
                    .clock(clock)
                    .build();
            accounts.add(account);
            builder.mailbox(
                    Mailbox.of(address, ZoneOffset.UTC).dailyCap(CAP),
                    new GmailMailer(account),
                    new GmailInboxSource(account));
        }
        runner = builder.build();
    }

    @AfterEach
    void stop() {
        runner.close();
        accounts.forEach(GmailAccount::close);
        google.close();
    }

    private void hours(int number) {
        for (int i = 0; i < number; i++) {
            runner.runOnce();
            clock.advance(Duration.ofHours(1));
        }
    }

    private int sent(String address) {
        return google.account(address).sent().size();
    }

    private void answer(GmailMessage mail) {
        String lead = mail.recipients().get(0);
        String message = "From: " + lead + "\r\nTo: " + ANN + "\r\nMessage-ID: <answer-" + lead + ">\r\nIn-Reply-To: <"
                + mail.messageId() + ">\r\nSubject: Re: Hello\r\n\r\nLet us talk.\r\n";
        google.account(ANN).deliver(message.getBytes(StandardCharsets.UTF_8));
    }

    private Stream<Explanation> waitingFor(String address) {
        return Stream.iterate(0, i -> i + 1)
                .limit(LEADS)
                .flatMap(i -> runner.explain("l" + i).stream())
                .filter(e -> e.reason().contains(address));
    }

    @Test
    void itHoldsAloneAndGoesOnWithoutABurstOrAFollowUpToWhoReplied() {
        for (int i = 0; i < LEADS; i++) {
            runner.enroll(Lead.of("l" + i, "lee@company" + i + ".example"), "three");
        }
        hours(12);
        assertThat(sent(ANN)).isEqualTo(CAP);
        google.revoke(ANN);
        int bob = sent(BOB);
        hours(24 * 5);
        runner.runOnce();
        assertThat(sent(ANN)).isEqualTo(CAP);
        assertThat(sent(BOB)).isGreaterThan(bob + CAP);
        assertThat(waitingFor(ANN))
                .isNotEmpty()
                .allMatch(e -> e.reason().contains("credentials were refused")
                        && e.reason().contains("invalid_grant"));
        assertThat(waitingFor(BOB)).noneMatch(e -> e.reason().contains("credentials"));
        assertThat(runner.events().after("", 10_000).events())
                .filteredOn(e -> e.type().equals(Event.MAILBOX_HELD))
                .singleElement()
                .satisfies(e -> assertThat(e.data()).containsEntry("mailbox", ANN));

        GmailMessage answered = google.account(ANN).sent().get(0);
        answer(answered);
        tokens.save(ANN, google.connect(ANN));
        clock.advance(Duration.ofMinutes(2)); // the store of tokens is asked again within a minute
        for (int day = 1; day <= 8; day++) {
            int before = sent(ANN);
            hours(24 - clock.instant().atZone(ZoneOffset.UTC).getHour());
            assertThat(sent(ANN) - before).as("day %s", day).isLessThanOrEqualTo(CAP);
        }
        assertThat(sent(ANN)).isGreaterThan(CAP * 4);
        assertThat(google.account(ANN).sent())
                .filteredOn(m -> m.recipients().equals(answered.recipients()))
                .hasSize(1);
        assertThat(runner.mailboxes().held(ANN)).isEmpty();
    }
}
