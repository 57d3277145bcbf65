package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.TouchKey;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.PastRows.Removed;
import dev.sdr.store.PastTouch;
import dev.sdr.store.Tx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Retention among many rows: what it costs, and that nobody waits for it. */
@Timeout(120)
class RetentionOnPostgresTest {

    private static final PGSimpleDataSource SOURCE = Databases.postgres("retention");
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    @BeforeAll
    static void fill() {
        JdbcSequenceStore.open(SOURCE);
        Databases.execute(
                SOURCE,
                "insert into sdr_enrollment (id, lead_id, address_key, sequence_id, run, version, campaign_id, mailbox_id,"
                        + " status, step_id, planned_at, due_at, held_by, stops, pauses, claims, enrolled_at, removed)"
                        + " select md5('e' || n)::uuid, 'lead' || n, 'key' || n, 's', 1, 'v', 'c', 'm',"
                        + " case when n % 2 = 0 then 'ACTIVE' else 'FINISHED' end, 'one', t, t, '', '[]', '[]', 0, t,"
                        + " case when n % 10 = 1 then 0 else 2 end"
                        + " from (select n, timestamptz '2026-01-01' + n * interval '1 minute' as t"
                        + " from generate_series(1, 20000) n) x",
                "insert into sdr_touch (enrollment_id, step_key, lead_id, channel, mailbox_id, state, attempt, begun_at,"
                        + " cap_day, counters, message_id, thread, settled_at, detail)"
                        + " select md5('e' || n)::uuid, 'one', 'lead' || n, 'email', 'm', 'SENT', md5('a' || n)::uuid,"
                        + " '2026-01-01', '2026-01-01', '[]', n || '@x', n || '@x', '2026-01-01', ''"
                        + " from generate_series(1, 20000) n",
                "insert into sdr_touch_content (enrollment_id, step_key, version, to_address, subject, body, refs)"
                        + " select md5('e' || n)::uuid, 'one', 'v', 'a@b', 's', 'text', '[]'"
                        + " from generate_series(1, 20000) n",
                "insert into sdr_inbound (id, identity, mailbox_id, source_ref, received_at, kind, reason, sender_domain,"
                        + " subject, body, reference_keys, overtaken, state, analysis)"
                        + " select md5('i' || n)::uuid, 'i' || n, 'm', '', '2026-01-01', 'PRIVATE', '',"
                        + " case when n % 10 = 1 then 'x.example' else '' end, '', '', '[\"r' || n || '\"]', false, 'DONE', ''"
                        + " from generate_series(1, 20000) n",
                "update sdr_inbound set reference_keys = '[]' where sender_domain = ''",
                "insert into sdr_inbound_ref (reference_key, inbound_id)"
                        + " select 'r' || n, md5('i' || n)::uuid from generate_series(1, 20000) n",
                "insert into sdr_event (id, type, happened_at, data)"
                        + " select md5('v' || n)::uuid, 'X', timestamptz '2026-01-01' + n * interval '1 minute', '{}'"
                        + " from generate_series(1, 20000) n",
                "insert into sdr_past_touch (reference_key, lead_id, enrollment_id, step_key)"
                        + " select 'past' || n, 'l', md5('e' || n)::uuid, 'one' from generate_series(1, 20000) n",
                "analyze");
    }

    private static void write(DataSource source, Consumer<Tx> work) {
        JdbcSequenceStore.open(source).inTransaction(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** Every statement of the store is explained right before it runs, with its own parameters. */
    private static DataSource explaining(List<String> plans) {
        Before nothing = (method, arguments) -> {};
        return proxy(DataSource.class, SOURCE, nothing, (method, arguments, result) -> {
            if (!(result instanceof Connection connection)) {
                return result;
            }
            return proxy(Connection.class, connection, nothing, (m, a, prepared) -> {
                boolean ours = m.equals("prepareStatement") && ((String) a[0]).contains("sdr_");
                return ours ? explained(connection, (String) a[0], (PreparedStatement) prepared, plans) : prepared;
            });
        });
    }

    private static PreparedStatement explained(
            Connection connection, String sql, PreparedStatement statement, List<String> plans) throws SQLException {
        if (sql.contains("sdr_schema_history")) {
            return statement;
        }
        PreparedStatement explain = connection.prepareStatement("explain " + sql);
        return proxy(
                PreparedStatement.class,
                statement,
                (method, arguments) -> {
                    if (method.startsWith("set") && arguments.length == 2 && arguments[0] instanceof Integer position) {
                        explain.setObject(position, arguments[1]);
                    }
                    if (method.equals("execute")) {
                        plans.add(sql + "\n" + plan(explain));
                    }
                },
                (method, arguments, result) -> result);
    }

    private static String plan(PreparedStatement explain) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (var rows = explain.executeQuery()) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    private interface Before {
        void call(String method, Object[] arguments) throws SQLException;
    }

    private interface After {
        Object call(String method, Object[] arguments, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, Before before, After after) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, m, a) -> {
            Object[] arguments = a == null ? new Object[0] : a;
            before.call(m.getName(), arguments);
            try {
                return after.call(m.getName(), arguments, m.invoke(target, a));
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        }));
    }

    @Test
    void everythingIsFoundByAnIndex() {
        List<String> plans = new ArrayList<>();
        DataSource source = explaining(plans);
        PastTouch left = new PastTouch("hash", "a", new TouchKey(UUID.randomUUID(), "s"));
        write(source, tx -> {
            List<Enrollment> first = tx.past().lockEnded(Removed.NOTHING, NOW, Optional.empty(), 200);
            assertThat(first).hasSize(200);
            Optional<Enrollment> last = Optional.of(first.get(199));
            assertThat(tx.past().lockEnded(Removed.NOTHING, NOW, last, 200)).hasSize(200);
            assertThat(tx.past().lockEnded(Removed.TEXTS, NOW, Optional.empty(), 200))
                    .isEmpty();
            List<UUID> ids = first.stream().map(Enrollment::id).toList();
            assertThat(tx.past().removeTexts(ids)).isEqualTo(200);
            assertThat(tx.past().removeTouches(ids, List.of(left))).isEqualTo(200);
            assertThat(tx.past().touches(List.of("past7", "hash"))).hasSize(2);
            assertThat(tx.past().removeInboundTexts(NOW, 200)).isEqualTo(200);
            assertThat(tx.past().removeEvents(NOW, 1000)).isEqualTo(1000);
        });
        assertThat(plans)
                .hasSizeGreaterThan(12)
                .allSatisfy(plan -> assertThat(plan).doesNotContain("Seq Scan"));
    }

    @Test
    void whatIsLockedIsPassedOverAndNotWaitedFor() throws Exception {
        JdbcSequenceStore store = JdbcSequenceStore.open(SOURCE);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<List<Enrollment>> holder = other.submit(() -> store.inTransaction(tx -> {
                List<Enrollment> mine = tx.past().lockEnded(Removed.NOTHING, NOW, Optional.empty(), 5);
                tx.past().removeInboundTexts(NOW, 100);
                locked.countDown();
                try {
                    assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return mine;
            }));
            assertThat(locked.await(30, TimeUnit.SECONDS)).isTrue();
            List<Enrollment> others = store.inTransaction(tx -> {
                assertThat(tx.past().removeInboundTexts(NOW, 10)).isEqualTo(10);
                return tx.past().lockEnded(Removed.NOTHING, NOW, Optional.empty(), 5);
            });
            seen.countDown();
            assertThat(others).hasSize(5).doesNotContainAnyElementsOf(holder.get(30, TimeUnit.SECONDS));
        } finally {
            seen.countDown();
            other.shutdownNow();
        }
    }

    @Test
    void aClaimIsStillAHotUpdate() throws SQLException {
        try (Connection connection = SOURCE.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select count(*) from pg_index i, pg_attribute a"
                                + " where i.indrelid = 'sdr_enrollment'::regclass and a.attrelid = i.indrelid"
                                + " and a.attname in ('lease_token', 'lease_until', 'claims')"
                                + " and (a.attnum = any(i.indkey) or pg_get_indexdef(i.indexrelid) like '%' || a.attname || '%')")) {
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
    }
}
