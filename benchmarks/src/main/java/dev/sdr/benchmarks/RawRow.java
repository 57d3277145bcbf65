package dev.sdr.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Plain JDBC one step at a time: claim one, insert its send, settle and advance it; three transactions, eight connections. */
final class RawRow implements Contender {

    private static final int CONNECTIONS = 8;

    private final AtomicLong mailed = new AtomicLong();

    @Override
    public void prepare(Database db, int n) throws SQLException {
        RawBatch.tables(db, n);
    }

    @Override
    public Work open(Database db, int n) throws SQLException {
        mailed.set(0);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Connection connection = db.connect();
            connection.setAutoCommit(false);
            connections.add(connection);
        }
        return new Work() {
            @Override
            public void run() throws Exception {
                Parallel.run(connections.stream()
                        .<Parallel.Task>map(c -> () -> work(c))
                        .toList());
            }

            @Override
            public void close() throws SQLException {
                for (Connection connection : connections) {
                    connection.close();
                }
            }
        };
    }

    private void work(Connection connection) throws SQLException {
        UUID owner = UUID.randomUUID();
        try (PreparedStatement claim = connection.prepareStatement(RawBatch.CLAIM);
                PreparedStatement send = connection.prepareStatement(
                        "insert into send (enrollment_id, step, lead_id, state, message_id, begun_at)"
                                + " values (?, ?, ?, 'SENDING', ?, now())");
                PreparedStatement settle = connection.prepareStatement(
                        "update send set state = 'SENT', provider_id = ?, settled_at = now()"
                                + " where enrollment_id = ? and step = ? and state = 'SENDING'");
                PreparedStatement advance = connection.prepareStatement(
                        "update enrollment set step = step + 1, due_at = now() + interval '3 days', lease_owner = null,"
                                + " lease_until = null where id = ? and lease_owner = ?")) {
            while (true) {
                claim.setInt(1, 1);
                claim.setObject(2, owner);
                long id;
                int step;
                long lead;
                try (ResultSet row = claim.executeQuery()) {
                    if (!row.next()) {
                        break;
                    }
                    id = row.getLong(1);
                    step = row.getInt(2);
                    lead = row.getLong(3);
                }
                connection.commit();
                send.setLong(1, id);
                send.setInt(2, step);
                send.setLong(3, lead);
                send.setString(4, "m" + id + ".0@sender.example");
                send.executeUpdate();
                connection.commit();
                mailed.incrementAndGet(); // the mailer: it does nothing
                settle.setString(1, "p" + id);
                settle.setLong(2, id);
                settle.setInt(3, step);
                Contender.same("settled", 1, settle.executeUpdate());
                advance.setLong(1, id);
                advance.setObject(2, owner);
                Contender.same("advanced", 1, advance.executeUpdate());
                connection.commit();
            }
            connection.rollback();
        }
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        Contender.same("mails", n, mailed.get());
        RawBatch.verifyTables(db, n);
    }
}
