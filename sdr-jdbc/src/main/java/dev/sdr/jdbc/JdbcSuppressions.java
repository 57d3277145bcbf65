package dev.sdr.jdbc;

import static dev.sdr.jdbc.Sql.texts;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.store.SuppressionRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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
                    Column.text("reason", Suppression::reason),
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
        String inForce = "select " + TABLE.names("s.") + " from sdr_suppression s where s.kind = ? and s.entry = any(?)"
                + " and not exists (select 1 from sdr_consent_lift l where l.suppression_id = s.id)";
        return sql.list( // two queries in one: with "or" between them neither would go by the index
                inForce + " union all " + inForce,
                JdbcSuppressions::read,
                Suppression.Kind.ADDRESS.name(),
                texts(addressKeys),
                Suppression.Kind.DOMAIN.name(),
                texts(domains));
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
                row.getString("reason"),
                row.getString("cause"),
                Sql.time(row, "happened_at"));
    }
}
