package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.lead.EmailAddress;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Stores a provider's events, 1,000 in a batch on one connection, each matched to its mail among 1,000,000 in the statement
 * that stores it; a tenth come a second time. Then all of them come again. Through the store, in plain SQL, or the whole way
 * through the runner's webhook, with what they cause.
 */
final class EventIngestion implements Contender {

    /** How the events are stored. */
    enum Way {
        /** {@code MailEventRows.insert}. */
        STORE,
        /** One statement over arrays. */
        RAW,
        /** {@code runner.web().receive}, with keys, verdicts and effects. */
        WEB
    }

    private static final int TOUCHES = Boolean.getBoolean("sdr.bench.quick") ? 100_000 : 1_000_000;
    private static final int BATCH = 1_000;
    private static final String AGENT =
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
    private static final String RAW =
            "insert into mail_event (event_id, source, type, at, received_at, send_id, address_key, message_id, provider_id,"
                    + " details) select v.id::uuid, 'bench', v.type, v.at, now(), s.enrollment_id, v.address, v.message,"
                    + " v.provider, v.details from unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[],"
                    + " ?::text[], ?::text[]) as v (id, type, at, address, message, provider, details)"
                    + " left join send s on s.message_id = v.message on conflict do nothing";

    private final Way way;
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private int distinct;

    EventIngestion(Way way) {
        this.way = way;
    }

    private static String messageId(int i) {
        return String.format("%040x@sender.example", i);
    }

    @Override
    public void prepare(Database db, int n) throws SQLException {
        try (HikariDataSource pool = db.pool(2);
                JdbcSequenceStore store = RunnerSteps.open(pool);
                SequenceRunner runner = RunnerSteps.builder(store, 1, (email, deadline) -> Delivery.accepted())
                        .build()) {
            RunnerSteps.enroll(runner, 0, 1);
            RunnerSteps.finish(runner, 1);
        }
        String messageId = "lpad(to_hex(i), 40, '0') || '@sender.example'";
        if (way == Way.RAW) {
            RawBatch.tables(db, 0);
            db.execute(
                    "insert into send select i, 0, i, 'SENT', " + messageId + ", 'p' || i, now(), now()"
                            + " from generate_series(1, " + TOUCHES + ") i",
                    "create table mail_event (event_id uuid primary key, source text not null, type text not null,"
                            + " at timestamptz not null, received_at timestamptz not null, send_id bigint, address_key text,"
                            + " message_id text, provider_id text, details text not null)",
                    "create index on mail_event (send_id, at)");
        } else {
            Copies.of(
                    db,
                    "sdr_touch",
                    Map.of(
                            "enrollment_id",
                            Copies.ID,
                            "attempt",
                            "gen_random_uuid()",
                            "message_id",
                            messageId,
                            "thread",
                            messageId),
                    TOUCHES);
        }
    }

    /** Of ten events four say that a mail was taken, four that it was delivered, two that it was opened. */
    private List<List<MailEvent>> batches(int n) {
        Random random = new Random(1);
        List<List<MailEvent>> batches = new ArrayList<>();
        List<MailEvent> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean again = i % 10 == 9;
            MailEvent event = again ? all.get(random.nextInt(all.size())) : event(i, 1 + random.nextInt(TOUCHES));
            distinct += again ? 0 : 1;
            all.add(event);
        }
        for (int from = 0; from < n; from += BATCH) {
            batches.add(all.subList(from, Math.min(n, from + BATCH)));
        }
        return batches;
    }

    private MailEvent event(int i, int touch) {
        MailEvent.Type type =
                i % 10 < 4 ? MailEvent.Type.PROCESSED : i % 10 < 8 ? MailEvent.Type.DELIVERED : MailEvent.Type.OPENED;
        return new MailEvent(
                "bench",
                type,
                start.plusSeconds(i),
                Optional.of(EmailAddress.of("lee" + touch + "@company" + touch % 5_000 + ".example")),
                Optional.of(messageId(touch)),
                Optional.of("p" + touch),
                type == MailEvent.Type.OPENED
                        ? Map.of(MailEvent.USER_AGENT, AGENT, MailEvent.IP, "203.0.113.7")
                        : Map.of());
    }

    @Override
    public Work open(Database db, int n) throws SQLException {
        distinct = 0;
        read(db);
        List<List<MailEvent>> batches = batches(n);
        return switch (way) {
            case STORE -> store(db, batches);
            case RAW -> raw(db, batches);
            case WEB -> web(db, batches);
        };
    }

    /** The mails that events are about are days old at most, and in memory; which of them are must not depend on the warm-up. */
    private void read(Database db) throws SQLException {
        String mails = way == Way.RAW ? "send" : "sdr_touch";
        db.execute("set enable_seqscan = off; set enable_sort = off; select count(state) from (select state from "
                + mails + " order by message_id) mail");
    }

    /** Work that is done again when it is done: the whole day comes a second time. */
    private abstract static class Twice implements Work {
        private long nanos;

        abstract void all() throws Exception;

        @Override
        public void run() throws Exception {
            long start = System.nanoTime();
            all();
            nanos = System.nanoTime() - start;
        }

        @Override
        public Map<String, Double> extras() {
            long start = System.nanoTime();
            try {
                all();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return Map.of("again_to_first", (double) (System.nanoTime() - start) / nanos);
        }
    }

    private static Work store(Database db, List<List<MailEvent>> batches) {
        HikariDataSource pool = db.pool(2);
        JdbcSequenceStore store = RunnerSteps.open(pool);
        List<List<RecordedEvent>> rows =
                batches.stream().map(b -> rows(b, Instant.now())).toList();
        return new Twice() {
            @Override
            void all() {
                for (List<RecordedEvent> batch : rows) {
                    store.inTransaction(tx -> tx.mailEvents().insert(batch));
                }
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    private static List<RecordedEvent> rows(List<MailEvent> batch, Instant received) {
        return batch.stream().map(e -> row(e, received)).toList();
    }

    private static RecordedEvent row(MailEvent e, Instant received) {
        return new RecordedEvent(
                id(e),
                e.source(),
                e.type(),
                e.at(),
                received,
                Optional.empty(),
                e.recipient().map(EmailAddress::value),
                e.messageId(),
                e.providerId(),
                e.details(),
                Optional.empty(),
                e.type() != MailEvent.Type.PROCESSED);
    }

    /** Scattered as hashes are. */
    private static UUID id(MailEvent event) {
        Random random = new Random(event.at().getEpochSecond());
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static Work raw(Database db, List<List<MailEvent>> batches) throws SQLException {
        Connection connection = db.connect();
        connection.setAutoCommit(false);
        PreparedStatement insert = connection.prepareStatement(RAW);
        return new Twice() {
            @Override
            void all() throws SQLException {
                for (List<MailEvent> batch : batches) {
                    texts(1, batch.stream().map(e -> id(e).toString()).toArray());
                    texts(2, batch.stream().map(e -> e.type().name()).toArray());
                    insert.setArray(
                            3,
                            connection.createArrayOf(
                                    "timestamptz",
                                    batch.stream()
                                            .map(e -> Timestamp.from(e.at()))
                                            .toArray()));
                    texts(
                            4,
                            batch.stream()
                                    .map(e -> e.recipient().orElseThrow().value())
                                    .toArray());
                    texts(
                            5,
                            batch.stream().map(e -> e.messageId().orElseThrow()).toArray());
                    texts(
                            6,
                            batch.stream()
                                    .map(e -> e.providerId().orElseThrow())
                                    .toArray());
                    texts(7, batch.stream().map(e -> e.details().toString()).toArray());
                    insert.executeUpdate();
                    connection.commit();
                }
            }

            private void texts(int position, Object[] values) throws SQLException {
                insert.setArray(position, connection.createArrayOf("text", values));
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    private record Posted(List<MailEvent> events) implements WebhookReceiver {
        @Override
        public String name() {
            return "bench";
        }

        @Override
        public Received receive(WebhookRequest request, Instant now) {
            return new Received.Accepted(events, List.of());
        }
    }

    private static Work web(Database db, List<List<MailEvent>> batches) {
        HikariDataSource pool = db.pool(2);
        JdbcSequenceStore store = RunnerSteps.open(pool);
        SequenceRunner runner = RunnerSteps.builder(store, 1, (email, deadline) -> Delivery.accepted())
                .build();
        WebhookRequest request = new WebhookRequest(Map.of(), new byte[0]);
        return new Twice() {
            @Override
            void all() {
                for (List<MailEvent> batch : batches) {
                    runner.web().receive(new Posted(batch), request);
                }
            }

            @Override
            public void close() {
                runner.close();
                pool.close();
            }
        };
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        String table = way == Way.RAW ? "mail_event" : "sdr_mail_event";
        String touch = way == Way.RAW ? "send_id" : "enrollment_id";
        Contender.same("events stored", distinct, db.number("select count(*) from " + table));
        Contender.same(
                "events matched",
                distinct,
                db.number("select count(*) from " + table + " where " + touch + " is not null"));
        if (way == Way.WEB) {
            Contender.same("events left open", 0, db.number("select count(*) from sdr_mail_event where is_open"));
            Contender.same(
                    "opens graded",
                    db.number("select count(*) from sdr_mail_event where type = 'OPENED'"),
                    db.number("select count(*) from sdr_mail_event where grade is not null"));
        }
    }
}
