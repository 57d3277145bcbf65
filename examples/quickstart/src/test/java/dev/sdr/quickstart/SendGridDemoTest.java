package dev.sdr.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.email.ImapInboxSource;
import dev.sdr.email.SendGridMailer;
import dev.sdr.email.SendGridWebhook;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.lead.LeadCsv;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.SendGridEvents;
import dev.sdr.testkit.SendGridFault;
import dev.sdr.testkit.SendGridServer;
import dev.sdr.testkit.SendGridTaken;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The quickstart's sequence through SendGrid's API, with the same final check, while SendGrid misbehaves. */
class SendGridDemoTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z"); // a Monday
    private static final int DAYS = 15;
    private static final List<String> MAILBOXES =
            List.of("Ann Lee <ann@sender.example>", "Bob Ray <bob@sender.example>");
    private static final List<SendGridFault> FAULTS = List.of(
            SendGridFault.RATE_LIMITED,
            SendGridFault.TAKEN_SERVER_ERROR,
            SendGridFault.SLOW,
            SendGridFault.TAKEN_NO_ANSWER,
            SendGridFault.TAKEN_CONNECTION_LOST,
            SendGridFault.LOST_BEFORE_END);

    /** SendGrid, the people behind it, and a runner that knows neither. */
    private static final class Stage implements AutoCloseable {

        private final DemoClock clock = new DemoClock(START);
        private final SendGridServer sendGrid = SendGridServer.start(clock);
        private final SendGridWebhook webhook = SendGridWebhook.verifiedBy(sendGrid.publicKey());
        private final SendGridMailer mailer = SendGridMailer.builder(SendGridServer::key)
                .local(sendGrid.port())
                .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(1))
                .build();
        private final OutsideWorld world =
                new OutsideWorld(MAILBOXES.stream().map(DemoPeople::address).toList());
        private final List<Lead> leads;
        private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        private final DemoReport report;
        private final List<ImapInboxSource> inboxes = new ArrayList<>();
        private final SequenceRunner runner;
        private final SendGridEvents events = new SendGridEvents(5);
        private int relayed;

        Stage() throws IOException {
            leads = LeadCsv.read(Path.of("leads.csv")).leads();
            report = new DemoReport(new PrintStream(printed, true, StandardCharsets.UTF_8), leads);
            var builder = SequenceRunner.builder(
                            new InMemorySequenceStore(),
                            Sequences.load(Path.of("sequences")),
                            Sender.of("Example Ltd", "1 High Street, Leeds LS1 1AA, United Kingdom"))
                    .skipUnknownChannels()
                    .virtualClock(clock)
                    .random(new SplittableRandom(3))
                    .listener(report);
            for (String from : MAILBOXES) {
                ImapInboxSource inbox = ImapInboxSource.at("127.0.0.1", world.imapPort())
                        .plaintext()
                        .credentials(DemoPeople.address(from), () -> "secret");
                inboxes.add(inbox);
                builder.mailbox(Mailbox.of(from, ZoneId.of("Europe/London")), mailer, inbox);
            }
            runner = builder.build();
        }

        /** Delivers what SendGrid took, and returns the new ones. */
        List<SendGridTaken> deliver() throws MessagingException {
            List<SendGridTaken> taken = sendGrid.taken();
            List<SendGridTaken> fresh = taken.subList(relayed, taken.size());
            relayed = taken.size();
            if (!fresh.isEmpty()) {
                Properties properties = new Properties();
                properties.setProperty("mail.smtp.host", "127.0.0.1");
                properties.setProperty("mail.smtp.port", Integer.toString(world.smtpPort()));
                Session session = Session.getInstance(properties);
                try (Transport transport = session.getTransport("smtp")) {
                    transport.connect();
                    for (SendGridTaken mail : fresh) {
                        MimeMessage mime = new MimeMessage(session, new ByteArrayInputStream(mail.mime()));
                        transport.sendMessage(mime, mime.getAllRecipients());
                    }
                }
            }
            return fresh;
        }

        /** What SendGrid posts about them: several times, in any order, some without ids. */
        void post(List<SendGridTaken> mails) {
            List<String> happened = new ArrayList<>();
            for (SendGridTaken mail : mails) {
                happened.add(events.processed(mail, mail.at().plusSeconds(1)));
                happened.add(events.delivered(mail, mail.at().plusSeconds(4)));
            }
            for (List<String> post : events.storm(happened, 5, 10)) {
                assertThat(runner.web().receive(webhook, sendGrid.signed(post))).isTrue();
            }
        }

        /** What a person does about a mailbox that was paused after three outcomes in a row that nobody could tell. */
        void lookAfterMailboxes() {
            for (String from : MAILBOXES) {
                String id = DemoPeople.address(from);
                if (runner.mailboxes()
                        .held(id)
                        .filter(why -> why.contains("no certain outcome"))
                        .isPresent()) {
                    runner.mailboxes().resume(id);
                }
            }
        }

        @Override
        public void close() {
            runner.close();
            mailer.close();
            inboxes.forEach(ImapInboxSource::close);
            world.close();
            sendGrid.close();
        }
    }

    @Test
    void theSequenceKeepsItsPromisesThroughAMisbehavingSendGrid() throws Exception {
        try (Stage stage = new Stage()) {
            SequenceRunner runner = stage.runner;
            runner.campaigns()
                    .create(new Campaign(
                            "asked", "They asked", START, "cold_outreach", Purpose.OPTED_IN, Campaign.Status.RUNNING));
            runner.enroll(stage.leads, "cold_outreach", "asked");
            DemoPeople people = new DemoPeople(stage.world);
            people.privateMail("ann@sender.example", START.plus(Duration.ofDays(1)));
            Random random = new Random(3);
            List<String> problems = new ArrayList<>();
            int faults = 0;
            for (int hour = 0; hour < DAYS * 24; hour++) {
                people.live(stage.clock.instant());
                if (hour % 2 == 0) {
                    if (random.nextInt(3) == 0) {
                        stage.sendGrid.next(FAULTS.get(faults++ % FAULTS.size()));
                    }
                    RunReport run = runner.runOnce();
                    problems.addAll(run.problems());
                    stage.post(stage.deliver());
                    stage.lookAfterMailboxes();
                }
                stage.clock.advance(Duration.ofHours(1));
            }
            boolean sound = stage.report.check(runner, stage.world, people);
            String text = stage.printed.toString(StandardCharsets.UTF_8);
            assertThat(text).contains("leads=30").contains("duplicates=0 after-stop=0 lost=0");
            assertThat(sound).as(text).isTrue();
            assertThat(stage.sendGrid.taken()).hasSizeGreaterThan(60);
            assertThat(stage.sendGrid.attempts())
                    .isGreaterThan(stage.sendGrid.taken().size()); // some were tried again
            assertThat(runner.events().after("", 10_000).events())
                    .filteredOn(e -> e.type().equals(Event.TOUCH_UNKNOWN))
                    .as("outcomes that only SendGrid's events told")
                    .hasSizeGreaterThan(2);
            assertThat(problems)
                    .as("told when SendGrid could not be reached, and nothing else")
                    .isNotEmpty()
                    .allMatch(p -> p.endsWith("takes nothing now; explain says why"));
        }
    }

    @Test
    void aColdCampaignHoldsWithSendGridsTerms() throws Exception {
        try (Stage stage = new Stage()) {
            stage.runner.enroll(stage.leads, "cold_outreach");
            for (int hour = 0; hour < 48; hour += 6) {
                stage.runner.runOnce();
                stage.clock.advance(Duration.ofHours(6));
            }
            assertThat(stage.sendGrid.attempts()).isZero();
            Explanation why = stage.runner.explain(stage.leads.get(0).id()).get(0);
            assertThat(why.state()).isEqualTo(Explanation.State.HELD);
            assertThat(why.reason()).contains("affirmative consent").contains("4404315959835");
        }
    }
}
