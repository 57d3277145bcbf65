package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.observe.RunReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A runner in a small heap with 1,000,000 due: what stays alive after a collection while it is at work. */
final class Memory implements Contender {

    private static final int DUE = Boolean.getBoolean("sdr.bench.quick") ? 100_000 : 1_000_000;

    private final AtomicLong mailed = new AtomicLong();

    @Override
    public void prepare(Database db, int n) throws SQLException {
        ClaimCost.rows(db, DUE, true, "now() - random() * interval '1 hour'");
    }

    @Override
    public Work open(Database db, int n) {
        HikariDataSource pool = db.pool(2);
        SequenceRunner runner = RunnerSteps.builder(RunnerSteps.open(pool), DUE, (email, deadline) -> {
                    mailed.incrementAndGet();
                    return Delivery.accepted();
                })
                .deliverOn(Runnable::run, RunnerSteps.GROUP)
                .budget(Duration.ofSeconds(1))
                .build();
        return new Work() {
            private double perSecond;

            @Override
            public void run() {
                long start = System.nanoTime();
                int sent = 0;
                while (sent < n) {
                    RunReport report = runner.runDueSteps();
                    if (!report.problems().isEmpty()) {
                        throw new IllegalStateException(report.problems().toString());
                    }
                    sent += report.sent();
                }
                perSecond = sent * 1e9 / (System.nanoTime() - start);
            }

            @Override
            public Map<String, Double> extras() {
                return Map.of("per_s", perSecond);
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
        Contender.same("settled", mailed.get(), db.number("select count(*) from sdr_touch where state = 'SENT'"));
    }
}
