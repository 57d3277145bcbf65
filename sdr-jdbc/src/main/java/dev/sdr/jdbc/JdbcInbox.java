package dev.sdr.jdbc;

import static dev.sdr.jdbc.Sql.texts;
import static dev.sdr.jdbc.Sql.uuids;

import dev.sdr.channel.TouchKey;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.RawMessage;
import dev.sdr.store.InboxRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Inboxes and messages in tables. */
final class JdbcInbox implements InboxRows {

    private static final Table<InboxState> TABLE = new Table<>(
            "sdr_inbox",
            1,
            List.of(
                    Column.text("mailbox_id", InboxState::mailboxId),
                    Column.optionalText("read_cursor", InboxState::cursor),
                    Column.optionalTime("read_through", InboxState::readThrough),
                    Column.time("since", InboxState::since),
                    Column.optionalUuid("lease_token", InboxState::lease),
                    Column.optionalTime("lease_until", InboxState::leaseUntil),
                    Column.text("problem", InboxState::problem)));

    private static final Table<Inbound> MESSAGES = new Table<>(
            "sdr_inbound",
            1,
            List.of(
                    Column.uuid("id", Inbound::id),
                    Column.text("identity", Inbound::identity),
                    Column.text("mailbox_id", Inbound::mailboxId),
                    Column.text("source_ref", Inbound::ref),
                    Column.time("received_at", Inbound::receivedAt),
                    Column.text("kind", Inbound::kind),
                    Column.text("reason", Inbound::reason),
                    Column.text("sender_domain", Inbound::senderDomain),
                    Column.optionalText("lead_id", Inbound::leadId),
                    Column.optionalUuid("touch_enrollment", m -> m.touch().map(TouchKey::enrollmentId)),
                    Column.optionalText("touch_key", m -> m.touch().map(TouchKey::key)),
                    Column.text("subject", Inbound::subject),
                    Column.text("body", Inbound::text),
                    Column.text("reference_keys", m -> Values.texts(m.referenceKeys())),
                    Column.flag("overtaken", Inbound::overtaken),
                    Column.text("state", m -> m.state().name()),
                    Column.text("attention", m -> m.attention().name()),
                    Column.optionalUuid("lease_token", Inbound::lease),
                    Column.optionalTime("lease_until", Inbound::leaseUntil),
                    Column.text("analysis", Inbound::analysis)));

    private static final Table<Inbound> FINISHED = MESSAGES.only("state", "lease_token", "lease_until", "analysis");

    /** What reading a message again changes. */
    private static final Table<Inbound> READ = MESSAGES.only("kind", "reason", "body", "analysis");

    private record Reference(String key, UUID inbound) {}

    private static final Table<Reference> REFERENCES = new Table<>(
            "sdr_inbound_ref",
            2,
            List.of(Column.text("reference_key", Reference::key), Column.uuid("inbound_id", Reference::inbound)));

    static final String SELECT = "select " + MESSAGES.names() + " from sdr_inbound";
    private static final RowMapper<UUID> ID = (row, context) -> Sql.uuid(row, "id");
    private static final RowMapper<String> MAILBOX = (row, context) -> row.getString("mailbox_id");

    private final Sql sql;
    private final Dialect dialect;

    JdbcInbox(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public Optional<InboxState> claim(InboxState initial, UUID token, Instant now, Instant until) {
        dialect.insert(sql, TABLE, List.of(initial), "t.mailbox_id = v.mailbox_id", MAILBOX);
        int claimed = sql.update(
                "update sdr_inbox set lease_token = ?, lease_until = ? where mailbox_id = ?"
                        + " and (lease_until is null or lease_until < ?)",
                token,
                Column.time(until),
                initial.mailboxId(),
                Column.time(now));
        return claimed == 0
                ? Optional.empty()
                : states(List.of(initial.mailboxId())).stream().findFirst();
    }

    @Override
    public Optional<InboxState> lock(String mailboxId, UUID token) {
        return sql.first(
                "select " + TABLE.names() + " from sdr_inbox where mailbox_id = ? and lease_token = ?" + dialect.lock(),
                JdbcInbox::state,
                mailboxId,
                token);
    }

    @Override
    public void save(InboxState state) {
        dialect.update(sql, TABLE, List.of(state), "", MAILBOX);
    }

    @Override
    public List<InboxState> states(Collection<String> mailboxIds) {
        return mailboxIds.isEmpty()
                ? List.of()
                : sql.list(
                        "select " + TABLE.names() + " from sdr_inbox where mailbox_id = any(?)",
                        JdbcInbox::state,
                        texts(mailboxIds));
    }

    @Override
    public Set<UUID> insert(Collection<Inbound> messages) {
        List<Inbound> sorted = messages.stream()
                .sorted(Comparator.comparing(Inbound::identity))
                .toList();
        Set<UUID> inserted = new HashSet<>(dialect.insert(sql, MESSAGES, sorted, "t.identity = v.identity", ID));
        refer(sorted.stream().filter(m -> inserted.contains(m.id())).toList());
        return inserted;
    }

    private void refer(List<Inbound> messages) {
        List<Reference> references = new ArrayList<>();
        for (Inbound message : messages) {
            message.referenceKeys().stream()
                    .distinct()
                    .forEach(key -> references.add(new Reference(key, message.id())));
        }
        dialect.insert(
                sql,
                REFERENCES,
                references,
                "t.reference_key = v.reference_key and t.inbound_id = v.inbound_id",
                (row, context) -> row.getString(1));
    }

    @Override
    public List<Inbound> claimStored(UUID token, Instant now, Instant until, int limit) {
        List<Object> lease = List.of(token, Column.time(until));
        List<Inbound> claimed = new ArrayList<>(claimStored("lease_until is null", "id", limit, List.of(), lease));
        if (claimed.size() < limit) {
            claimed.addAll(claimStored(
                    "lease_until < ?", "lease_until, id", limit - claimed.size(), List.of(Column.time(now)), lease));
        }
        return claimed;
    }

    private List<Inbound> claimStored(
            String which, String order, int limit, List<Object> parameters, List<Object> lease) {
        return dialect
                .claim(
                        sql,
                        MESSAGES,
                        "state = 'STORED' and " + which,
                        order,
                        limit,
                        "lease_token = ?, lease_until = ?",
                        JdbcInbox::message,
                        parameters,
                        lease)
                .stream()
                .sorted(Comparator.comparing(m -> m.id().toString()))
                .toList();
    }

    @Override
    public boolean finish(Inbound message, UUID token) {
        boolean ours = sql.first(
                        "select id from sdr_inbound where id = ? and state = 'STORED' and lease_token = ?"
                                + dialect.lock(),
                        ID,
                        message.id(),
                        token)
                .isPresent();
        return ours && !dialect.update(sql, FINISHED, List.of(message), "", ID).isEmpty();
    }

    @Override
    public Optional<Inbound> adopt(Inbound message) {
        Optional<Inbound> before = sql.first(
                SELECT + " where id = ? and touch_key is null and reference_keys <> '[]'" + dialect.lock(),
                JdbcInbox::message,
                message.id());
        before.map(message::inPlaceOf).ifPresent(row -> {
            sql.update(
                    "delete from sdr_inbound_ref where reference_key = any(?) and inbound_id = ?",
                    texts(before.get().referenceKeys()),
                    row.id());
            dialect.update(sql, MESSAGES, List.of(row), "", ID);
            refer(List.of(row));
        });
        return before;
    }

    @Override
    public List<Inbound> byIds(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : sql.list(SELECT + " where id = any(?)", JdbcInbox::message, uuids(ids));
    }

    @Override
    public List<Inbound> ofLead(String leadId, int limit) {
        return sql.list(SELECT + " where lead_id = ? order by id desc limit ?", JdbcInbox::message, leadId, limit);
    }

    @Override
    public List<Inbound> ofKind(String kind, Optional<UUID> after, int limit) {
        return sql.list(
                SELECT + " where kind = ? and id > ? order by id limit ?",
                JdbcInbox::message,
                kind,
                after.orElse(new UUID(0, 0)),
                limit);
    }

    @Override
    public void keepRaw(Map<UUID, RawMessage> messages) {
        messages.forEach((id, message) -> {
            if (raw(id).isEmpty()) {
                sql.update(
                        "insert into sdr_inbound_raw (inbound_id, raw, truncated) values (?, ?, ?)",
                        id,
                        message.bytes(),
                        message.truncated());
            }
        });
    }

    @Override
    public Optional<RawMessage> raw(UUID id) {
        return sql.first(
                "select m.source_ref, m.received_at, r.raw, r.truncated from sdr_inbound_raw r"
                        + " join sdr_inbound m on m.id = r.inbound_id where r.inbound_id = ?",
                JdbcInbox::raw,
                id);
    }

    private static RawMessage raw(ResultSet row, StatementContext context) throws SQLException {
        String ref = row.getString("source_ref");
        byte[] bytes = row.getBytes("raw");
        return row.getBoolean("truncated")
                ? RawMessage.partial(ref, bytes, Sql.time(row, "received_at"))
                : RawMessage.of(ref, bytes, Sql.time(row, "received_at"));
    }

    @Override
    public List<Inbound> waiting(int limit) {
        return sql.list(
                SELECT + " where kind = 'PERSON' and attention = 'WAITING' order by received_at limit ?",
                JdbcInbox::message,
                limit);
    }

    @Override
    public Set<UUID> attend(Collection<UUID> ids, Inbound.Attention from, Inbound.Attention to) {
        List<UUID> found = ids.isEmpty()
                ? List.of()
                : sql.list(
                        "select id from sdr_inbound where id = any(?) and attention = ? order by id" + dialect.lock(),
                        ID,
                        uuids(ids),
                        from.name());
        if (!found.isEmpty()) {
            sql.update("update sdr_inbound set attention = ? where id = any(?)", to.name(), uuids(found));
        }
        return new HashSet<>(found);
    }

    @Override
    public void reread(Collection<Inbound> messages) {
        dialect.update(sql, READ, messages, "t.state = 'DONE'", ID);
    }

    @Override
    public List<Inbound> kept(Optional<UUID> after, int limit) {
        return sql.list(
                SELECT + " where id in (select inbound_id from sdr_inbound_raw where inbound_id > ?"
                        + " order by inbound_id limit ?) order by id",
                JdbcInbox::message,
                after.orElse(new UUID(0, 0)),
                limit);
    }

    @Override
    public List<Inbound> withoutTouch(Collection<String> referenceKeys) {
        return referenceKeys.isEmpty()
                ? List.of()
                : sql.list(
                        SELECT + " where touch_key is null and reference_keys <> '[]' and id in"
                                + " (select inbound_id from sdr_inbound_ref where reference_key = any(?)) order by id",
                        JdbcInbox::message,
                        texts(referenceKeys));
    }

    private static InboxState state(ResultSet row, StatementContext context) throws SQLException {
        return new InboxState(
                row.getString("mailbox_id"),
                Sql.optionalText(row, "read_cursor"),
                Sql.optionalTime(row, "read_through"),
                Sql.time(row, "since"),
                Sql.optionalUuid(row, "lease_token"),
                Sql.optionalTime(row, "lease_until"),
                row.getString("problem"));
    }

    static Inbound message(ResultSet row, StatementContext context) throws SQLException {
        Optional<String> touchKey = Sql.optionalText(row, "touch_key");
        Optional<TouchKey> touch = Optional.empty();
        if (touchKey.isPresent()) {
            touch = Optional.of(new TouchKey(Sql.uuid(row, "touch_enrollment"), touchKey.get()));
        }
        return new Inbound(
                Sql.uuid(row, "id"),
                row.getString("identity"),
                row.getString("mailbox_id"),
                row.getString("source_ref"),
                Sql.time(row, "received_at"),
                row.getString("kind"),
                row.getString("reason"),
                row.getString("sender_domain"),
                Sql.optionalText(row, "lead_id"),
                touch,
                row.getString("subject"),
                row.getString("body"),
                Values.texts(row.getString("reference_keys")),
                row.getBoolean("overtaken"),
                Values.known(Inbound.State.values(), row.getString("state"), Inbound.State.DONE),
                Values.known(Inbound.Attention.values(), row.getString("attention"), Inbound.Attention.WAITING),
                Sql.optionalUuid(row, "lease_token"),
                Sql.optionalTime(row, "lease_until"),
                row.getString("analysis"));
    }
}
