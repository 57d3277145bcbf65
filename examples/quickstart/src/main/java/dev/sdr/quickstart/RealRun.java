package dev.sdr.quickstart;

import dev.sdr.SequenceRunner;
import dev.sdr.compose.OneOff;
import dev.sdr.email.ImapInboxSource;
import dev.sdr.email.SmtpMailer;
import dev.sdr.error.SdrException;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.lead.Lead;
import dev.sdr.lead.LeadCsv;
import dev.sdr.lead.LeadImport;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.PlannedTouch;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.SequenceCheck;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;

/** Runs on the user's own leads, sequences and mail account: a dry run, one mail to oneself, then for real. */
final class RealRun {

    private static final String HELP = """
            A dry run (reads, checks and prints; sends nothing; paths are relative to where Maven was started):
              --leads examples/quickstart/leads.csv --sequences examples/quickstart/sequences --sequence cold_outreach
              --from "Jane Doe <jane@example.com>" --zone Europe/London
              --company "Example Ltd" --address "1 High Street, Leeds"
            One sample to yourself, with the lines above and:
              --smtp smtp.example.com:587 --imap imap.example.com:993 --user jane@example.com
              --test-mail you@example.com          (the password is read from the variable SDR_PASSWORD)
            For real, with the lines above but --test-mail, and:
              --store target/my-store --send       (runs until it is interrupted; start it again to go on)
            """;

    private final PrintStream out;
    private final Map<String, String> options = new HashMap<>();

    RealRun(PrintStream out, String[] args) {
        this.out = out;
        for (int i = 0; i < args.length; i++) {
            boolean hasValue = i + 1 < args.length && !args[i + 1].startsWith("--");
            options.put(args[i], hasValue ? args[++i] : "");
        }
    }

    boolean run() throws IOException, InterruptedException {
        if (options.containsKey("--help")) {
            out.println(HELP);
            return true;
        }
        try {
            return work();
        } catch (IllegalArgumentException | SdrException e) {
            out.println(e.getMessage());
            out.println("\n" + HELP);
            return false;
        }
    }

    private boolean work() throws IOException, InterruptedException {
        LeadImport leads = leads(Path.of(need("--leads")));
        leads.problems().forEach(p -> out.println(options.get("--leads") + ": " + p));
        SequenceCheck check = Sequences.check(Path.of(need("--sequences")));
        check.errors().forEach(p -> out.println("error: " + p));
        check.warnings().forEach(p -> out.println("warning: " + p));
        if (!check.errors().isEmpty() || leads.leads().isEmpty()) {
            return false;
        }
        if (options.containsKey("--test-mail")) {
            return testMail(leads.leads().get(0));
        }
        return options.containsKey("--send") ? send(leads) : dryRun(leads);
    }

    private static LeadImport leads(Path file) {
        try {
            return LeadCsv.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the leads in " + file.toAbsolutePath() + " cannot be read: " + e, e);
        }
    }

    private boolean dryRun(LeadImport leads) {
        try (SequenceStore store = new InMemorySequenceStore();
                SequenceRunner runner = builder(store)
                        .sendOnlyMailbox(mailbox(), (email, deadline) -> {
                            throw new IllegalStateException("a dry run sends nothing");
                        })
                        .build()) {
            int held = 0;
            for (Lead lead : leads.leads()) {
                List<PlannedTouch> planned = runner.preview(lead, need("--sequence"));
                List<String> problems = planned.stream()
                        .flatMap(p -> p.problems().stream())
                        .distinct()
                        .toList();
                held += problems.isEmpty() ? 0 : 1;
                problems.forEach(p -> out.println(lead.email() + ": " + p));
            }
            out.println("\nWhat " + leads.leads().get(0).email() + " would get:");
            for (PlannedTouch touch : runner.preview(leads.leads().get(0), need("--sequence"))) {
                out.println("\n--- " + touch.at() + " by " + touch.channel() + ": " + touch.subject() + "\n"
                        + touch.text());
            }
            out.println("DRY RUN leads=" + leads.leads().size() + " with-holds=" + held + " problems-in-file="
                    + leads.problems().size());
            return true;
        }
    }

    /** The first mail of the sequence, to oneself, with the first lead's data. */
    private boolean testMail(Lead sample) {
        try (SequenceStore store = new InMemorySequenceStore();
                SmtpMailer mailer = mailer();
                SequenceRunner runner = builder(store)
                        .window(SendWindow.ALWAYS)
                        .sendOnlyMailbox(mailbox(), mailer)
                        .build()) {
            PlannedTouch first = runner.preview(sample, need("--sequence")).get(0);
            String text = first.text().substring(0, Math.max(0, first.text().lastIndexOf("\n\n-- \n")));
            Lead self = Lead.of("test", need("--test-mail"));
            var result = runner.send(self, OneOff.of("test", first.subject(), text));
            out.println("TEST MAIL to " + self.email() + ": " + result.state() + " " + result.reason());
            return result.state() == dev.sdr.observe.Explanation.State.FINISHED;
        }
    }

    private boolean send(LeadImport leads) throws InterruptedException {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:file:" + Path.of(need("--store")).toAbsolutePath(), "sa", "");
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (SequenceStore store = JdbcSequenceStore.open(pool);
                SmtpMailer mailer = mailer();
                ImapInboxSource inbox = inbox();
                SequenceRunner runner =
                        builder(store).mailbox(mailbox(), mailer, inbox).build()) {
            for (Enrolled enrolled : runner.enroll(leads.leads(), need("--sequence"))) {
                if (enrolled.result() == Enrolled.Result.REFUSED) {
                    out.println(enrolled.leadId() + " was not enrolled: " + enrolled.reason());
                }
            }
            scheduler
                    .scheduleWithFixedDelay(() -> print(runner.runOnce()), 0, 1, TimeUnit.MINUTES)
                    .get(); // until a run is refused, or the process is interrupted
            return true;
        } catch (ExecutionException e) {
            out.println("the runs have ended: " + e.getCause());
            return false;
        } finally {
            scheduler.shutdown();
            pool.dispose();
        }
    }

    private void print(RunReport report) {
        out.println("sent " + report.sent() + ", read " + report.messagesRead() + ", held " + report.held() + ", due "
                + report.due());
        report.problems().forEach(p -> out.println("problem: " + p));
    }

    private dev.sdr.RunnerBuilder builder(SequenceStore store) {
        return SequenceRunner.builder(
                        store,
                        Sequences.load(Path.of(need("--sequences"))),
                        Sender.of(need("--company"), need("--address")))
                .skipUnknownChannels();
    }

    private Mailbox mailbox() {
        return Mailbox.of(need("--from"), ZoneId.of(need("--zone")));
    }

    private SmtpMailer mailer() {
        password(); // a missing one is told now
        String[] smtp = hostAndPort("--smtp");
        SmtpMailer mailer =
                SmtpMailer.to(smtp[0], Integer.parseInt(smtp[1])).credentials(need("--user"), RealRun::password);
        return smtp[1].equals("465") ? mailer.implicitTls() : mailer;
    }

    private ImapInboxSource inbox() {
        String[] imap = hostAndPort("--imap");
        return ImapInboxSource.at(imap[0], Integer.parseInt(imap[1])).credentials(need("--user"), RealRun::password);
    }

    private String[] hostAndPort(String option) {
        String value = need(option);
        if (!value.matches("[^:]+:\\d{1,5}")) {
            throw new IllegalArgumentException(option + " must be host:port, was '" + value + "'");
        }
        return value.split(":", 2);
    }

    private static String password() {
        return Optional.ofNullable(System.getenv("SDR_PASSWORD"))
                .orElseThrow(
                        () -> new IllegalArgumentException("set the variable SDR_PASSWORD to the account's password"));
    }

    private String need(String option) {
        String value = options.getOrDefault(option, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("the option " + option + " is missing");
        }
        return value;
    }
}
