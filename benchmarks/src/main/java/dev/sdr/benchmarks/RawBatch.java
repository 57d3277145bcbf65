package dev.sdr.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limit: plain JDBC in three transactions per 500 steps (claim by lease, insert the sends, settle and advance), with
 * no gate, cap, condition or text. With {@code keepText} it also stores the message, as a runner must.
 */
final class RawBatch implements Contender {

    private static final int BATCH = 500;

    static final String CLAIM = """
            with c as materialized (
              select id from enrollment
              where status = 'ACTIVE' and due_at <= now() and (lease_until is null or lease_until < now())
              order by due_at limit ? for no key update skip locked)
            update enrollment e set lease_owner = ?, lease_until = now() + interval '5 minutes'
            from c where e.id = c.id returning e.id, e.step, e.lead_id""";
    private static final String SEND = """
            insert into send (enrollment_id, step, lead_id, state, message_id, begun_at)
            select e, s, l, 'SENDING', m, now()
            from unnest(?::bigint[], ?::int[], ?::bigint[], ?::text[]) as v (e, s, l, m)""";
    private static final String CONTENT = """
            insert into send_content (enrollment_id, step, subject, body)
            select * from unnest(?::bigint[], ?::int[], ?::text[], ?::text[])""";
    private static final String SETTLE = """
            update send s set state = 'SENT', provider_id = v.p, settled_at = now()
            from unnest(?::bigint[], ?::int[], ?::text[]) as v (e, s, p)
            where s.enrollment_id = v.e and s.step = v.s and s.state = 'SENDING'""";
    private static final String ADVANCE = """
            update enrollment e
            set step = e.step + 1, due_at = now() + interval '3 days', lease_owner = null, lease_until = null
            from unnest(?::bigint[]) as v (id) where e.id = v.id and e.lease_owner = ?""";

    private final int connections;
    private final boolean keepText;
    private final AtomicLong mailed = new AtomicLong();

    RawBatch(int connections, boolean keepText) {
        this.connections = connections;
        this.keepText = keepText;
    }

    @Override
    public void prepare(Database db, int n) throws SQLException {
        tables(db, n);
    }

    /** The raw tables, shaped as performance asks for, with {@code n} due enrollments. */
    static void tables(Database db, int n) throws SQLException {
        String storage =
                " with (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)";
        db.execute(
                "create table enrollment (id bigint primary key, lead_id bigint not null, sequence_id int not null,"
                        + " step int not null, status text not null, due_at timestamptz not null, lease_owner uuid,"
                        + " lease_until timestamptz)" + storage,
                "create table send (enrollment_id bigint not null, step int not null, lead_id bigint not null,"
                        + " state text not null, message_id text, provider_id text, begun_at timestamptz not null,"
                        + " settled_at timestamptz, primary key (enrollment_id, step))" + storage,
                "create table send_content (enrollment_id bigint not null, step int not null, subject text not null,"
                        + " body text not null, primary key (enrollment_id, step))",
                "insert into enrollment select i, i, 1, 0, 'ACTIVE', now() - random() * interval '1 hour', null, null"
                        + " from generate_series(1, " + n + ") i",
                "create index on enrollment (due_at) where status = 'ACTIVE'",
                "create index on send (message_id) where message_id is not null");
    }

    @Override
    public Work open(Database db, int n) throws SQLException {
        mailed.set(0);
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            workers.add(new Worker(db.connect()));
        }
        return new Work() {
            @Override
            public void run() throws Exception {
                Parallel.run(workers.stream().<Parallel.Task>map(w -> w::work).toList());
            }

            @Override
            public void close() throws SQLException {
                for (Worker worker : workers) {
                    worker.connection.close();
                }
            }
        };
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        Contender.same("mails", n, mailed.get());
        verifyTables(db, n);
        Contender.same("texts", keepText ? n : 0, db.number("select count(*) from send_content"));
    }

    static void verifyTables(Database db, int n) throws SQLException {
        Contender.same("sent", n, db.number("select count(*) from send where state = 'SENT' and step = 0"));
        Contender.same("sends", n, db.number("select count(*) from send"));
        Contender.same("advanced", n, db.number("select count(*) from enrollment where step = 1 and due_at > now()"));
    }

    private final class Worker {
        private final Connection connection;
        private final UUID owner = UUID.randomUUID();
        private final PreparedStatement claim;
        private final PreparedStatement send;
        private final PreparedStatement content;
        private final PreparedStatement settle;
        private final PreparedStatement advance;

        Worker(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            claim = connection.prepareStatement(CLAIM);
            send = connection.prepareStatement(SEND);
            content = connection.prepareStatement(CONTENT);
            settle = connection.prepareStatement(SETTLE);
            advance = connection.prepareStatement(ADVANCE);
        }

        void work() throws SQLException {
            while (batch() > 0) {}
        }

        private int batch() throws SQLException {
            List<Long> ids = new ArrayList<>();
            List<Integer> steps = new ArrayList<>();
            List<Long> leads = new ArrayList<>();
            claim.setInt(1, BATCH);
            claim.setObject(2, owner);
            try (ResultSet rows = claim.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                    steps.add(rows.getInt(2));
                    leads.add(rows.getLong(3));
                }
            }
            connection.commit();
            if (ids.isEmpty()) {
                return 0;
            }
            set(send, 1, "bigint", ids);
            set(send, 2, "int", steps);
            set(send, 3, "bigint", leads);
            set(
                    send,
                    4,
                    "text",
                    ids.stream().map(i -> "m" + i + ".0@sender.example").toList());
            send.executeUpdate();
            if (keepText) {
                set(content, 1, "bigint", ids);
                set(content, 2, "int", steps);
                set(content, 3, "text", leads.stream().map(Mail::subject).toList());
                set(content, 4, "text", leads.stream().map(Mail::text).toList());
                content.executeUpdate();
            }
            connection.commit();
            mailed.addAndGet(ids.size()); // the mailer: it does nothing
            set(settle, 1, "bigint", ids);
            set(settle, 2, "int", steps);
            set(settle, 3, "text", ids.stream().map(i -> "p" + i).toList());
            Contender.same("settled", ids.size(), settle.executeUpdate());
            set(advance, 1, "bigint", ids);
            advance.setObject(2, owner);
            Contender.same("advanced", ids.size(), advance.executeUpdate());
            connection.commit();
            return ids.size();
        }

        private void set(PreparedStatement statement, int position, String type, List<?> values) throws SQLException {
            statement.setArray(position, connection.createArrayOf(type, values.toArray()));
        }
    }
}
