package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.lead.Lead;
import dev.sdr.observe.Enrolled;
import java.sql.SQLException;
import java.util.List;

/** {@code SequenceRunner.enroll} of one large list. */
final class Enroll implements Contender {

    private long enrolled;

    @Override
    public void prepare(Database db, int n) {
        try (HikariDataSource pool = db.pool(2)) {
            RunnerSteps.open(pool);
        }
    }

    @Override
    public Work open(Database db, int n) {
        List<Lead> leads = RunnerSteps.leads(0, n);
        HikariDataSource pool = db.pool(2);
        SequenceRunner runner = RunnerSteps.builder(RunnerSteps.open(pool), n, (email, deadline) -> Delivery.accepted())
                .build();
        return new Work() {
            @Override
            public void run() {
                enrolled = runner.enroll(leads, RunnerSteps.SEQUENCE).stream()
                        .filter(e -> e.result() == Enrolled.Result.ENROLLED)
                        .count();
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
        Contender.same("enrolled", n, enrolled);
        Contender.same("enrollments", n, db.number("select count(distinct lead_id) from sdr_enrollment"));
        Contender.same("leads", n, db.number("select count(*) from sdr_lead"));
    }
}
