package dev.sdr.benchmarks;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The limit of this library's own rows: what the runner writes for a step (claim, touch, text, counters, settle, event,
 * advance), on the tables and rows of {@link RunnerSteps}, in plain JDBC and batches of 500 as {@link RawBatch} does, but
 * with no gate, condition or template, and nothing read but what a claim returns.
 */
final class RowsBatch implements Contender {

    private static final int BATCH = 500;

    private static final String CLAIM = """
            with c as materialized (
              select id from sdr_enrollment
              where status = 'ACTIVE' and in_flight is null and due_at <= now()
                and (lease_until is null or lease_until < now())
              order by due_at limit ? for no key update skip locked)
            update sdr_enrollment e set lease_token = ?, lease_until = now() + interval '5 minutes', claims = claims + 1
            from c where e.id = c.id returning e.id, e.lead_id, e.address_key, e.step_id, e.version, e.mailbox_id""";
    private static final String COUNT = """
            update sdr_usage u set used = u.used + v.n
            from (select m, count(*) as n from unnest(?::text[]) as x (m) group by m order by m) v
            where u.counter_kind = 'mailbox' and u.counter_key = v.m and u.counter_day = current_date""";
    private static final String BEGIN = """
            insert into sdr_touch (enrollment_id, step_key, lead_id, channel, mailbox_id, state, attempt, begun_at, cap_day,
              counters, message_id, thread, detail)
            select e, s, l, 'email', m, 'SENDING', a, now(), current_date, ?, i, i, ''
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[]) as v (e, s, l, m, a, i)""";
    private static final String CONTENT = """
            insert into sdr_touch_content (enrollment_id, step_key, version, to_address, subject, body, refs)
            select e, s, v, t, u, b, '[]'
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) as x (e, s, v, t, u, b)""";
    private static final String IN_FLIGHT = """
            update sdr_enrollment e set in_flight = v.s
            from unnest(?::uuid[], ?::text[]) as v (e, s) where e.id = v.e and e.lease_token = ?""";
    private static final String SETTLE = """
            update sdr_touch t set state = 'SENT', settled_at = now()
            from unnest(?::uuid[], ?::text[]) as v (e, s)
            where t.enrollment_id = v.e and t.step_key = v.s and t.state = 'SENDING'""";
    private static final String ADVANCE = """
            update sdr_enrollment e set step_id = case e.step_id when 'first' then 'second' else 'third' end,
              planned_at = now() + interval '3 days', due_at = now() + interval '3 days', in_flight = null,
              lease_token = null, lease_until = null, claims = 0
            from unnest(?::uuid[]) as v (e) where e.id = v.e""";
    private static final String EVENT = """
            insert into sdr_event (id, type, happened_at, lead_id, enrollment_id, data)
            select i, 'touch.sent', now(), l, e, ?
            from unnest(?::uuid[], ?::text[], ?::uuid[]) as v (i, l, e)""";

    private final RunnerSteps rows = new RunnerSteps(1);
    private final int connections;

    RowsBatch(int connections) {
        this.connections = connections;
    }

    @Override
    public void prepare(Database db, int n) throws SQLException {
        rows.prepare(db, n);
    }

    @Override
    public Work open(Database db, int n) throws SQLException {
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
        rows.verify(db, n, n);
        Contender.same("texts", n + n / 2, db.number("select count(*) from sdr_touch_content"));
        Contender.same("events", n + n / 2, db.number("select count(*) from sdr_event where type = 'touch.sent'"));
    }

    private static final class Worker {
        private final Connection connection;
        private final UUID token = UUID.randomUUID();
        private final String counters;
        private final String data;
        private final PreparedStatement claim;
        private final PreparedStatement count;
        private final PreparedStatement begin;
        private final PreparedStatement content;
        private final PreparedStatement inFlight;
        private final PreparedStatement settle;
        private final PreparedStatement advance;
        private final PreparedStatement event;

        Worker(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            counters = text("select counters from sdr_touch limit 1");
            data = text("select data from sdr_event where type = 'touch.sent' limit 1");
            claim = connection.prepareStatement(CLAIM);
            count = connection.prepareStatement(COUNT);
            begin = connection.prepareStatement(BEGIN);
            content = connection.prepareStatement(CONTENT);
            inFlight = connection.prepareStatement(IN_FLIGHT);
            settle = connection.prepareStatement(SETTLE);
            advance = connection.prepareStatement(ADVANCE);
            event = connection.prepareStatement(EVENT);
        }

        /** A value as the runner wrote it, so that the rows are as wide as its own. */
        private String text(String query) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(query);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }

        void work() throws SQLException {
            while (batch() > 0) {}
        }

        private int batch() throws SQLException {
            List<Claimed> claimed = new ArrayList<>();
            claim.setInt(1, BATCH);
            claim.setObject(2, token);
            try (ResultSet row = claim.executeQuery()) {
                while (row.next()) {
                    claimed.add(new Claimed(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6)));
                }
            }
            connection.commit();
            if (!claimed.isEmpty()) {
                begin(claimed);
                settle(claimed); // the mailer between them does nothing
            }
            return claimed.size();
        }

        private void begin(List<Claimed> claimed) throws SQLException {
            Array ids = array("uuid", claimed.stream().map(Claimed::id));
            Array steps = array("text", claimed.stream().map(Claimed::step));
            Array mailboxes = array("text", claimed.stream().map(Claimed::mailbox));
            set(count, 1, mailboxes);
            count.executeUpdate();
            begin.setString(1, counters);
            set(
                    begin,
                    2,
                    ids,
                    steps,
                    array("text", claimed.stream().map(Claimed::lead)),
                    mailboxes,
                    array("uuid", claimed.stream().map(c -> UUID.randomUUID())),
                    array("text", claimed.stream().map(c -> c.id() + "." + c.step() + "@sender.example")));
            begin.executeUpdate();
            set(
                    content,
                    1,
                    ids,
                    steps,
                    array("text", claimed.stream().map(Claimed::version)),
                    array("text", claimed.stream().map(Claimed::address)),
                    array("text", claimed.stream().map(c -> Mail.subject(c.number()))),
                    array("text", claimed.stream().map(c -> Mail.text(c.number()))));
            content.executeUpdate();
            set(inFlight, 1, ids, steps);
            inFlight.setObject(3, token);
            Contender.same("in flight", claimed.size(), inFlight.executeUpdate());
            connection.commit();
        }

        private void settle(List<Claimed> claimed) throws SQLException {
            Array ids = array("uuid", claimed.stream().map(Claimed::id));
            set(settle, 1, ids, array("text", claimed.stream().map(Claimed::step)));
            Contender.same("settled", claimed.size(), settle.executeUpdate());
            set(advance, 1, ids);
            Contender.same("advanced", claimed.size(), advance.executeUpdate());
            event.setString(1, data);
            set(
                    event,
                    2,
                    array("uuid", claimed.stream().map(c -> UUID.randomUUID())),
                    array("text", claimed.stream().map(Claimed::lead)),
                    ids);
            event.executeUpdate();
            connection.commit();
        }

        private Array array(String type, Stream<?> values) throws SQLException {
            return connection.createArrayOf(type, values.toArray());
        }

        private static void set(PreparedStatement statement, int from, Array... arrays) throws SQLException {
            for (int i = 0; i < arrays.length; i++) {
                statement.setArray(from + i, arrays[i]);
            }
        }
    }

    private record Claimed(UUID id, String lead, String address, String step, String version, String mailbox) {

        long number() {
            return Long.parseLong(lead.substring("lead".length()));
        }
    }
}
