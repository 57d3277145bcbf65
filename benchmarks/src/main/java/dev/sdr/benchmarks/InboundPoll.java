package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.observe.RunReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code SequenceRunner.pollInboxes()} of one full inbox: parse, judge, match and store, with what each message causes. Of
 * twenty messages sixteen are replies, two are automatic, two are none of ours.
 */
final class InboundPoll implements Contender {

    private int read;

    @Override
    public void prepare(Database db, int n) throws SQLException {
        try (HikariDataSource pool = db.pool(2);
                JdbcSequenceStore store = RunnerSteps.open(pool);
                SequenceRunner runner = RunnerSteps.builder(store, n, (email, deadline) -> Delivery.accepted())
                        .deliverOn(Runnable::run, RunnerSteps.GROUP)
                        .build()) {
            RunnerSteps.enroll(runner, 0, n);
            RunnerSteps.finish(runner, n);
        }
    }

    @Override
    public Work open(Database db, int n) throws SQLException {
        read = 0;
        List<RawMessage> mail = new ArrayList<>();
        try (Connection connection = db.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select t.lead_id, l.email, t.message_id from sdr_touch t"
                        + " join sdr_lead l on l.id = t.lead_id order by t.message_id")) {
            while (rows.next()) {
                int i = mail.size();
                mail.add(RawMessage.of("m" + i, Messages.of(i, rows.getString(2), rows.getString(3)), Instant.now()));
            }
        }
        InboxSource full = (cursor, since, limit) -> {
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(from + limit, mail.size());
            return new InboxSource.Page(mail.subList(from, to), Integer.toString(to), to == mail.size());
        };
        HikariDataSource pool = db.pool(2);
        SequenceRunner runner = RunnerSteps.builder(
                        RunnerSteps.open(pool), n, (email, deadline) -> Delivery.accepted(), full)
                .build();
        return new Work() {
            @Override
            public void run() {
                while (read < n) {
                    RunReport report = runner.pollInboxes();
                    if (!report.problems().isEmpty()) {
                        throw new IllegalStateException(report.problems().toString());
                    }
                    read += report.messagesRead();
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
        long ours = 0;
        for (int i = 0; i < n; i++) {
            ours += Messages.isOurs(i) ? 1 : 0;
        }
        Contender.same("messages", n, db.number("select count(*) from sdr_inbound"));
        Contender.same("matched", ours, db.number("select count(*) from sdr_inbound where lead_id is not null"));
        Contender.same(
                "stopped", n * 16L / 20, db.number("select count(*) from sdr_enrollment where status = 'STOPPED'"));
    }
}
