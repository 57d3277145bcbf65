package dev.sdr.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.RetentionReport;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.SequenceBuilder;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.testkit.VirtualClock;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Measures for docs/scaling.md: a year of five-step sequences in accelerated time on a real PostgreSQL with autovacuum
 * on, once without and once with retention every month, and what the tables are like after it. Run it by
 *
 * <pre>{@code
 * mvn -q -pl sdr-jdbc -am test-compile exec:java -Dexec.skip=false \
 *     -Dexec.mainClass=dev.sdr.jdbc.ScalingReport -Dexec.classpathScope=test -Dexec.args=200000
 * }</pre>
 *
 * <p>The argument is the number of leads in the year; SDR_TEST_JDBC_URL names a server other than the build's own.
 */
final class ScalingReport {

    private static final int STEPS = 5;
    private static final int MONTHS = 12;
    private static final String WORDS = "We help teams like yours to answer their customers sooner. ".repeat(12);
    private static final Duration MONTH = Duration.ofDays(30);

    private final PrintStream out;
    private final int leads;

    private ScalingReport(PrintStream out, int leads) {
        this.out = out;
        this.leads = leads;
    }

    /**
     * Runs it.
     *
     * @param arguments how many leads
     * @throws SQLException if the database fails
     */
    public static void main(String[] arguments) throws SQLException {
        int leads = arguments.length == 0 ? 24_000 : Integer.parseInt(arguments[0]);
        ScalingReport report = new ScalingReport(System.out, leads);
        report.year("year_kept", Optional.empty());
        report.year(
                "year_retained",
                Optional.of(RetentionPolicy.keepAll()
                        .messageTexts(MONTH)
                        .touches(MONTH.multipliedBy(2))
                        .inboundTexts(MONTH)
                        .events(MONTH)));
    }

    private void year(String schema, Optional<RetentionPolicy> policy) throws SQLException {
        PGSimpleDataSource source = Databases.postgres(schema);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(2); // opening takes two, running one
        VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
        long started = System.nanoTime();
        Duration retaining = Duration.ZERO;
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcSequenceStore store = JdbcSequenceStore.open(pool);
            SequenceBuilder builder = Sequence.builder("five");
            IntStream.range(0, STEPS)
                    .forEach(i -> builder.email(
                            "step" + i, s -> s.subject("Step " + i).text(WORDS).after(Delay.days(i == 0 ? 0 : 3))));
            SequenceRunner runner = SequenceRunner.builder(
                            store, Sequences.of(builder.build()), Sender.of("Example Ltd", "1 High Street, Leeds"))
                    .sendOnlyMailbox(
                            Mailbox.of("sales@example.com", ZoneOffset.UTC).dailyCap(10_000_000),
                            (email, deadline) -> Delivery.accepted())
                    .window(SendWindow.ALWAYS)
                    .deliverOn(Runnable::run, 100)
                    .claimBatch(500)
                    .budget(Duration.ofDays(1))
                    .virtualClock(clock)
                    .build();
            for (int month = 0; month < MONTHS; month++) {
                enroll(runner, month);
                inbound(store, clock, month);
                for (int step = 0; step < STEPS; step++) {
                    RunReport report = runner.runDueSteps();
                    if (!report.problems().isEmpty() || report.due() > 0) {
                        throw new IllegalStateException(report.toString());
                    }
                    clock.advance(Duration.ofDays(3));
                }
                clock.advance(Duration.ofDays(15));
                Databases.execute(source, "vacuum"); // autovacuum looks once a minute, and a month here is seconds
                if (policy.isPresent()) {
                    long from = System.nanoTime();
                    RetentionReport removed = runner.retain(policy.get());
                    retaining = retaining.plusNanos(System.nanoTime() - from);
                    if (!removed.problems().isEmpty() || removed.more()) {
                        throw new IllegalStateException(removed.toString());
                    }
                }
            }
        }
        out.printf(
                "%n## %s: %d leads, %d touches, %.0f s in all, %.1f s of it retention%n%n",
                policy.isPresent() ? "With retention" : "Without retention",
                leads,
                leads * STEPS,
                (System.nanoTime() - started) / 1e9,
                retaining.toMillis() / 1e3);
        sizes(source);
        Databases.execute(source, "vacuum full");
        out.printf("%nafter vacuum full (what the live rows need):%n%n");
        sizes(source);
    }

    private void enroll(SequenceRunner runner, int month) {
        List<Lead> some = new ArrayList<>();
        for (int i = month * leads / MONTHS; i < (month + 1) * leads / MONTHS; i++) {
            some.add(Lead.of("crm-" + i, "person.number" + i + "@company" + i % 997 + ".example")
                    .with(Lead.FIRST_NAME, "Jane")
                    .with(Lead.COMPANY_NAME, "Company " + i % 997)
                    .with(Lead.TIME_ZONE, "Europe/London"));
        }
        runner.enroll(some, "five");
    }

    /** A private mail for each lead and a reply for each tenth, as an inbox that is read would leave them. */
    private void inbound(JdbcSequenceStore store, VirtualClock clock, int month) {
        for (int from = month * leads / MONTHS; from < (month + 1) * leads / MONTHS; from += 500) {
            List<Inbound> some = new ArrayList<>();
            for (int i = from; i < Math.min(from + 500, (month + 1) * leads / MONTHS); i++) {
                boolean reply = i % 10 == 0;
                some.add(new Inbound(
                        new UUID((clock.millis() << 16) | 0x7000, i),
                        String.format("%040d", i),
                        "sales@example.com",
                        "INBOX/1/" + i,
                        clock.instant(),
                        reply ? "PERSON" : Inbound.PRIVATE,
                        "it answers no touch of ours and comes from no lead",
                        "company.example",
                        reply ? Optional.of("crm-" + i) : Optional.empty(),
                        Optional.empty(),
                        reply ? "Re: Step 1" : "",
                        reply ? WORDS : "",
                        reply ? List.of() : List.of(String.format("%032d", i), String.format("%032d", i + 1)),
                        false,
                        Inbound.State.DONE,
                        Inbound.Attention.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        ""));
            }
            store.inTransaction(tx -> tx.inbox().insert(some));
        }
    }

    private void sizes(PGSimpleDataSource source) throws SQLException {
        Databases.execute(source, "analyze");
        table(
                source,
                "select c.relname as \"table\", s.n_live_tup as rows, s.n_dead_tup as dead, s.autovacuum_count as vacuums,"
                        + " pg_size_pretty(pg_table_size(c.oid)) as \"table size\","
                        + " pg_size_pretty(pg_indexes_size(c.oid)) as \"indexes\","
                        + " pg_total_relation_size(c.oid) / " + leads * STEPS + " as \"bytes a touch\","
                        + " round(100.0 * s.n_tup_hot_upd / nullif(s.n_tup_upd, 0)) as \"hot %\""
                        + " from pg_class c join pg_stat_user_tables s on s.relid = c.oid"
                        + " where s.schemaname = current_schema and pg_total_relation_size(c.oid) > 100000"
                        + " order by pg_total_relation_size(c.oid) desc");
        table(
                source,
                "select 'all' as \"table\", pg_size_pretty(sum(pg_total_relation_size(relid))) as size,"
                        + " sum(pg_total_relation_size(relid))::bigint / " + leads * STEPS + " as \"bytes a touch\","
                        + " sum(pg_total_relation_size(relid))::bigint / " + leads + " as \"bytes a lead\""
                        + " from pg_stat_user_tables where schemaname = current_schema");
        table(
                source,
                "select indexrelname as index, pg_size_pretty(pg_relation_size(indexrelid)) as size,"
                        + " pg_relation_size(indexrelid) / " + leads * STEPS
                        + " as \"bytes a touch\", idx_scan as scans"
                        + " from pg_stat_user_indexes where schemaname = current_schema"
                        + " and pg_relation_size(indexrelid) > 100000 order by pg_relation_size(indexrelid) desc");
    }

    private void table(PGSimpleDataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            int columns = rows.getMetaData().getColumnCount();
            StringBuilder head = new StringBuilder("|");
            for (int i = 1; i <= columns; i++) {
                head.append(' ').append(rows.getMetaData().getColumnLabel(i)).append(" |");
            }
            out.println(head + "\n|" + "---|".repeat(columns));
            while (rows.next()) {
                StringBuilder line = new StringBuilder("|");
                for (int i = 1; i <= columns; i++) {
                    String value = rows.getString(i);
                    line.append(' ').append(value == null ? "" : value).append(" |");
                }
                out.println(line);
            }
            out.println();
        }
    }
}
