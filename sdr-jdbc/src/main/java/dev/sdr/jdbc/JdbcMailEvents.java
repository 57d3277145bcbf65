package dev.sdr.jdbc;

import static dev.sdr.jdbc.Column.mostlyShared;
import static dev.sdr.jdbc.Sql.texts;
import static dev.sdr.jdbc.Sql.uuids;
import static java.util.Objects.requireNonNull;

import dev.sdr.channel.TouchKey;
import dev.sdr.store.MailEventRows;
import dev.sdr.track.Grade;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** What became of mail, in a table. */
final class JdbcMailEvents implements MailEventRows {

    private static final Table<RecordedEvent> TABLE = new Table<>(
            "sdr_mail_event",
            1,
            List.of(
                    Column.uuid("event_key", RecordedEvent::key),
                    mostlyShared(Column.text("source", RecordedEvent::source)),
                    Column.text("type", e -> e.type().name()),
                    Column.time("happened_at", RecordedEvent::at),
                    mostlyShared(Column.time("received_at", RecordedEvent::receivedAt)),
                    mostlyShared(
                            Column.optionalUuid("enrollment_id", e -> e.touch().map(TouchKey::enrollmentId))),
                    mostlyShared(Column.optionalText("step_key", e -> e.touch().map(TouchKey::key))),
                    Column.optionalText("address_key", RecordedEvent::addressKey),
                    Column.optionalText("message_id", RecordedEvent::messageId),
                    Column.optionalText("provider_id", RecordedEvent::providerId),
                    Column.optionalText("user_agent", e -> detail(e, MailEvent.USER_AGENT)),
                    Column.optionalText("ip", e -> detail(e, MailEvent.IP)),
                    Column.text("details", e -> Values.map(e.withoutTraces().details())),
                    mostlyShared(Column.optionalText(
                            "grade", e -> e.grade().map(g -> g.kind().name()))),
                    mostlyShared(
                            Column.optionalText("grade_reason", e -> e.grade().map(Grade::reason))),
                    Column.flag("is_open", RecordedEvent::open)));

    /** What changes of an event. */
    private static final Table<RecordedEvent> CHANGES =
            TABLE.only("enrollment_id", "step_key", "user_agent", "ip", "grade", "grade_reason", "is_open");

    private static final String SELECT = "select " + TABLE.names() + " from sdr_mail_event";

    /** The order in which databases keep keys; also the order in which nodes add events, so that none wait in a circle. */
    private static final Comparator<UUID> KEYS = Sql::compare;

    private static final RowMapper<UUID> KEY = (row, context) -> Sql.uuid(row, "event_key");

    private final Sql sql;
    private final Dialect dialect;

    JdbcMailEvents(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    private static Optional<String> detail(RecordedEvent event, String name) {
        return Optional.ofNullable(event.details().get(name));
    }

    @Override
    public List<RecordedEvent> insert(Collection<RecordedEvent> events) {
        TreeMap<UUID, RecordedEvent> once = new TreeMap<>(KEYS);
        events.forEach(e -> once.putIfAbsent(e.key(), e));
        if (once.isEmpty()) {
            return List.of();
        }
        return dialect instanceof PostgresDialect ? insertMatching(once) : insertEach(once.values());
    }

    private record Added(UUID key, Optional<TouchKey> touch) {}

    /** One statement: each event's touch is looked up by its indexes on the way. */
    private List<RecordedEvent> insertMatching(Map<UUID, RecordedEvent> events) {
        PostgresRows<RecordedEvent> rows = new PostgresRows<>(TABLE, events.values());
        String values = TABLE.columns().stream()
                .map(c -> switch (c.name()) {
                    case "enrollment_id", "step_key" ->
                        "coalesce(v." + c.name() + ", m." + c.name() + ", p." + c.name() + ")";
                    case "is_open" ->
                        "v.is_open or coalesce(v.enrollment_id, m.enrollment_id, p.enrollment_id) is null";
                    default -> "v." + c.name();
                })
                .collect(Collectors.joining(", "));
        String touch = "select enrollment_id, step_key from sdr_touch where ";
        String statement = "insert into sdr_mail_event as t (" + TABLE.names() + ") select " + values + " from ("
                + rows.query() + ") v left join lateral (" + touch
                + "message_id = v.message_id and v.enrollment_id is null limit 1) m on true left join lateral (" + touch
                + "provider_id = v.provider_id and v.enrollment_id is null and m.enrollment_id is null limit 1) p on true"
                + " on conflict do nothing returning t.event_key, t.enrollment_id, t.step_key";
        return sql
                .list(statement, (row, context) -> new Added(Sql.uuid(row, "event_key"), touch(row)), rows.parameters())
                .stream()
                .map(added -> stored(requireNonNull(events.get(added.key())), added.touch()))
                .toList();
    }

    private static RecordedEvent stored(RecordedEvent event, Optional<TouchKey> touch) {
        return event.of(touch).open(event.open() || touch.isEmpty());
    }

    private List<RecordedEvent> insertEach(Collection<RecordedEvent> events) {
        List<RecordedEvent> added = new ArrayList<>();
        for (RecordedEvent event : events) {
            Optional<TouchKey> touch = event.touch()
                    .or(() -> event.messageId().flatMap(id -> touch("message_id", id)))
                    .or(() -> event.providerId().flatMap(id -> touch("provider_id", id)));
            RecordedEvent row = stored(event, touch);
            if (!dialect.insert(sql, TABLE, List.of(row), TABLE.sameKey(), KEY).isEmpty()) {
                added.add(row);
            }
        }
        return added;
    }

    private Optional<TouchKey> touch(String column, String id) {
        return sql.first(
                "select enrollment_id, step_key from sdr_touch where " + column + " = ? limit 1",
                (row, context) -> new TouchKey(Sql.uuid(row, "enrollment_id"), row.getString("step_key")),
                id);
    }

    @Override
    public List<RecordedEvent> lockOpen(Optional<RecordedEvent> after, int limit) {
        List<Object> parameters = new ArrayList<>();
        after.ifPresent(a -> parameters.addAll(List.of(Column.time(a.receivedAt()), a.key())));
        parameters.add(limit);
        return sql.list(
                SELECT + " where is_open" + (after.isPresent() ? " and (received_at, event_key) > (?, ?)" : "")
                        + " order by received_at, event_key limit ?" + dialect.lock() + " skip locked",
                JdbcMailEvents::read,
                parameters.toArray());
    }

    @Override
    public List<RecordedEvent> alike(Collection<UUID> keys) {
        List<Long> halves =
                keys.stream().map(UUID::getMostSignificantBits).distinct().toList();
        if (halves.isEmpty()) {
            return List.of();
        }
        List<UUID> first = halves.stream().map(h -> new UUID(h, 0)).toList();
        List<UUID> last = halves.stream().map(h -> new UUID(h, -1)).toList();
        List<RecordedEvent> found = new ArrayList<>();
        if (dialect instanceof PostgresDialect) {
            found.addAll(sql.list(
                    "select " + TABLE.names("t.") + " from unnest(?::uuid[], ?::uuid[]) k (first, last)"
                            + " join sdr_mail_event t on t.event_key between k.first and k.last",
                    JdbcMailEvents::read,
                    uuids(first),
                    uuids(last)));
        } else {
            for (int i = 0; i < first.size(); i++) {
                found.addAll(sql.list(
                        SELECT + " where event_key between ? and ?", JdbcMailEvents::read, first.get(i), last.get(i)));
            }
        }
        found.sort(Comparator.comparing(RecordedEvent::key, KEYS));
        return found;
    }

    @Override
    public List<RecordedEvent> ofTouches(Collection<TouchKey> touches, Set<MailEvent.Type> types, int most) {
        if (touches.isEmpty() || types.isEmpty()) {
            return List.of();
        }
        List<TouchKey> keys = touches.stream().distinct().toList();
        String wanted =
                types.stream().map(t -> "'" + t.name() + "'").sorted().collect(Collectors.joining(", ", " (", ")"));
        String first = " and type in" + wanted + " order by happened_at, event_key limit ?";
        List<RecordedEvent> found = new ArrayList<>();
        if (dialect instanceof PostgresDialect) {
            found.addAll(sql.list(
                    "select e.* from unnest(?::uuid[], ?::text[]) k (enrollment_id, step_key) cross join lateral ("
                            + SELECT + " t where t.enrollment_id = k.enrollment_id and t.step_key = k.step_key" + first
                            + ") e",
                    JdbcMailEvents::read,
                    uuids(keys.stream().map(TouchKey::enrollmentId).toList()),
                    texts(keys.stream().map(TouchKey::key).toList()),
                    most));
        } else {
            for (TouchKey key : keys) {
                found.addAll(sql.list(
                        SELECT + " where enrollment_id = ? and step_key = ?" + first,
                        JdbcMailEvents::read,
                        key.enrollmentId(),
                        key.key(),
                        most));
            }
        }
        found.sort(Comparator.comparing(RecordedEvent::at).thenComparing(RecordedEvent::key, KEYS));
        return found;
    }

    @Override
    public void save(Collection<RecordedEvent> events) {
        List<RecordedEvent> sorted = events.stream()
                .sorted(Comparator.comparing(RecordedEvent::key, KEYS))
                .toList();
        dialect.update(sql, CHANGES, sorted, "", KEY);
    }

    @Override
    public void remove(Collection<UUID> keys) {
        if (!keys.isEmpty()) {
            sql.update("delete from sdr_mail_event where event_key = any(?)", uuids(keys));
        }
    }

    /** Those of touches that are gone. An open one is left to who handles it, who finds that its touch is gone. */
    static void removeOfEnrollments(Sql sql, Collection<UUID> enrollmentIds) {
        sql.update(
                "delete from sdr_mail_event where enrollment_id = any(?) and not is_open and not exists (select 1"
                        + " from sdr_touch t where t.enrollment_id = sdr_mail_event.enrollment_id"
                        + " and t.step_key = sdr_mail_event.step_key)",
                uuids(enrollmentIds));
    }

    /** The conditions are those of the partial indexes in V5, word for word. */
    static int removeTraces(Sql sql, Dialect dialect, Instant receivedBefore, int limit) {
        String old =
                " and not is_open and received_at < ? order by received_at limit ?" + dialect.lock() + " skip locked";
        List<UUID> foreign = sql.list(
                "select event_key from sdr_mail_event where enrollment_id is null" + old,
                KEY,
                Column.time(receivedBefore),
                limit);
        List<UUID> traced = sql.list(
                "select event_key from sdr_mail_event where (user_agent is not null or ip is not null)" + old,
                KEY,
                Column.time(receivedBefore),
                limit);
        int removed = foreign.isEmpty()
                ? 0
                : sql.update("delete from sdr_mail_event where event_key = any(?)", uuids(foreign));
        return traced.isEmpty()
                ? removed
                : removed
                        + sql.update(
                                "update sdr_mail_event set user_agent = null, ip = null where event_key = any(?)",
                                uuids(traced));
    }

    private static Optional<TouchKey> touch(ResultSet row) throws SQLException {
        Optional<String> step = Sql.optionalText(row, "step_key");
        Optional<UUID> enrollment = Sql.optionalUuid(row, "enrollment_id");
        return enrollment.flatMap(e -> step.map(s -> new TouchKey(e, s)));
    }

    private static RecordedEvent read(ResultSet row, StatementContext context) throws SQLException {
        Map<String, String> details = new HashMap<>(Values.map(row.getString("details")));
        Sql.optionalText(row, "user_agent").ifPresent(agent -> details.put(MailEvent.USER_AGENT, agent));
        Sql.optionalText(row, "ip").ifPresent(ip -> details.put(MailEvent.IP, ip));
        Optional<String> reason = Sql.optionalText(row, "grade_reason");
        return new RecordedEvent(
                Sql.uuid(row, "event_key"),
                row.getString("source"),
                Values.known(MailEvent.Type.values(), row.getString("type"), MailEvent.Type.OTHER),
                Sql.time(row, "happened_at"),
                Sql.time(row, "received_at"),
                touch(row),
                Sql.optionalText(row, "address_key"),
                Sql.optionalText(row, "message_id"),
                Sql.optionalText(row, "provider_id"),
                details,
                Sql.optionalText(row, "grade")
                        .map(g ->
                                new Grade(Values.known(Grade.Kind.values(), g, Grade.Kind.UNKNOWN), reason.orElse(""))),
                row.getBoolean("is_open"));
    }
}
