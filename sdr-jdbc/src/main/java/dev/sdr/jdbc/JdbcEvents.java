package dev.sdr.jdbc;

import static dev.sdr.jdbc.Column.mostlyShared;

import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.store.EventRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The event feed in a table. On PostgreSQL events are handed out in the order of their transactions, once no earlier
 * transaction still runs; on H2 transactions with events go one at a time.
 */
final class JdbcEvents implements EventRows {

    private static final Table<Event> TABLE = new Table<>(
            "sdr_event",
            1,
            List.of(
                    Column.uuid("id", Event::id),
                    mostlyShared(Column.text("type", Event::type)),
                    mostlyShared(Column.time("happened_at", Event::at)),
                    Column.optionalText("lead_id", Event::leadId),
                    Column.optionalUuid("enrollment_id", Event::enrollmentId),
                    Column.text("data", e -> Values.map(e.data()))));

    static final String COLUMNS = TABLE.names();

    private final Sql sql;
    private final Dialect dialect;

    JdbcEvents(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public void append(Collection<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        if (!hasTransactionIds()) {
            sql.list("select id from sdr_event_gate for update", (row, context) -> row.getInt(1));
        }
        dialect.append(sql, TABLE, events);
    }

    @Override
    public EventPage after(String cursor, int limit) {
        List<Event> events = new ArrayList<>();
        String[] last = {cursor};
        long[] from = position(cursor);
        if (hasTransactionIds()) {
            if (isForeign(from[0])) {
                from[0] = 0; // a cursor of the server the rows came from, whose events come first here
            }
            sql.list(
                    "select " + TABLE.names()
                            + ", seq, txid::text as tx from sdr_event where (txid, seq) > (?::text::xid8, ?)"
                            + " and txid < pg_snapshot_xmin(pg_current_snapshot()) order by txid, seq limit ?",
                    (row, context) -> {
                        last[0] = row.getString("tx") + ":" + row.getLong("seq");
                        return events.add(read(row));
                    },
                    Long.toString(from[0]),
                    from[1],
                    limit);
        } else {
            sql.list(
                    "select " + TABLE.names() + ", seq from sdr_event where seq > ? order by seq limit ?",
                    (row, context) -> {
                        last[0] = "0:" + row.getLong("seq");
                        return events.add(read(row));
                    },
                    from[1],
                    limit);
        }
        return new EventPage(events, last[0]);
    }

    private boolean hasTransactionIds() {
        return dialect instanceof PostgresDialect;
    }

    private boolean isForeign(long txid) {
        return sql.list(
                        "select ?::text::xid8 > pg_snapshot_xmax(pg_current_snapshot())",
                        (row, context) -> row.getBoolean(1),
                        Long.toString(txid))
                .get(0);
    }

    private static long[] position(String cursor) {
        if (cursor.isEmpty()) {
            return new long[] {0, 0};
        }
        if (!cursor.matches("\\d{1,18}:\\d{1,18}")) {
            throw new IllegalArgumentException("'" + cursor + "' is not a cursor of this feed");
        }
        int colon = cursor.indexOf(':');
        return new long[] {Long.parseLong(cursor.substring(0, colon)), Long.parseLong(cursor.substring(colon + 1))};
    }

    static Event read(ResultSet row) throws SQLException {
        return new Event(
                Sql.uuid(row, "id"),
                row.getString("type"),
                Sql.time(row, "happened_at"),
                Optional.ofNullable(row.getString("lead_id")),
                Sql.optionalUuid(row, "enrollment_id"),
                Values.map(row.getString("data")));
    }
}
