package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.error.CommitUnknownException;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.StoredLead;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Whole runners on a real PostgreSQL: sharing work, odd pools, a host's transactions, a database that goes away. */
class RunnersOnPostgresTest {

    private static final PGSimpleDataSource SOURCE = Databases.postgres("runners");
    private static final Sequence SEQUENCE = Sequence.builder("hello")
            .email("hello", s -> s.subject("Hello").text("Hello."))
            .build();

    private final Map<String, AtomicInteger> mails = new ConcurrentHashMap<>();

    @BeforeEach
    void empty() {
        JdbcSequenceStore.open(SOURCE);
        Databases.empty(SOURCE);
    }

    private SequenceRunner runner(DataSource source, AtomicInteger sent, ExecutorService executor) {
        Mailer mailer = (email, deadline) -> {
            sent.incrementAndGet();
            mails.computeIfAbsent(email.to().value(), k -> new AtomicInteger()).incrementAndGet();
            return Delivery.accepted();
        };
        return SequenceRunner.builder(
                        JdbcSequenceStore.open(source), Sequences.of(SEQUENCE), Sender.of("Example Ltd", "Leeds"))
                .sendOnlyMailbox(Mailbox.of("a@sender.example", ZoneOffset.UTC).dailyCap(10_000), mailer)
                .window(SendWindow.ALWAYS)
                .deliverOn(executor, 20)
                .claimBatch(50)
                .build();
    }

    private static HikariDataSource pool(boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(SOURCE);
        config.setAutoCommit(autoCommit);
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    private static List<Lead> leads(int number) {
        List<Lead> leads = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            leads.add(Lead.of("lead" + i, "lead" + i + "@company.example"));
        }
        return leads;
    }

    @Test
    void durabilityIsOn() throws SQLException {
        try (Connection connection = SOURCE.getConnection();
                var statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "synchronous_commit")) {
                try (var row = statement.executeQuery("show " + setting)) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo("on");
                }
            }
        }
    }

    @Test
    void twoRunnersShareAThousandLeadsAndMailEachOnce() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (HikariDataSource pool = pool(true)) {
            SequenceRunner a = runner(pool, first, threads);
            SequenceRunner b = runner(pool, second, threads);
            a.enroll(leads(1000), "hello");
            ExecutorService drivers = Executors.newFixedThreadPool(2);
            try {
                Future<RunReport> one = drivers.submit(a::runOnce);
                Future<RunReport> two = drivers.submit(b::runOnce);
                assertThat(one.get().problems()).isEmpty();
                assertThat(two.get().problems()).isEmpty();
            } finally {
                drivers.shutdown();
            }
            assertThat(a.runOnce().due()).isZero();
        } finally {
            threads.shutdown();
        }
        assertThat(mails).hasSize(1000);
        assertThat(mails.values()).allSatisfy(n -> assertThat(n.get()).isEqualTo(1));
        assertThat(first.get()).isPositive();
        assertThat(second.get()).isPositive();
    }

    @Test
    void aPoolWithAutoCommitOffLosesNothing() {
        try (HikariDataSource pool = pool(false)) {
            AtomicInteger sent = new AtomicInteger();
            ExecutorService threads = Executors.newSingleThreadExecutor();
            try {
                SequenceRunner runner = runner(pool, sent, threads);
                runner.enroll(leads(10), "hello");
                assertThat(runner.runOnce().problems()).isEmpty();
            } finally {
                threads.shutdown();
            }
            assertThat(sent.get()).isEqualTo(10);
            assertThat(rows("sdr_touch where state = 'SENT'")).isEqualTo(10);
            assertThat(rows("sdr_enrollment where status = 'FINISHED'")).isEqualTo(10);
        }
    }

    @Test
    void aRunInsideAHostsTransactionIsRefused() throws SQLException {
        try (Connection host = SOURCE.getConnection()) {
            host.setAutoCommit(false);
            host.createStatement().execute("select 1");
            DataSource aware = transactionAware(host);
            assertThatThrownBy(() -> store(SOURCE, aware).inTransaction(tx -> 1))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("plain connection pool")
                    .hasMessageContaining("joining(connection)");
            assertThatThrownBy(() -> aRunnerThatMeets(aware).runOnce()).hasMessageContaining("plain connection pool");
            host.rollback();
        }
        assertThat(rows("sdr_touch")).isZero();
    }

    private static SequenceRunner aRunnerThatMeets(DataSource then) {
        DataSource[] current = {SOURCE};
        JdbcSequenceStore store = JdbcSequenceStore.open(changing(current));
        SequenceRunner runner = SequenceRunner.builder(store, Sequences.of(SEQUENCE), Sender.of("Example Ltd", "Leeds"))
                .sendOnlyMailbox(
                        Mailbox.of("a@sender.example", ZoneOffset.UTC), (email, deadline) -> Delivery.accepted())
                .build();
        current[0] = then;
        return runner;
    }

    /** A store that was opened on a good source and then meets another. */
    private static JdbcSequenceStore store(DataSource good, DataSource then) {
        DataSource[] current = {good};
        JdbcSequenceStore store = JdbcSequenceStore.open(changing(current));
        current[0] = then;
        return store;
    }

    private static DataSource changing(DataSource[] current) {
        return (DataSource) Proxy.newProxyInstance(
                RunnersOnPostgresTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (p, m, a) -> {
                    try {
                        return m.invoke(current[0], a);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    /** What Spring's proxy does inside a transaction: always the host's connection, whose close does nothing. */
    private static DataSource transactionAware(Connection host) {
        Connection kept = proxy(host, Map.of("close", () -> null));
        return (DataSource) Proxy.newProxyInstance(
                RunnersOnPostgresTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (p, m, a) -> kept);
    }

    private interface Act {
        @org.jspecify.annotations.Nullable
        Object run() throws SQLException;
    }

    private static Connection proxy(Connection target, Map<String, Act> instead) {
        return (Connection) Proxy.newProxyInstance(
                RunnersOnPostgresTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (p, m, a) -> {
                    Act act = instead.get(m.getName());
                    if (act != null) {
                        return act.run();
                    }
                    try {
                        return m.invoke(target, a);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Test
    void enrollingJoinsTheHostsTransaction() throws SQLException {
        SequenceRunner runner = runner(SOURCE, new AtomicInteger(), Executors.newSingleThreadExecutor());
        try (Connection host = SOURCE.getConnection()) {
            host.setAutoCommit(false);
            List<Enrolled> enrolled =
                    runner.enroll(JdbcSequenceStore.joining(host), leads(2), "hello", Optional.empty());
            assertThat(enrolled).allSatisfy(e -> assertThat(e.result()).isEqualTo(Enrolled.Result.ENROLLED));
            host.rollback();
            assertThat(rows("sdr_enrollment")).isZero();
            runner.enroll(JdbcSequenceStore.joining(host), leads(2), "hello", Optional.empty());
            host.commit();
            assertThat(rows("sdr_enrollment")).isEqualTo(2);
            host.setAutoCommit(true);
            assertThatThrownBy(() -> JdbcSequenceStore.joining(host)).isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsSaidToBeInDoubt() throws SQLException {
        DataSource lossy = connections(c -> proxy(c, Map.of("commit", () -> {
            c.commit();
            throw new SQLException("connection reset", "08006");
        })));
        assertThatThrownBy(() -> store(SOURCE, lossy).inTransaction(tx -> {
                    tx.leads().insertMissing(List.of(StoredLead.bare("k")));
                    return 1;
                }))
                .isInstanceOf(CommitUnknownException.class);
        assertThat(rows("sdr_lead")).isEqualTo(1);
    }

    private static DataSource connections(java.util.function.UnaryOperator<Connection> around) {
        return (DataSource) Proxy.newProxyInstance(
                RunnersOnPostgresTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (p, m, a) -> around.apply(SOURCE.getConnection()));
    }

    @Test
    void aDatabaseThatGoesAwayEndsTheRunWithAReportAndTheNextGoesOn() {
        AtomicInteger sent = new AtomicInteger();
        boolean[] away = {false};
        DataSource flaky = (DataSource) Proxy.newProxyInstance(
                RunnersOnPostgresTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (p, m, a) -> {
                    if (away[0]) {
                        throw new SQLException("connection refused", "08001");
                    }
                    return SOURCE.getConnection();
                });
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            SequenceRunner runner = runner(flaky, sent, threads);
            runner.enroll(leads(3), "hello");
            away[0] = true;
            assertThat(runner.runOnce().problems()).isNotEmpty();
            assertThatThrownBy(() -> runner.explain("lead0")).isInstanceOf(RetryableException.class);
            away[0] = false;
            assertThat(runner.runOnce().sent()).isEqualTo(3);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void tenThousandPrivateMailsLeaveNoWordAndNoAddressInTheDatabase() throws SQLException {
        List<RawMessage> mails = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String mail = "From: friend" + i + "@private.example\r\nTo: a@sender.example\r\nSubject: secret subject\r\n"
                    + "Message-ID: <secret" + i + "@private.example>\r\nReferences: <secretref@private.example>\r\n\r\n"
                    + "secret words " + i + "\r\n";
            mails.add(RawMessage.of("INBOX/1/" + i, mail.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
        }
        SequenceRunner runner = SequenceRunner.builder(
                        JdbcSequenceStore.open(SOURCE), Sequences.of(SEQUENCE), Sender.of("Example Ltd", "Leeds"))
                .mailbox(
                        Mailbox.of("a@sender.example", ZoneOffset.UTC),
                        (email, deadline) -> Delivery.accepted(),
                        (cursor, since, limit) -> {
                            int from = Integer.parseInt(cursor.orElse("0"));
                            int to = Math.min(mails.size(), from + 500);
                            return new InboxSource.Page(
                                    mails.subList(from, to), Integer.toString(to), to == mails.size());
                        })
                .build();
        assertThat(runner.pollInboxes().messagesRead()).isEqualTo(10_000);
        assertThat(rows("sdr_inbound where kind = 'PRIVATE'")).isEqualTo(10_000);
        for (String table : Databases.TABLES) {
            assertThat(rows(table + " t where t::text like '%secret%' or t::text like '%friend%'"))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void aDatabaseThatNeedsANewerVersionIsRefused() {
        PGSimpleDataSource newer = Databases.postgres("newer");
        JdbcSequenceStore.open(newer);
        Databases.execute(
                newer,
                "insert into sdr_schema_history (installed_rank, version, description, type, script, installed_by,"
                        + " execution_time, success) values (99, '99', 'later needs 98', 'SQL', 'V99__later__needs_98.sql', 'x', 1, true)");
        assertThatThrownBy(() -> JdbcSequenceStore.open(newer))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void whatIsDueIsFoundByItsIndex() throws SQLException {
        Databases.execute(
                SOURCE,
                "insert into sdr_enrollment select gen_random_uuid(), 'l' || i, 'k', 's', 1, 'v', 'c', 'm', 'ACTIVE',"
                        + " 'x', now(), now() + interval '1 day', '', '[]', '[]', null, null, null, 0, now()"
                        + " from generate_series(1, 20000) i",
                "analyze sdr_enrollment");
        StringBuilder plan = new StringBuilder();
        try (Connection connection = SOURCE.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("explain select id from sdr_enrollment where status = 'ACTIVE' and"
                        + " in_flight is null and due_at <= now() and (lease_until is null or lease_until < now())"
                        + " order by due_at limit 100 for no key update skip locked")) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        assertThat(plan.toString()).contains("sdr_enrollment_ready").doesNotContain("Seq Scan");
    }

    private static int rows(String table) {
        try (Connection connection = SOURCE.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
