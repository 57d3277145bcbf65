package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.compose.OneOff;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.InboxSource;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.RetentionPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** How many connections a runner uses: one a calling thread, none where mail is delivered. */
@Timeout(120)
class ConnectionUseTest {

    private final Set<String> users = ConcurrentHashMap.newKeySet();

    private static HikariDataSource pool(PGSimpleDataSource source, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(500); // a second one at a time would wait for ever: this is how it shows
        return new HikariDataSource(config);
    }

    /** A source that changes, so that the tables can be made (which takes two connections) before the pool shrinks. */
    private DataSource changing(AtomicReference<DataSource> current) {
        return (DataSource) Proxy.newProxyInstance(
                ConnectionUseTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (p, m, a) -> {
                    users.add(Thread.currentThread().getName());
                    try {
                        return m.invoke(current.get(), a);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static SequenceRunner runner(DataSource source, ExecutorService deliveries) {
        Sequence sequence = Sequence.builder("mixed")
                .email("one", s -> s.subject("Hello").text("Hello."))
                .email("two", s -> s.text("Again."))
                .build();
        InboxSource inbox = (cursor, since, limit) -> new InboxSource.Page(List.of(), "", true);
        return SequenceRunner.builder(
                        JdbcSequenceStore.open(source), Sequences.of(sequence), Sender.of("Example Ltd", "Leeds"))
                .mailbox(
                        Mailbox.of("a@sender.example", ZoneOffset.UTC).dailyCap(10_000),
                        (email, deadline) -> Delivery.accepted(),
                        inbox)
                .window(SendWindow.ALWAYS)
                .deliverOn(deliveries, 4)
                .build();
    }

    @Test
    void openingSaysWhetherItIsShortOfConnectionsOrOfRights() {
        PGSimpleDataSource empty = Databases.postgres("opening");
        try (HikariDataSource one = pool(empty, 1)) {
            assertThatThrownBy(() -> JdbcSequenceStore.open(one))
                    .isInstanceOf(RetryableException.class)
                    .hasMessageContaining("two connections");
        }
        Databases.execute(
                empty,
                "drop role if exists sdr_test_reader",
                "create role sdr_test_reader login",
                "grant usage on schema opening to sdr_test_reader");
        PGSimpleDataSource reader = new PGSimpleDataSource();
        reader.setUrl(empty.getUrl());
        reader.setUser("sdr_test_reader");
        assertThatThrownBy(() -> JdbcSequenceStore.open(reader))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("right to create tables");
    }

    private static List<Lead> leads(int from, int to) {
        List<Lead> leads = new ArrayList<>();
        for (int i = from; i < to; i++) {
            leads.add(Lead.of("lead" + i, "lead" + i + "@company.example"));
        }
        return leads;
    }

    @Test
    void oneThreadNeedsOneConnection() {
        PGSimpleDataSource source = Databases.postgres("connections");
        AtomicReference<DataSource> current = new AtomicReference<>(source);
        ExecutorService deliveries = Executors.newFixedThreadPool(4);
        try (HikariDataSource one = pool(source, 1)) {
            SequenceRunner runner = runner(changing(current), deliveries);
            current.set(one);
            users.clear();
            runner.enroll(leads(0, 100), "mixed");
            assertThat(runner.runOnce().problems()).isEmpty();
            runner.send(Lead.of("one", "one@company.example"), OneOff.of("k", "Subject", "Text"));
            runner.pauseAll("a look");
            runner.resumeAll();
            runner.suppressions().add(EmailAddress.of("x@company.example"), "asked", "call");
            runner.explain("lead1");
            assertThat(runner.retain(RetentionPolicy.keepAll()).problems()).isEmpty();
            assertThat(runner.runOnce().problems()).isEmpty();
            assertThat(runner.events().after("", 10_000).events()).hasSizeGreaterThan(300);
            assertThat(one.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(one.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
        } finally {
            deliveries.shutdown();
        }
        assertThat(users).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void threeThreadsShareAPoolOfThree() throws Exception {
        PGSimpleDataSource source = Databases.postgres("connections3");
        AtomicReference<DataSource> current = new AtomicReference<>(source);
        ExecutorService deliveries = Executors.newFixedThreadPool(4);
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try (HikariDataSource three = pool(source, 3)) {
            SequenceRunner runner = runner(changing(current), deliveries);
            current.set(three);
            users.clear();
            runner.enroll(leads(0, 300), "mixed");
            List<Future<RunReport>> runs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                runs.add(callers.submit(runner::runOnce));
            }
            for (Future<RunReport> run : runs) {
                assertThat(run.get().problems()).isEmpty();
            }
            assertThat(three.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(three.getHikariPoolMXBean().getTotalConnections()).isLessThanOrEqualTo(3);
        } finally {
            deliveries.shutdown();
            callers.shutdown();
        }
        assertThat(users).hasSizeLessThanOrEqualTo(4); // the three and this one
    }
}
