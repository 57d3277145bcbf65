package dev.sdr.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.TouchState;
import dev.sdr.gmail.GmailAccount;
import dev.sdr.gmail.GmailInboxSource;
import dev.sdr.gmail.GmailMailer;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.LeadCsv;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.MimeWriter;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMessage;
import dev.sdr.testkit.GmailMethod;
import dev.sdr.testkit.GmailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The quickstart's sequence from two Gmail mailboxes, read and sent by Gmail's API, with the same final check. */
class GmailDemoTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z"); // a Monday
    private static final int DAYS = 15;
    private static final List<String> MAILBOXES =
            List.of("Ann Lee <ann@sender.example>", "Bob Ray <bob@sender.example>");
    private static final Duration WAIT = Duration.ofSeconds(2);

    /** A reply may lie anywhere: in the inbox, archived by a filter, in spam. */
    private static final List<Set<String>> PLACES =
            List.of(Set.of("INBOX", "UNREAD"), Set.of("UNREAD", "Label_7"), Set.of("SPAM"));

    /** The people's end of the stand-in. */
    private static final class Gmail implements PostOffice {

        private final Session session = Session.getInstance(new Properties());
        private final Map<String, MimeMessage> parsed = new HashMap<>(); // asked for every hour
        private final GmailServer server;
        private int delivered;

        Gmail(GmailServer server) {
            this.server = server;
        }

        @Override
        public List<MimeMessage> sent() {
            List<MimeMessage> mails = new ArrayList<>();
            for (String from : MAILBOXES) {
                for (GmailMessage sent :
                        server.account(DemoPeople.address(from)).sent()) {
                    mails.add(parsed.computeIfAbsent(sent.id(), id -> mime(sent.bytes())));
                }
            }
            return mails;
        }

        private MimeMessage mime(byte[] bytes) {
            try {
                return new MimeMessage(session, new ByteArrayInputStream(bytes));
            } catch (MessagingException e) {
                throw new IllegalStateException("a sent message is damaged", e);
            }
        }

        @Override
        public void deliver(String ourAddress, String message, Instant at) {
            server.account(ourAddress)
                    .deliver(message.getBytes(StandardCharsets.UTF_8), PLACES.get(delivered++ % PLACES.size()), at);
        }
    }

    @Test
    void theSequenceKeepsItsPromisesThroughAMisbehavingGmail() throws Exception {
        DemoClock clock = new DemoClock(START);
        var leads = LeadCsv.read(Path.of("leads.csv")).leads();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        DemoReport report = new DemoReport(new PrintStream(printed, true, StandardCharsets.UTF_8), leads);
        try (GmailServer server = GmailServer.start(clock)) {
            List<GmailAccount> accounts = new ArrayList<>();
            var builder = SequenceRunner.builder(
                            new InMemorySequenceStore(),
                            Sequences.load(Path.of("sequences")),
                            Sender.of("Example Ltd", "1 High Street, Leeds LS1 1AA, United Kingdom"))
                    .skipUnknownChannels()
                    .virtualClock(clock)
                    .random(new SplittableRandom(3))
                    .listener(report);
            for (String from : MAILBOXES) {
                String address = DemoPeople.address(from);
                GmailAccount account = GmailAccount.builder(EmailAddress.of(address), () -> server.accessToken(address))
                        .at(server.url())
                        .clock(clock)
                        .timeouts(WAIT, WAIT)
                        .build();
                accounts.add(account);
                builder.mailbox(
                        Mailbox.of(from, ZoneId.of("Europe/London")),
                        new GmailMailer(account),
                        new GmailInboxSource(account));
            }
            Gmail office = new Gmail(server);
            DemoPeople people = new DemoPeople(office);
            people.privateMail("ann@sender.example", START.plus(Duration.ofDays(1)));
            Random random = new Random(3);
            try (SequenceRunner runner = builder.build()) {
                runner.enroll(leads, "cold_outreach");
                for (int hour = 0; hour < DAYS * 24; hour++) {
                    people.live(clock.instant());
                    if (hour % 2 == 0) {
                        misbehave(server, random, hour);
                        runner.runOnce();
                        server.faults().clear();
                    }
                    clock.advance(Duration.ofHours(1));
                }
                boolean sound = report.check(runner, office, people);
                String text = printed.toString(StandardCharsets.UTF_8);
                assertThat(text).contains("leads=30").contains("duplicates=0 after-stop=0 lost=0");
                assertThat(sound).as(text).isTrue();
                assertThat(server.faults().count()).isGreaterThan(20);
                Set<String> arrived = office.sent().stream()
                        .map(m -> OutsideWorld.header(m, MimeWriter.SENT_ID_HEADER))
                        .collect(Collectors.toSet());
                assertThat(leads.stream()
                                .flatMap(l -> runner.enrollments().touches(l.id()).stream())
                                .filter(t -> t.state() == TouchState.UNKNOWN || t.state() == TouchState.SENDING)
                                .filter(t -> arrived.contains("<" + t.messageId() + ">")))
                        .as("mail whose answer was lost is found in Sent, at the latest by its copy")
                        .isEmpty();
            } finally {
                accounts.forEach(GmailAccount::close);
            }
            assertThat(MAILBOXES.stream()
                            .flatMap(from -> server.account(DemoPeople.address(from)).sent().stream())
                            .map(m -> m.header("To").orElse("") + ": "
                                    + subject(m.bytes()).replaceFirst("^Re: ", "") + " in " + m.threadId())
                            .distinct()
                            .map(m -> m.substring(0, m.lastIndexOf(" in "))))
                    .as("mails of one subject to one lead lie in one thread")
                    .doesNotHaveDuplicates();
        }
    }

    private static String subject(byte[] bytes) {
        return MimeReader.read(RawMessage.of("", bytes, START)).subject();
    }

    private static void misbehave(GmailServer server, Random random, int hour) {
        if (random.nextInt(3) == 0) {
            server.faults()
                    .share(
                            hour,
                            0.2,
                            GmailFault.USER_RATE_LIMIT,
                            GmailFault.TOO_MANY_REQUESTS,
                            GmailFault.SERVER_ERROR);
        }
        if (random.nextInt(6) == 0) {
            server.faults().next(GmailMethod.SEND, GmailFault.TAKEN_CONNECTION_LOST);
        }
        if (random.nextInt(30) == 0) {
            server.account("bob@sender.example").expireHistory();
        }
    }
}
