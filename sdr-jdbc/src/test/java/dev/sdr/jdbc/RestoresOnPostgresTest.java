package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.TouchState;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.InboxSource;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.observe.AdoptReport;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Copies and restores of a real PostgreSQL (S3, S4), judged by what the mail receiver got. */
class RestoresOnPostgresTest {

    private static final int LEADS = 40;
    private static final Sequence STEPS = Sequence.builder("steps")
            .email("one", s -> s.subject("One").text("One."))
            .email("two", s -> s.subject("Two").text("Two.").after(Delay.days(1)))
            .email("three", s -> s.subject("Three").text("Three.").after(Delay.days(2)))
            .build();

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
    private final List<String> received = new ArrayList<>();
    private final AtomicInteger polls = new AtomicInteger();
    private Runnable afterEach = () -> {};

    private RunnerBuilder runner(DataSource source) {
        Mailer mailer = (email, deadline) -> {
            received.add(email.messageId());
            afterEach.run();
            return Delivery.accepted();
        };
        InboxSource inbox = (cursor, since, limit) -> {
            polls.incrementAndGet();
            return new InboxSource.Page(List.of(), "0", true);
        };
        return SequenceRunner.builder(
                        JdbcSequenceStore.open(source), Sequences.of(STEPS), Sender.of("Example Ltd", "Leeds"))
                .mailbox(Mailbox.of("a@sender.example", ZoneOffset.UTC).dailyCap(1000), mailer, inbox)
                .window(SendWindow.ALWAYS)
                .claimBatch(10)
                .budget(Duration.ofHours(1))
                .virtualClock(clock);
    }

    private static List<Lead> leads() {
        return IntStream.range(0, LEADS)
                .mapToObj(i -> Lead.of("lead" + i, "lead" + i + "@company.example"))
                .toList();
    }

    private void assertRefuses(SequenceRunner runner, DataSource source, String why) {
        int mails = received.size();
        int read = polls.get();
        List<Consumer<SequenceRunner>> all = List.of(
                SequenceRunner::runOnce,
                SequenceRunner::runDueSteps,
                SequenceRunner::pollInboxes,
                r -> r.enroll(Lead.of("new", "new@company.example"), "steps"));
        for (Consumer<SequenceRunner> each : all) {
            assertThatThrownBy(() -> each.accept(runner))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(why);
        }
        assertThat(received).hasSize(mails);
        assertThat(polls).hasValue(read);
        assertThat(rows(source, "sdr_enrollment")).isEqualTo(LEADS);
    }

    @Test
    void s3ACopyOfProductionSendsReceivesAndEnrollsNothingUntilItIsAdopted() throws SQLException {
        PGSimpleDataSource prod = Databases.database("restore_prod", "template1");
        SequenceRunner original = runner(prod).environment("prod").build();
        original.enroll(leads(), "steps");
        original.pollInboxes();

        PGSimpleDataSource copy = Databases.database("restore_copy", "restore_prod");
        SequenceRunner staging = runner(copy).environment("staging").build();
        assertRefuses(staging, copy, "belongs to the environment 'prod', and this runner to 'staging'");
        assertRefuses(runner(copy).build(), copy, "and this runner names none");
        assertRefuses(runner(copy).environment("prod").build(), copy, "is a copy or was restored");
        try (Connection host = copy.getConnection()) {
            host.setAutoCommit(false);
            assertThatThrownBy(() -> staging.enroll(
                            JdbcSequenceStore.joining(host), leads(), "steps", java.util.Optional.empty()))
                    .isInstanceOf(ConfigurationException.class);
        }
        assertThat(received).isEmpty();

        assertThat(staging.adopt().complete()).isTrue();
        assertThat(staging.runOnce().sent()).isEqualTo(LEADS);
        assertThat(original.runOnce().sent()).as("the original goes on").isEqualTo(LEADS);
    }

    @Test
    void s3ADumpPutBackIntoTheSameDatabaseIsAnotherDatabase() {
        PGSimpleDataSource source = Databases.database("restore_dump", "template1");
        SequenceRunner runner = runner(source).build();
        runner.enroll(leads(), "steps");
        assertThat(runner.runOnce().sent()).isEqualTo(LEADS);
        Databases.execute(
                source,
                "create table kept as select * from sdr_record",
                "drop table sdr_record",
                "create table sdr_record (like kept)",
                "alter table sdr_record add primary key (kind, rec_key)",
                "insert into sdr_record select * from kept");
        assertRefuses(runner, source, "is a copy or was restored");
        assertThat(runner.adopt().complete()).isTrue();
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    @Test
    void s3ARoleWithoutRightsStillTellsACopy() {
        PGSimpleDataSource admin = Databases.database("restore_poor", "template1");
        Databases.execute(
                admin,
                "drop database if exists restore_poor_copy with (force)",
                "drop role if exists restore_poor",
                "create role restore_poor login password 'poor'",
                "alter database restore_poor owner to restore_poor",
                "grant create, usage on schema public to restore_poor",
                "revoke execute on function pg_control_system(), pg_walfile_name(pg_lsn) from public");
        PGSimpleDataSource poor = as(admin, "restore_poor", "poor");
        SequenceRunner runner = runner(poor).build();
        runner.enroll(leads(), "steps");
        assertThat(runner.runOnce().sent()).isEqualTo(LEADS);
        Databases.database("restore_poor_copy", "restore_poor");
        PGSimpleDataSource copy = as(admin, "restore_poor", "poor");
        copy.setDatabaseName("restore_poor_copy");
        assertRefuses(runner(copy).build(), copy, "is a copy or was restored");
    }

    private static PGSimpleDataSource as(PGSimpleDataSource like, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(like.getUrl());
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    @Test
    void s4ADatabaseSetBackByAnHourInMidRunAndAdoptedSendsNothingTwice() {
        PGSimpleDataSource live = Databases.database("restore_live", "template1");
        DataSource[] current = {live};
        HikariConfig config = new HikariConfig();
        config.setDataSource(changing(current));
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0); // so that a copy of the database can be made once its connections are evicted
        try (HikariDataSource pool = new HikariDataSource(config)) {
            SequenceRunner runner = runner(pool).environment("prod").build();
            runner.enroll(leads(), "steps");
            runner.runOnce();
            clock.advance(Duration.ofHours(14)); // 23:00, so that the second step is due in an hour
            runner.runOnce();
            assertThat(received).hasSize(LEADS);
            pool.getHikariPoolMXBean().softEvictConnections();
            PGSimpleDataSource backup = Databases.database("restore_backup", "restore_live"); // an hour before

            clock.advance(Duration.ofHours(1));
            afterEach = () -> {
                if (received.size() == LEADS + LEADS / 2) { // in the middle of a run, between a begin and its settling
                    current[0] = backup;
                    pool.getHikariPoolMXBean().softEvictConnections(); // as a pool does with broken ones, silently
                }
            };
            assertThat(runner.runOnce().problems()).anyMatch(p -> p.contains("another database"));
            assertThat(received).hasSize(LEADS + LEADS / 2);
            Instant restoredAt = clock.instant();
            clock.advance(Duration.ofMinutes(30));
            assertRefuses(runner, pool, "is a copy or was restored");

            AdoptReport report = runner.adopt(restoredAt);
            assertThat(report.complete()).isTrue();
            assertThat(report.assumedSent())
                    .hasSize(LEADS)
                    .allMatch(t -> t.id().key().equals("two") && t.state() == TouchState.UNKNOWN);
            for (int day = 0; day < 5; day++) {
                assertThat(runner.runOnce().problems()).isEmpty();
                clock.advance(Duration.ofDays(1));
            }
            assertThat(received).doesNotHaveDuplicates();
            assertThat(received).as("the third step goes on").hasSize(LEADS + LEADS / 2 + LEADS);
            assertThat(rows(backup, "sdr_enrollment where status = 'FINISHED'")).isEqualTo(LEADS);
        }
    }

    @Test
    void s3ATransactionThatFindsItselfOnAnotherDatabaseFailsUntilTheStoreIsAskedAgain() {
        PGSimpleDataSource one = Databases.database("restore_one", "template1");
        JdbcSequenceStore.open(one);
        PGSimpleDataSource two = Databases.database("restore_two", "restore_one");
        DataSource[] current = {one};
        JdbcSequenceStore store = JdbcSequenceStore.open(changing(current));
        String before = store.identity().orElseThrow();
        assertThat(store.<Integer>inTransaction(tx -> 1)).isEqualTo(1);
        current[0] = two;
        assertThatThrownBy(() -> store.inTransaction(tx -> 1)).isInstanceOf(RetryableException.class);
        assertThat(store.identity().orElseThrow()).isNotEqualTo(before);
        assertThat(store.<Integer>inTransaction(tx -> 1)).isEqualTo(1);
    }

    private static DataSource changing(DataSource[] current) {
        return (DataSource) Proxy.newProxyInstance(
                RestoresOnPostgresTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (p, m, a) -> {
                    try {
                        return m.invoke(current[0], a);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static int rows(DataSource source, String table) {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
