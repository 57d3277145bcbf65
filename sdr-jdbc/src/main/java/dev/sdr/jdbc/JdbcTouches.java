package dev.sdr.jdbc;

import static dev.sdr.jdbc.Column.mostlyShared;
import static dev.sdr.jdbc.Sql.texts;
import static dev.sdr.jdbc.Sql.uuids;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.store.TouchRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** The outbox in tables. */
final class JdbcTouches implements TouchRows {

    private static final Table<Touch> TABLE = new Table<>(
            "sdr_touch",
            2,
            List.of(
                    Column.uuid("enrollment_id", t -> t.id().enrollmentId()),
                    Column.text("step_key", t -> t.id().key()),
                    Column.text("lead_id", Touch::leadId),
                    mostlyShared(Column.text("channel", Touch::channel)),
                    Column.text("mailbox_id", Touch::mailboxId),
                    mostlyShared(Column.text("state", t -> t.state().name())),
                    mostlyShared(Column.uuid("attempt", Touch::attempt)),
                    mostlyShared(Column.time("begun_at", Touch::begunAt)),
                    mostlyShared(Column.date("cap_day", Touch::capDay)),
                    Column.text("counters", t -> Values.counters(t.counters())),
                    Column.text("message_id", Touch::messageId),
                    Column.text("thread", Touch::thread),
                    mostlyShared(Column.optionalText("provider_id", Touch::providerId)),
                    mostlyShared(Column.optionalText("provider_thread", Touch::providerThread)),
                    mostlyShared(Column.optionalTime("next_look_at", Touch::nextLookAt)),
                    mostlyShared(Column.optionalTime("settled_at", Touch::settledAt)),
                    mostlyShared(Column.text("detail", Touch::detail))));

    private static final Table<TouchContent> CONTENT = new Table<>(
            "sdr_touch_content",
            2,
            List.of(
                    Column.uuid("enrollment_id", c -> c.id().enrollmentId()),
                    Column.text("step_key", c -> c.id().key()),
                    Column.text("version", TouchContent::version),
                    Column.text("to_address", TouchContent::to),
                    Column.text("subject", TouchContent::subject),
                    Column.text("body", TouchContent::text),
                    mostlyShared(Column.optionalText("html", TouchContent::html)),
                    Column.text("refs", c -> Values.texts(c.references()))));

    /** What becomes of a touch once it has begun. */
    private static final Table<Touch> OUTCOME =
            TABLE.only("state", "attempt", "provider_id", "provider_thread", "next_look_at", "settled_at", "detail");

    private static final String SELECT = "select " + TABLE.names() + " from sdr_touch";

    /** Two queries in one: with "or" between them neither would go by its index. */
    private static final String BY_MESSAGE_IDS =
            SELECT + " where message_id = any(?) union all " + SELECT + " where provider_id = any(?)";

    private static final RowMapper<TouchKey> KEY = (row, context) -> key(row);

    private final Sql sql;
    private final Dialect dialect;

    JdbcTouches(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public Set<TouchKey> begin(Collection<Touch> touches) {
        return write(TABLE, sorted(touches), Touch::id, "t.state in ('DEFERRED', 'CANCELLED')");
    }

    /** Inserts what is not there, and updates what is and fulfils a condition. */
    private <R> Set<TouchKey> write(Table<R> table, List<R> rows, Function<R, TouchKey> id, String guard) {
        Set<TouchKey> written = new HashSet<>(dialect.insertMissing(sql, table, rows, KEY));
        List<R> there =
                rows.stream().filter(r -> !written.contains(id.apply(r))).toList();
        written.addAll(dialect.update(sql, table, there, guard, KEY));
        return written;
    }

    @Override
    public Set<TouchKey> update(Collection<Touch> touches, Set<TouchState> from) {
        String states = from.stream().sorted().map(s -> "'" + s.name() + "'").collect(Collectors.joining(", "));
        return from.isEmpty()
                ? Set.of()
                : new HashSet<>(dialect.update(
                        sql, OUTCOME, sorted(touches), "t.attempt = v.attempt and t.state in (" + states + ")", KEY));
    }

    private static List<Touch> sorted(Collection<Touch> touches) {
        return touches.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    }

    @Override
    public List<Touch> byKeys(Collection<TouchKey> keys) {
        Set<TouchKey> wanted = new HashSet<>(keys);
        return ofEnrollments(
                        keys.stream().map(TouchKey::enrollmentId).distinct().toList())
                .stream()
                .filter(t -> wanted.contains(t.id()))
                .toList();
    }

    @Override
    public List<Touch> ofEnrollments(Collection<UUID> enrollmentIds) {
        return enrollmentIds.isEmpty()
                ? List.of()
                : sql.list(
                        SELECT + " where enrollment_id = any(?) order by begun_at, enrollment_id, step_key",
                        JdbcTouches::read,
                        uuids(enrollmentIds));
    }

    @Override
    public List<Touch> byMessageIds(Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<TouchKey, Touch> found = new HashMap<>();
        sql.list(BY_MESSAGE_IDS, JdbcTouches::read, texts(ids), texts(ids)).forEach(t -> found.put(t.id(), t));
        return List.copyOf(found.values());
    }

    @Override
    public List<Touch> byProviderThreads(String mailboxId, Collection<String> threads) {
        return threads.isEmpty()
                ? List.of()
                : sql.list(
                        SELECT + " where provider_thread = any(?) and mailbox_id = ?",
                        JdbcTouches::read,
                        texts(threads),
                        mailboxId);
    }

    /**
     * On PostgreSQL by the transaction that began a touch: those that ended since the mark. No column that settling
     * writes is in an index for this, so that settling stays cheap.
     */
    @Override
    public Sending sending(String mark, int limit) {
        if (!(dialect instanceof PostgresDialect)) {
            return new Sending(sql.list(SELECT + " where state = 'SENDING' limit ?", JdbcTouches::read, limit), mark);
        }
        String next = sql.list(
                        "select pg_snapshot_xmin(pg_current_snapshot())::text", (row, context) -> row.getString(1))
                .get(0);
        boolean foreign = !mark.isEmpty() && Long.parseUnsignedLong(mark) > Long.parseUnsignedLong(next);
        List<Touch> found = sql.list(
                SELECT + " where txid >= ?::text::xid8 and state = 'SENDING' order by txid limit ?",
                JdbcTouches::read,
                mark.isEmpty() || foreign ? "0" : mark, // another server's mark says nothing here
                limit);
        return new Sending(found, found.size() < limit ? next : mark);
    }

    @Override
    public List<Touch> pending(Instant now, int limit) {
        return sql.list(
                SELECT + " where next_look_at <= ? and state = 'PENDING' order by next_look_at limit ?",
                JdbcTouches::read,
                Column.time(now),
                limit);
    }

    @Override
    public void keep(Collection<TouchContent> contents) {
        List<TouchContent> sorted =
                contents.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
        write(CONTENT, sorted, TouchContent::id, "");
    }

    @Override
    public List<TouchContent> contents(Collection<TouchKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        Set<TouchKey> wanted = new HashSet<>(keys);
        return sql
                .list(
                        "select " + CONTENT.names() + " from sdr_touch_content where enrollment_id = any(?)",
                        JdbcTouches::content,
                        uuids(keys.stream()
                                .map(TouchKey::enrollmentId)
                                .distinct()
                                .toList()))
                .stream()
                .filter(c -> wanted.contains(c.id()))
                .toList();
    }

    private static TouchKey key(ResultSet row) throws SQLException {
        return new TouchKey(Sql.uuid(row, "enrollment_id"), row.getString("step_key"));
    }

    private static TouchContent content(ResultSet row, StatementContext context) throws SQLException {
        return new TouchContent(
                key(row),
                row.getString("version"),
                row.getString("to_address"),
                row.getString("subject"),
                row.getString("body"),
                Sql.optionalText(row, "html"),
                Values.texts(row.getString("refs")));
    }

    private static Touch read(ResultSet row, StatementContext context) throws SQLException {
        return new Touch(
                key(row),
                row.getString("lead_id"),
                row.getString("channel"),
                row.getString("mailbox_id"),
                Values.known(TouchState.values(), row.getString("state"), TouchState.UNKNOWN),
                Sql.uuid(row, "attempt"),
                Sql.time(row, "begun_at"),
                Sql.date(row, "cap_day"),
                Values.counters(row.getString("counters")),
                row.getString("message_id"),
                row.getString("thread"),
                Sql.optionalText(row, "provider_id"),
                Sql.optionalText(row, "provider_thread"),
                Sql.optionalTime(row, "next_look_at"),
                Sql.optionalTime(row, "settled_at"),
                row.getString("detail"));
    }
}
