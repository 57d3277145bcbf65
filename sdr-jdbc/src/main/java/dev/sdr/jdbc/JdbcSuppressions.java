package dev.sdr.jdbc;

import static dev.sdr.jdbc.Sql.texts;
import static dev.sdr.jdbc.Sql.uuids;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.store.SuppressionRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** The suppression ledger in tables. */
final class JdbcSuppressions implements SuppressionRows {

    private static final Table<Suppression> TABLE = new Table<>(
            "sdr_suppression",
            1,
            List.of(
                    Column.uuid("id", Suppression::id),
                    Column.text("kind", s -> s.kind().name()),
                    Column.text("entry", Suppression::value),
                    Column.optionalText("channel", Suppression::channel),
                    Column.text("reason_code", s -> s.reason().name()),
                    Column.text("reason", Suppression::detail),
                    Column.text("source", Suppression::source),
                    Column.text("cause", Suppression::cause),
                    Column.time("happened_at", Suppression::at)));

    private static final RowMapper<UUID> ID = (row, context) -> Sql.uuid(row, "id");

    private final Sql sql;
    private final Dialect dialect;

    JdbcSuppressions(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public Set<UUID> add(Collection<Suppression> entries) {
        return new HashSet<>(
                dialect.insert(sql, TABLE, entries, "t.kind = v.kind and t.entry = v.entry and t.cause = v.cause", ID));
    }

    @Override
    public void add(Consent consent) {
        sql.update(
                "insert into sdr_consent (id, evidence, happened_at) values (?, ?, ?)",
                consent.id(),
                consent.evidence(),
                Column.time(consent.at()));
        for (UUID lifted : consent.lifts()) {
            sql.update("insert into sdr_consent_lift (suppression_id, consent_id) values (?, ?)", lifted, consent.id());
        }
    }

    @Override
    public List<Suppression> inForce(Collection<String> addressKeys, Collection<String> domains) {
        String entries = "select " + TABLE.names("s.") + " from sdr_suppression s where s.kind = ?";
        String inForce = " and not exists (select 1 from sdr_consent_lift l where l.suppression_id = s.id)";
        String named = entries + " and s.entry = any(?)" + inForce;
        return sql.list( // three queries in one: with "or" between them none would go by the index
                named + " union all " + named + " union all " + entries + inForce,
                JdbcSuppressions::read,
                Suppression.Kind.ADDRESS.name(),
                texts(addressKeys),
                Suppression.Kind.DOMAIN.name(),
                texts(domains),
                Suppression.Kind.PATTERN.name());
    }

    @Override
    public List<Suppression> ofAddresses(Collection<String> addressKeys) {
        return sql.list(
                "select " + TABLE.names() + " from sdr_suppression where kind = ? and entry = any(?)",
                JdbcSuppressions::read,
                Suppression.Kind.ADDRESS.name(),
                texts(addressKeys));
    }

    private record Lift(Consent consent, UUID suppression) {}

    @Override
    public List<Consent> consents(Collection<UUID> suppressionIds) {
        Map<UUID, Set<UUID>> lifts = new HashMap<>();
        Map<UUID, Consent> consents = new LinkedHashMap<>();
        if (!suppressionIds.isEmpty()) {
            sql.list(
                            "select c.id, c.evidence, c.happened_at, l.suppression_id from sdr_consent_lift l"
                                    + " join sdr_consent c on c.id = l.consent_id where l.suppression_id = any(?)",
                            (row, context) -> new Lift(consent(row), Sql.uuid(row, "suppression_id")),
                            uuids(suppressionIds))
                    .forEach(lift -> {
                        consents.putIfAbsent(lift.consent().id(), lift.consent());
                        lifts.computeIfAbsent(lift.consent().id(), id -> new HashSet<>())
                                .add(lift.suppression());
                    });
        }
        return consents.values().stream()
                .map(c -> new Consent(c.id(), lifts.getOrDefault(c.id(), Set.of()), c.evidence(), c.at()))
                .toList();
    }

    /** A consent without what it lifts. */
    static Consent consent(ResultSet row) throws SQLException {
        return new Consent(Sql.uuid(row, "id"), Set.of(), row.getString("evidence"), Sql.time(row, "happened_at"));
    }

    @Override
    public List<Suppression> list(Optional<UUID> after, int limit) {
        return sql.list(
                "select " + TABLE.names() + " from sdr_suppression where id > ? order by id limit ?",
                JdbcSuppressions::read,
                after.orElse(new UUID(0, 0)),
                limit);
    }

    private static Suppression read(ResultSet row, StatementContext context) throws SQLException {
        return new Suppression(
                Sql.uuid(row, "id"),
                Suppression.Kind.valueOf(row.getString("kind")),
                row.getString("entry"),
                Sql.optionalText(row, "channel"),
                Values.known(Suppression.Reason.values(), row.getString("reason_code"), Suppression.Reason.OTHER),
                row.getString("reason"),
                row.getString("source"),
                row.getString("cause"),
                Sql.time(row, "happened_at"));
    }
}
