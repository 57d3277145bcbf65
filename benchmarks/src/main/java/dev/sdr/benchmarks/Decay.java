package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.mail.Mailer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A runner's steps while another session holds a snapshot from before: what the last claims cost beside the first. */
final class Decay implements Contender {

    private static final int BATCH = 100;
    private static final int LOOK_AT = 20;

    private final AtomicLong mailed = new AtomicLong();

    @Override
    public void prepare(Database db, int n) throws SQLException {
        ClaimCost.rows(db, n, true, "now() - random() * interval '1 hour'");
    }

    @Override
    public Work open(Database db, int n) throws SQLException {
        Connection other = db.connect();
        other.setAutoCommit(false);
        other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = other.createStatement()) {
            statement.execute("select count(*) from sdr_inbox"); // takes the snapshot, and keeps it
        }
        HikariDataSource pool = db.pool(2);
        ClaimWatch watch = ClaimWatch.of(pool);
        Mailer mailer = (email, deadline) -> {
            mailed.incrementAndGet();
            return Delivery.accepted();
        };
        SequenceRunner runner = RunnerSteps.builder(JdbcSequenceStore.open(watch.source()), n, mailer)
                .deliverOn(Runnable::run, BATCH)
                .claimBatch(BATCH)
                .build();
        return new Work() {
            @Override
            public void run() {
                RunnerSteps.finish(runner, n);
            }

            @Override
            public Map<String, Double> extras() {
                List<Double> all = watch.milliseconds().subList(0, n / BATCH); // those that found something
                double first = median(all.subList(LOOK_AT, 2 * LOOK_AT)); // the very first warm the JVM up
                double last = median(all.subList(all.size() - LOOK_AT, all.size()));
                return Map.of("claim_first_ms", first, "claim_last_ms", last, "claim_last_to_first", last / first);
            }

            @Override
            public void close() throws SQLException {
                runner.close();
                pool.close();
                other.close();
            }
        };
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        Contender.same("mails", n, mailed.get());
        Contender.same("settled", n, db.number("select count(*) from sdr_touch where state = 'SENT'"));
    }
}
