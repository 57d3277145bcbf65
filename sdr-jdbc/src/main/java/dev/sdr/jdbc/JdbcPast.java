package dev.sdr.jdbc;

import static dev.sdr.jdbc.Sql.texts;
import static dev.sdr.jdbc.Sql.uuids;

import dev.sdr.channel.TouchKey;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.PastRows;
import dev.sdr.store.PastTouch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** What is over, in tables. The conditions are those of the partial indexes in V3, word for word. */
final class JdbcPast implements PastRows {

    private static final Table<PastTouch> TABLE = new Table<>(
            "sdr_past_touch",
            1,
            List.of(
                    Column.text("reference_key", PastTouch::referenceKey),
                    Column.text("lead_id", PastTouch::leadId),
                    Column.uuid("enrollment_id", t -> t.id().enrollmentId()),
                    Column.text("step_key", t -> t.id().key())));

    static final String SELECT = "select " + TABLE.names() + " from sdr_past_touch";

    private static final String HAS_TEXTS = "state = 'DONE' and (subject <> '' or body <> '' or analysis <> ''"
            + " or sender_domain <> '' or reference_keys <> '[]')";

    private static final RowMapper<UUID> ID = (row, context) -> Sql.uuid(row, "id");

    private final Sql sql;
    private final Dialect dialect;

    JdbcPast(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public List<Enrollment> lockEnded(Removed removed, Instant dueBefore, Optional<Enrollment> after, int limit) {
        List<Object> parameters = new ArrayList<>(List.of(number(removed), Column.time(dueBefore)));
        after.ifPresent(a -> parameters.addAll(List.of(Column.time(a.dueAt()), Column.time(a.dueAt()), a.id())));
        parameters.add(limit);
        List<UUID> ids = sql.list(
                "select id from sdr_enrollment where status <> 'ACTIVE' and in_flight is null and removed < 2"
                        + " and removed = ? and due_at < ?"
                        + (after.isPresent() ? " and due_at >= ? and (due_at, id) > (?, ?)" : "")
                        + " order by due_at, id limit ?" + dialect.lock() + " skip locked",
                ID,
                parameters.toArray());
        return new JdbcEnrollments(sql, dialect)
                .byIds(ids).stream()
                        .sorted(Comparator.comparing(Enrollment::dueAt).thenComparing(e -> e.id().toString()))
                        .toList();
    }

    @Override
    public int removeTexts(Collection<UUID> enrollmentIds) {
        mark(enrollmentIds, Removed.TEXTS);
        return removeContents(enrollmentIds);
    }

    private int removeContents(Collection<UUID> enrollmentIds) {
        return sql.update("delete from sdr_touch_content where enrollment_id = any(?)", uuids(enrollmentIds));
    }

    private static int number(Removed removed) {
        return switch (removed) {
            case NOTHING -> 0;
            case TEXTS -> 1;
            case TOUCHES -> 2;
        };
    }

    private void mark(Collection<UUID> enrollmentIds, Removed removed) {
        sql.update("update sdr_enrollment set removed = ? where id = any(?)", number(removed), uuids(enrollmentIds));
    }

    @Override
    public int removeTouches(Collection<UUID> enrollmentIds, Collection<PastTouch> left) {
        List<PastTouch> sorted = left.stream()
                .sorted(Comparator.comparing(PastTouch::referenceKey))
                .toList();
        dialect.insert(sql, TABLE, sorted, "t.reference_key = v.reference_key", (row, context) -> row.getString(1));
        mark(enrollmentIds, Removed.TOUCHES);
        removeContents(enrollmentIds);
        int removed = sql.update(
                "delete from sdr_touch where enrollment_id = any(?) and state not in ('SENDING', 'PENDING', 'UNKNOWN')",
                uuids(enrollmentIds));
        JdbcMailEvents.removeOfEnrollments(sql, enrollmentIds);
        return removed;
    }

    @Override
    public int removeTraces(Instant receivedBefore, int limit) {
        return JdbcMailEvents.removeTraces(sql, dialect, receivedBefore, limit);
    }

    @Override
    public List<PastTouch> touches(Collection<String> referenceKeys) {
        return referenceKeys.isEmpty()
                ? List.of()
                : sql.list(SELECT + " where reference_key = any(?)", JdbcPast::touch, texts(referenceKeys));
    }

    static PastTouch touch(ResultSet row, StatementContext context) throws SQLException {
        return new PastTouch(
                row.getString("reference_key"),
                row.getString("lead_id"),
                new TouchKey(Sql.uuid(row, "enrollment_id"), row.getString("step_key")));
    }

    private record Message(UUID id, List<String> referenceKeys) {}

    @Override
    public int removeInboundTexts(Instant receivedBefore, int limit) {
        sql.update( // of every message, whatever a node of another version has removed of it
                "delete from sdr_inbound_raw where inbound_id in (select r.inbound_id from sdr_inbound_raw r"
                        + " join sdr_inbound m on m.id = r.inbound_id where m.state = 'DONE' and m.received_at < ? limit ?)",
                Column.time(receivedBefore),
                limit);
        List<Message> old = sql.list(
                "select id, reference_keys from sdr_inbound where " + HAS_TEXTS
                        + " and received_at < ? order by received_at limit ?" + dialect.lock() + " skip locked",
                (row, context) -> new Message(Sql.uuid(row, "id"), Values.texts(row.getString("reference_keys"))),
                Column.time(receivedBefore),
                limit);
        if (old.isEmpty()) {
            return 0;
        }
        List<UUID> ids = old.stream().map(Message::id).toList();
        sql.update(
                "update sdr_inbound set subject = '', body = '', analysis = '', sender_domain = '',"
                        + " reference_keys = '[]' where id = any(?)",
                uuids(ids));
        List<String> keys =
                old.stream().flatMap(m -> m.referenceKeys().stream()).distinct().toList();
        sql.update(
                "delete from sdr_inbound_ref where reference_key = any(?) and inbound_id = any(?)",
                texts(keys),
                uuids(ids));
        return old.size();
    }

    @Override
    public int removeEvents(Instant happenedBefore, int limit) {
        List<Long> first = sql.list(
                "select seq from (select seq, happened_at from sdr_event order by seq limit ?) head"
                        + " where happened_at < ? order by seq",
                (row, context) -> row.getLong(1),
                limit,
                Column.time(happenedBefore));
        return first.isEmpty()
                ? 0
                : sql.update(
                        "delete from sdr_event where seq between ? and ? and happened_at < ?",
                        first.get(0),
                        first.get(first.size() - 1),
                        Column.time(happenedBefore));
    }
}
