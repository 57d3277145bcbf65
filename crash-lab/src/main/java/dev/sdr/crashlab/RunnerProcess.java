package dev.sdr.crashlab;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.compose.TemplateComposer;
import dev.sdr.email.ImapInboxSource;
import dev.sdr.email.SmtpMailer;
import dev.sdr.event.Event;
import dev.sdr.inbox.InboxSource;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.RunReport;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.SequenceStore;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process of the lab: the runner as a host sets it up, called again and again, until somebody kills it. What it says
 * and hears are lines on its standard streams; {@link HostCommands} has the commands.
 */
final class RunnerProcess {

    static final int SLOTS = 6;

    /** What a process may have begun and not settled: on the wire, begun ahead, and known but not stored. */
    static final int MOST_OPEN = 3 * SLOTS;

    static final Mailbox MAILBOX =
            Mailbox.of("Rep <" + Leads.REP + ">", ZoneOffset.UTC).dailyCap(10_000_000);
    private static final Duration IDLE = Duration.ofMillis(40);

    private final Points points;
    private final RunGate gate;
    private final SequenceRunner runner;

    private RunnerProcess(Points points, RunGate gate, SequenceRunner runner) {
        this.points = points;
        this.gate = gate;
        this.runner = runner;
    }

    public static void main(String[] args) {
        Settings settings = Settings.parse(args);
        Points points = new Points(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        RunGate gate = new RunGate(points);
        DataSource source = pool(settings, points);
        JdbcSequenceStore jdbc = JdbcSequenceStore.open(source);
        LabClock clock = LabClock.join(settings.clock(), jdbc.databaseTime().orElseThrow());
        Host host = new Host(points);
        SequenceRunner runner = host.runner(settings, jdbc, clock);
        RunnerProcess process = new RunnerProcess(points, gate, runner);
        Thread commands = new Thread(
                () -> new HostCommands(points, gate, runner, source, settings.seed()).listen(System.in), "host");
        commands.setDaemon(true);
        commands.start();
        points.say("READY");
        process.work();
    }

    /**
     * What a process is started with.
     *
     * @param url the database
     * @param smtpPort the mail server, or the proxy before it
     * @param imapPort likewise
     * @param clock the shared file of the lab's clock
     * @param seed the lab's
     * @param edition of the sequence
     * @param planted the bug to have
     */
    record Settings(String url, int smtpPort, int imapPort, Path clock, long seed, int edition, Planted planted) {

        static Settings parse(String[] args) {
            return new Settings(
                    args[0],
                    Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]),
                    Path.of(args[3]),
                    Long.parseLong(args[4]),
                    Integer.parseInt(args[5]),
                    Planted.valueOf(args[6]));
        }
    }

    /** The pool sits on top of the watched connections, so that it learns of a lost one as it does from the driver. */
    private static HikariDataSource pool(Settings settings, Points points) {
        HikariConfig config = new HikariConfig();
        PGSimpleDataSource plain = new PGSimpleDataSource();
        plain.setUrl(settings.url());
        config.setDataSource(WatchedSource.around(plain, points));
        config.setMaximumPoolSize(3);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(3_000);
        config.setValidationTimeout(1_000);
        config.setInitializationFailTimeout(20_000);
        return new HikariDataSource(config);
    }

    /** The parts a host hands in, each with the lab's places around it. */
    private static final class Host {

        private final Points points;
        private @Nullable SequenceRunner runner;

        Host(Points points) {
            this.points = points;
        }

        SequenceRunner runner(Settings settings, JdbcSequenceStore jdbc, LabClock clock) {
            ThreadPoolExecutor slots =
                    new ThreadPoolExecutor(SLOTS, SLOTS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
            SmtpMailer smtp = SmtpMailer.to("127.0.0.1", settings.smtpPort())
                    .plaintext()
                    .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2));
            WatchedMailer mailer = new WatchedMailer(settings.planted().mailer(smtp), points, this::move);
            ImapInboxSource imap = ImapInboxSource.at("127.0.0.1", settings.imapPort())
                    .plaintext()
                    .credentials(Leads.REP, () -> "secret")
                    .folders("INBOX", "Junk")
                    .timeouts(Duration.ofSeconds(3), Duration.ofSeconds(3));
            InboxSource inbox = (cursor, since, limit) -> {
                InboxSource.Page page = imap.read(cursor, since, limit);
                if (!page.messages().isEmpty()) {
                    points.pass(Boundary.POLL_AFTER_FETCH);
                }
                return page;
            };
            SequenceStore store = new WatchedStore(jdbc, points, settings.planted()::layer, mailer::begun);
            TemplateComposer templates = new TemplateComposer();
            RuleBasedClassifier rules = new RuleBasedClassifier();
            SequenceRunner built = SequenceRunner.builder(
                            store,
                            Sequences.of(Leads.sequence(settings.edition())),
                            Sender.of("Example Ltd", "1 High Street, Leeds"))
                    .mailbox(MAILBOX, mailer, inbox)
                    .composer(request -> {
                        points.pass(Boundary.COMPOSE_DURING);
                        var composition = templates.compose(request);
                        points.pass(Boundary.COMPOSE_AFTER);
                        return composition;
                    })
                    .classifier(reply -> {
                        var analysis = rules.classify(reply);
                        points.pass(Boundary.ANALYSE_AFTER_MODEL);
                        return analysis;
                    })
                    .listener(event -> {
                        if (event.type().equals(Event.REPLY_ANALYSED)) {
                            points.pass(Boundary.EFFECTS_BEFORE_LISTENER);
                        }
                    })
                    .window(SendWindow.ALWAYS)
                    .budget(Duration.ofSeconds(20))
                    .claimBatch(40)
                    .deliverOn(slots, SLOTS)
                    .virtualClock(clock)
                    .build();
            runner = built;
            return built;
        }

        /** The host moves a lead to the current version while its touch is in flight. */
        private void move(Email email) {
            String lead = "id" + Leads.number(email.to().value());
            SequenceRunner mover = Optional.ofNullable(runner).orElseThrow();
            Passage.ofThread().moving(true);
            try {
                mover.enrollments().of(lead).forEach(e -> mover.enrollments().moveToCurrentVersion(e.id()));
            } finally {
                Passage.ofThread().moving(false);
            }
        }
    }

    private void work() {
        while (true) {
            gate.pass();
            RunReport report = runner.pollInboxes().and(runner.handleReplies());
            Passage.ofThread().reconciling(true);
            try {
                report = report.and(runner.reconcile());
            } finally {
                Passage.ofThread().reconciling(false);
            }
            report = report.and(runner.runDueSteps());
            points.say("RUN " + report.due() + " " + report.sent() + " "
                    + report.problems().size());
            if (report.sent() == 0 && report.messagesRead() == 0) {
                LockSupport.parkNanos(IDLE.toNanos());
            }
        }
    }
}
