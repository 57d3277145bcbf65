package dev.sdr.jdbc;

import static dev.sdr.jdbc.Sql.texts;

import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.store.LeadRows;
import dev.sdr.store.StoredLead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;

/** People in tables. */
final class JdbcLeads implements LeadRows {

    private static final Table<StoredLead> TABLE = new Table<>(
            "sdr_lead",
            1,
            List.of(
                    Column.text("address_key", StoredLead::addressKey),
                    Column.optionalText("id", l -> l.lead().map(Lead::id)),
                    Column.optionalText(
                            "email", l -> l.lead().map(x -> x.email().value())),
                    Column.text(
                            "attributes",
                            l -> l.lead().map(x -> Values.map(x.attributes())).orElse("{}")),
                    Column.big("seq", StoredLead::seq),
                    Column.text("stops", l -> Values.stops(l.stops())),
                    Column.optionalText("mailbox_id", StoredLead::mailboxId),
                    Column.optionalTime("replied_at", StoredLead::repliedAt)));

    static final String SELECT = "select " + TABLE.names() + " from sdr_lead";

    /** What the index of domains is on, word for word. */
    private static final String DOMAIN = "lower(substring(email from position('@' in email) + 1))";

    private final Sql sql;
    private final Dialect dialect;

    JdbcLeads(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public List<StoredLead> lock(Collection<String> addressKeys) {
        if (addressKeys.isEmpty()) {
            return List.of();
        }
        return sql.list(
                SELECT + " where address_key = any(?) order by address_key" + dialect.lock(),
                JdbcLeads::read,
                texts(addressKeys));
    }

    @Override
    public Set<String> insertMissing(Collection<StoredLead> leads) {
        return new HashSet<>(dialect.insert(
                sql,
                TABLE,
                sorted(leads),
                "t.address_key = v.address_key or t.id = v.id",
                (row, context) -> row.getString(1)));
    }

    @Override
    public void save(Collection<StoredLead> leads) {
        dialect.update(sql, TABLE, sorted(leads), "", (row, context) -> row.getString(1));
    }

    private static List<StoredLead> sorted(Collection<StoredLead> leads) {
        return leads.stream()
                .sorted(Comparator.comparing(StoredLead::addressKey))
                .toList();
    }

    @Override
    public List<StoredLead> byIds(Collection<String> leadIds) {
        return leadIds.isEmpty() ? List.of() : sql.list(SELECT + " where id = any(?)", JdbcLeads::read, texts(leadIds));
    }

    @Override
    public Map<String, Long> seqs(Collection<String> leadIds) {
        Map<String, Long> seqs = new HashMap<>();
        if (!leadIds.isEmpty()) {
            sql.list(
                    "select id, seq from sdr_lead where id = any(?)",
                    (row, context) -> seqs.put(row.getString(1), row.getLong(2)),
                    texts(leadIds));
        }
        return seqs;
    }

    @Override
    public List<StoredLead> byDomains(Collection<String> domains, int limit) {
        return domains.isEmpty()
                ? List.of()
                : sql.list(SELECT + " where " + DOMAIN + " = any(?) limit ?", JdbcLeads::read, texts(domains), limit);
    }

    @Override
    public List<StoredLead> byAddressKeys(Collection<String> addressKeys) {
        return addressKeys.isEmpty()
                ? List.of()
                : sql.list(SELECT + " where address_key = any(?)", JdbcLeads::read, texts(addressKeys));
    }

    static StoredLead read(ResultSet row, StatementContext context) throws SQLException {
        Optional<String> id = Sql.optionalText(row, "id");
        Optional<Lead> lead = Optional.empty();
        if (id.isPresent()) {
            lead = Optional.of(new Lead(
                    id.get(), EmailAddress.of(row.getString("email")), Values.map(row.getString("attributes"))));
        }
        return new StoredLead(
                row.getString("address_key"),
                lead,
                row.getLong("seq"),
                Values.stops(row.getString("stops")),
                Sql.optionalText(row, "mailbox_id"),
                Sql.optionalTime(row, "replied_at"));
    }
}
