package dev.sdr.quickstart;

import dev.sdr.SequenceRunner;
import dev.sdr.email.ImapInboxSource;
import dev.sdr.email.SmtpMailer;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.lead.LeadCsv;
import dev.sdr.lead.LeadImport;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Sequences;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/** The main job from end to end: leads from a file, five steps, real SMTP and IMAP, fifteen days in seconds. */
final class Demo {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z"); // a Monday
    private static final int DAYS = 15;
    private static final List<String> MAILBOXES =
            List.of("Ann Lee <ann@sender.example>", "Bob Ray <bob@sender.example>");

    private final PrintStream out;
    private final Path folder;

    Demo(PrintStream out) {
        this(out, home());
    }

    Demo(PrintStream out, Path folder) {
        this.out = out;
        this.folder = folder;
    }

    /** The quickstart's folder, whether Maven runs in it or above it. */
    static Path home() {
        Path below = Path.of("examples", "quickstart");
        return Files.isDirectory(below) ? below : Path.of("");
    }

    boolean run() throws IOException {
        LeadImport leads = LeadCsv.read(folder.resolve("leads.csv"));
        Sequences sequences = Sequences.load(folder.resolve("sequences"));
        DemoClock clock = new DemoClock(START);
        DemoReport report = new DemoReport(out, leads.leads());
        Path database = Files.createDirectories(folder.resolve("target").resolve("demo"))
                .resolve("store-" + UUID.randomUUID())
                .toAbsolutePath();
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + database, "sa", "");
        try (OutsideWorld world = new OutsideWorld(
                        MAILBOXES.stream().map(DemoPeople::address).toList());
                JdbcSequenceStore store = JdbcSequenceStore.open(pool);
                Mail mail = new Mail(world)) {
            var builder = SequenceRunner.builder(
                            store, sequences, Sender.of("Example Ltd", "1 High Street, Leeds LS1 1AA, United Kingdom"))
                    .skipUnknownChannels() // the sample's LinkedIn step: nobody registered that channel here
                    .virtualClock(clock)
                    .listener(report);
            for (String from : MAILBOXES) {
                builder.mailbox(
                        Mailbox.of(from, ZoneId.of("Europe/London")),
                        mail.mailer(),
                        mail.inbox(DemoPeople.address(from)));
            }
            try (SequenceRunner runner = builder.build()) {
                return play(runner, world, clock, leads, report);
            }
        } finally {
            pool.dispose();
        }
    }

    private boolean play(
            SequenceRunner runner, OutsideWorld world, DemoClock clock, LeadImport leads, DemoReport report) {
        leads.problems().forEach(p -> out.println("leads.csv: " + p));
        List<Enrolled> enrolled = runner.enroll(leads.leads(), "cold_outreach");
        out.println("Enrolled "
                + enrolled.stream()
                        .filter(e -> e.result() == Enrolled.Result.ENROLLED)
                        .count() + " of " + leads.leads().size() + " leads in cold_outreach: " + DAYS + " days from "
                + START + "\n");
        DemoPeople people = new DemoPeople(world);
        people.privateMail("ann@sender.example", START.plus(Duration.ofDays(1)));
        people.privateMail("bob@sender.example", START.plus(Duration.ofDays(4)));
        for (int hour = 0; hour < DAYS * 24; hour++) {
            people.live(clock.instant());
            if (hour % 2 == 0) { // a real host calls this every minute
                RunReport run = runner.runOnce();
                run.problems().forEach(p -> out.println("problem: " + p));
            }
            if (hour % 24 == 23) {
                report.day(hour / 24 + 1, clock.instant());
            }
            clock.advance(Duration.ofHours(1));
        }
        report.table(runner);
        return report.check(runner, world, people);
    }

    /** The adapters of the demonstration, closed together. */
    private static final class Mail implements AutoCloseable {

        private final SmtpMailer mailer;
        private final OutsideWorld world;
        private final List<ImapInboxSource> inboxes = new java.util.ArrayList<>();

        Mail(OutsideWorld world) {
            this.world = world;
            this.mailer = SmtpMailer.to("127.0.0.1", world.smtpPort()).plaintext();
        }

        SmtpMailer mailer() {
            return mailer;
        }

        ImapInboxSource inbox(String user) {
            ImapInboxSource inbox = ImapInboxSource.at("127.0.0.1", world.imapPort())
                    .plaintext()
                    .credentials(user, () -> "secret");
            inboxes.add(inbox);
            return inbox;
        }

        @Override
        public void close() {
            mailer.close();
            inboxes.forEach(ImapInboxSource::close);
        }
    }
}
