package dev.sdr.benchmarks;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.store.EnrollmentRows.Claim;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The store's own claim statement under EXPLAIN (ANALYZE, BUFFERS), with 500 due among n; and with nothing due. */
final class ClaimCost implements Contender {

    private static final int DUE = 500;
    private static final int REPEATS = 7;

    @Override
    public void prepare(Database db, int n) throws SQLException {
        rows(
                db,
                n,
                false,
                "case when i % " + n / DUE + " = 0 then now() - random() * interval '1 hour'"
                        + " else now() + (1 + random() * 99) * interval '1 hour' end");
    }

    /** {@code n} enrollments, due at the expression, and their leads if something is to be sent. */
    static void rows(Database db, int n, boolean withLeads, String due) throws SQLException {
        try (JdbcSequenceStore store = JdbcSequenceStore.open(db.source());
                SequenceRunner runner = RunnerSteps.builder(store, n, (email, deadline) -> Delivery.accepted())
                        .build()) {
            RunnerSteps.enroll(runner, 0, 1);
        }
        db.execute("update sdr_enrollment set due_at = now() + interval '30 days'");
        String mailbox = "'ann' || i % 10 || '@sender.example'";
        Copies.of(
                db,
                "sdr_enrollment",
                Map.of(
                        "id",
                        Copies.ID,
                        "lead_id",
                        "'lead' || i",
                        "address_key",
                        "md5(i::text)",
                        "mailbox_id",
                        mailbox,
                        "due_at",
                        due),
                n);
        if (!withLeads) {
            return;
        }
        Copies.of(
                db,
                "sdr_lead",
                Map.of(
                        "address_key", "md5(i::text)",
                        "id", "'lead' || i",
                        "email", "'lee' || i || '@company' || i % 5000 || '.example'",
                        "mailbox_id", mailbox),
                n);
    }

    @Override
    public Work open(Database db, int n) {
        ClaimWatch watch = ClaimWatch.of(db.source());
        JdbcSequenceStore store = JdbcSequenceStore.open(watch.source());
        return new Work() {
            private final List<Map<String, Double>> samples = new ArrayList<>();

            @Override
            public void run() throws SQLException {
                try (Connection connection = db.connect()) {
                    connection.setAutoCommit(false);
                    for (int i = -2; i < REPEATS; i++) {
                        Explained full = explain(connection, Instant.now(), DUE);
                        Explained empty = explain(connection, Instant.now().minus(Duration.ofDays(400)), 0);
                        if (i == REPEATS - 1) {
                            System.out.println(full.plan()); // the evidence, for who reads along
                        }
                        if (i >= 0) {
                            samples.add(Map.of(
                                    "per_s", DUE * 1000 / full.ms(),
                                    "claim_ms", full.ms(),
                                    "nothing_due_ms", empty.ms(),
                                    "buffers", full.buffers(),
                                    "seq_scans", full.seqScans() + empty.seqScans()));
                        }
                    }
                }
            }

            private Explained explain(Connection connection, Instant now, int expected) throws SQLException {
                int claimed = claimAndUndo(now);
                Contender.same("claimed", expected, claimed);
                Explained explained;
                try (PreparedStatement statement = watch.again(connection, "explain (analyze, buffers)");
                        ResultSet plan = statement.executeQuery()) {
                    explained = Explained.of(plan);
                }
                connection.rollback();
                return explained;
            }

            private int claimAndUndo(Instant now) {
                int[] claimed = {0};
                try {
                    store.inTransaction(tx -> {
                        claimed[0] = tx.enrollments()
                                .claim(new Claim(
                                        Instant.EPOCH,
                                        now,
                                        now.plusSeconds(300),
                                        UUID.randomUUID(),
                                        DUE,
                                        0,
                                        2,
                                        Optional.empty()))
                                .size();
                        throw new Undo();
                    });
                } catch (Undo e) {
                    return claimed[0];
                }
                throw new IllegalStateException("the claim was not undone");
            }

            @Override
            public List<Map<String, Double>> samples() {
                return samples;
            }
        };
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        Contender.same("leased", 0, db.number("select count(*) from sdr_enrollment where lease_token is not null"));
    }

    private static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undo() {
            super("undone on purpose");
        }
    }

    private record Explained(double ms, double buffers, double seqScans, String plan) {

        static Explained of(ResultSet plan) throws SQLException {
            StringBuilder lines = new StringBuilder();
            double ms = 0;
            double buffers = -1;
            double seqScans = 0;
            while (plan.next()) {
                String line = plan.getString(1);
                lines.append(line).append('\n');
                if (line.contains("Seq Scan")) {
                    seqScans++;
                } else if (line.startsWith("Execution Time: ")) {
                    ms = Double.parseDouble(line.replaceAll("[^0-9.]", ""));
                } else if (buffers < 0 && line.contains("Buffers: ")) {
                    buffers = 0;
                    for (String part : line.split(" ", -1)) {
                        if (part.matches("(hit|read)=\\d+")) {
                            buffers += Double.parseDouble(part.replaceAll("\\D", ""));
                        }
                    }
                }
            }
            return new Explained(ms, buffers, seqScans, lines.toString());
        }
    }
}
