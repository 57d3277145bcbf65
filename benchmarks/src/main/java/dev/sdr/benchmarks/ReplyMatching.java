package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.jdbc.JdbcSequenceStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Finds the touches that replies name, 500 replies of three Message-IDs at a time, among 1,000,000: through the store, as
 * matching does, or in plain SQL. A reply names the three mails of its thread.
 */
final class ReplyMatching implements Contender {

    private static final int TOUCHES = Boolean.getBoolean("sdr.bench.quick") ? 100_000 : 1_000_000;
    private static final int BATCH = 500;
    private static final int IDS = 3;
    private static final String RAW = "select v.reply, s.enrollment_id, s.step, s.lead_id, s.state"
            + " from unnest(?::int[], ?::text[]) as v (reply, id) join send s on s.message_id = v.id";

    private final boolean ours;
    private long found;

    ReplyMatching(boolean ours) {
        this.ours = ours;
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
        Copies.of(
                db,
                "sdr_touch",
                Map.of(
                        "enrollment_id",
                        Copies.ID,
                        "lead_id",
                        "'lead' || i",
                        "attempt",
                        "gen_random_uuid()",
                        "message_id",
                        messageId,
                        "thread",
                        messageId),
                TOUCHES);
        RawBatch.tables(db, 0);
        db.execute("insert into send select i, 0, i, 'SENT', " + messageId + ", 'p' || i, now(), now()"
                + " from generate_series(1, " + TOUCHES + ") i");
    }

    @Override
    public Work open(Database db, int n) throws SQLException {
        found = 0;
        List<Batch> batches = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < n / BATCH; i++) {
            Batch batch = new Batch(new ArrayList<>(), new ArrayList<>());
            random.ints(1, TOUCHES / IDS).distinct().limit(BATCH).forEach(reply -> {
                for (int k = 0; k < IDS; k++) {
                    batch.replies.add(reply);
                    batch.ids.add(messageId(reply * IDS + k));
                }
            });
            batches.add(batch);
        }
        return ours ? ours(db, batches) : raw(db, batches);
    }

    private record Batch(List<Integer> replies, List<String> ids) {}

    private Work ours(Database db, List<Batch> batches) {
        HikariDataSource pool = db.pool(2);
        JdbcSequenceStore store = RunnerSteps.open(pool);
        return new Work() {
            @Override
            public void run() {
                for (Batch batch : batches) {
                    List<Touch> touches = store.inTransaction(tx -> tx.touches().byMessageIds(batch.ids));
                    found += touches.size();
                }
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    private Work raw(Database db, List<Batch> batches) throws SQLException {
        Connection connection = db.connect();
        PreparedStatement query = connection.prepareStatement(RAW);
        return new Work() {
            @Override
            public void run() throws SQLException {
                for (Batch batch : batches) {
                    query.setArray(1, connection.createArrayOf("int", batch.replies.toArray()));
                    query.setArray(2, connection.createArrayOf("text", batch.ids.toArray()));
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next()) {
                            found += rows.getString(5).equals("SENT") && rows.getLong(2) == rows.getLong(4) ? 1 : 0;
                        }
                    }
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    @Override
    public void verify(Database db, int n) {
        Contender.same("touches found", (long) n / BATCH * BATCH * IDS, found);
    }
}
