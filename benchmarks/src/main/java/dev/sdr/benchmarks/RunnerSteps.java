package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboxSource;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.SequenceStore;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code SequenceRunner.runDueSteps()} with a mailer that does nothing, from due enrollment to settled touch. Half of the
 * steps are first mails, half are follow-ups with {@code no_reply}; caps, suppressions and inbox freshness are on. Every
 * row was written by the runner itself; only the clock of the follow-ups was put forward.
 */
final class RunnerSteps implements Contender {

    static final String SEQUENCE = "bench";
    static final int GROUP = 250;
    private static final int MAILBOXES = 10;

    private final int runners;
    private final AtomicLong mailed = new AtomicLong();

    RunnerSteps(int runners) {
        this.runners = runners;
    }

    static Sequence sequence() {
        return Sequence.builder(SEQUENCE)
                .email("first", s -> s.subject(Mail.SUBJECT).text(Mail.TEXT))
                .email("second", s -> s.text(Mail.AGAIN).after(Delay.days(3)).when(Condition.NO_REPLY))
                .email("third", s -> s.text(Mail.AGAIN).after(Delay.days(4)).when(Condition.NO_REPLY))
                .build();
    }

    static Lead lead(int i) {
        return Lead.of("lead" + i, "lee" + i + "@company" + i % 5_000 + ".example")
                .with(Lead.FIRST_NAME, "Lee" + i)
                .with(Lead.COMPANY_NAME, "Company " + i);
    }

    static List<Lead> leads(int from, int to) {
        List<Lead> leads = new ArrayList<>();
        for (int i = from; i < to; i++) {
            leads.add(lead(i));
        }
        return leads;
    }

    /** A runner with ten mailboxes whose inboxes are empty and whose caps leave room for all {@code n}. */
    static RunnerBuilder builder(SequenceStore store, int n, Mailer mailer) {
        return builder(store, n, mailer, (cursor, since, limit) -> new InboxSource.Page(List.of(), "0", true));
    }

    /** The same with something in the first mailbox's inbox. */
    static RunnerBuilder builder(SequenceStore store, int n, Mailer mailer, InboxSource first) {
        RunnerBuilder builder = SequenceRunner.builder(
                        store, Sequences.of(sequence()), Sender.of("Example Ltd", "1 High Street, Leeds LS1 1AA"))
                .window(SendWindow.ALWAYS);
        InboxSource empty = (cursor, since, limit) -> new InboxSource.Page(List.of(), "0", true);
        for (int i = 0; i < MAILBOXES; i++) {
            builder.mailbox(
                    Mailbox.of("Ann Lee <ann" + i + "@sender.example>", ZoneOffset.UTC)
                            .dailyCap(2 * n),
                    mailer,
                    i == 0 ? first : empty);
        }
        return builder;
    }

    @Override
    public void prepare(Database db, int n) throws SQLException {
        try (HikariDataSource pool = db.pool(2);
                JdbcSequenceStore store = open(pool);
                SequenceRunner runner = builder(store, n, (email, deadline) -> Delivery.accepted())
                        .deliverOn(Runnable::run, GROUP)
                        .build()) {
            suppress(db);
            enroll(runner, 0, n / 2);
            finish(runner, n / 2);
            db.execute("update sdr_enrollment set planned_at = at, due_at = at from (select id as i,"
                    + " now() - random() * interval '1 hour' as at from sdr_enrollment) x where id = i");
            enroll(runner, n / 2, n);
        }
    }

    static void enroll(SequenceRunner runner, int from, int to) {
        long enrolled = runner.enroll(leads(from, to), SEQUENCE).stream()
                .filter(e -> e.result() == Enrolled.Result.ENROLLED)
                .count();
        Contender.same("enrolled", to - from, enrolled);
    }

    /** A ledger of 10,000 addresses and 100 domains of others. */
    private static void suppress(Database db) throws SQLException {
        db.execute("insert into sdr_suppression (id, kind, entry, reason, cause, happened_at)"
                + " select gen_random_uuid(), case when i <= 100 then 'DOMAIN' else 'ADDRESS' end,"
                + " case when i <= 100 then 'other' || i || '.example' else md5('other' || i) end,"
                + " 'asked to', 'host:' || i, now() from generate_series(1, 10100) i");
    }

    /** Runs until {@code n} steps were sent, or nothing is due any more. */
    static void finish(SequenceRunner runner, int n) {
        int sent = 0;
        RunReport report;
        do {
            report = runner.runDueSteps();
            if (!report.problems().isEmpty()) {
                throw new IllegalStateException(report.problems().toString());
            }
            sent += report.sent();
        } while (report.due() > 0 && sent < n);
    }

    /** A store on one connection: a second one is needed only while the tables are looked at. */
    static JdbcSequenceStore open(HikariDataSource pool) {
        JdbcSequenceStore store = JdbcSequenceStore.open(pool);
        pool.setMaximumPoolSize(1);
        pool.setMinimumIdle(1);
        pool.getHikariPoolMXBean().softEvictConnections();
        return store;
    }

    @Override
    public Work open(Database db, int n) {
        mailed.set(0);
        Mailer mailer = (email, deadline) -> {
            mailed.incrementAndGet();
            return Delivery.accepted();
        };
        List<HikariDataSource> pools = new ArrayList<>();
        List<SequenceRunner> all = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            HikariDataSource pool = db.pool(2);
            pools.add(pool);
            all.add(builder(open(pool), n, mailer)
                    .deliverOn(Runnable::run, GROUP)
                    .build());
        }
        all.get(0).pollInboxes(); // follow-ups wait for a fresh look at the inbox
        return new Work() {
            @Override
            public void run() throws Exception {
                Parallel.run(
                        all.stream().<Parallel.Task>map(r -> () -> finish(r, n)).toList());
            }

            @Override
            public void close() {
                all.forEach(SequenceRunner::close);
                pools.forEach(HikariDataSource::close);
            }
        };
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        verify(db, n, mailed.get());
    }

    void verify(Database db, int n, long mails) throws SQLException {
        Contender.same("mails", n, mails);
        Contender.same("settled", n + n / 2, db.number("select count(*) from sdr_touch where state = 'SENT'"));
        Contender.same("touches", n + n / 2, db.number("select count(*) from sdr_touch"));
        Contender.same(
                "advanced",
                n,
                db.number("select count(*) from sdr_enrollment where due_at > now() and in_flight is null"
                        + " and lease_token is null"));
        Contender.same("counted", n + n / 2, db.number("select sum(used) from sdr_usage"));
    }
}
