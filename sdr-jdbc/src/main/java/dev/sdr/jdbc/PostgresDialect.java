package dev.sdr.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** PostgreSQL 14 and later: a batch is one statement over arrays. */
final class PostgresDialect implements Dialect {

    /**
     * Limits on waiting, durability, and one plan for each statement, by its index, whatever the statistics say: tables
     * that fill and empty within minutes mislead the planner, and a claim that reads a whole table is an outage.
     */
    private static final String PREPARE = """
            select current_setting('transaction_isolation') = 'read committed',
              set_config('lock_timeout', '5s', true),
              set_config('idle_in_transaction_session_timeout', '10s', true),
              set_config('synchronous_commit', case when current_setting('synchronous_commit') = 'off'
                then 'on' else current_setting('synchronous_commit') end, true),
              set_config('plan_cache_mode', 'force_generic_plan', true),
              set_config('enable_seqscan', 'off', true),
              set_config('enable_bitmapscan', 'off', true),
              set_config('jit', 'off', true)""";

    private volatile boolean otherIsolation;

    @Override
    public String migrations() {
        return "postgresql";
    }

    /**
     * A JVM that stops inside a transaction must not hold a row for ever (C6); a commit is durable (S1). All of it holds
     * for the transaction only, so that it works through a pooler in transaction mode, and costs one round trip where
     * READ COMMITTED is the default.
     */
    @Override
    public Begun begin(Connection connection, Sql sql, String mark) throws SQLException {
        if (otherIsolation) {
            sql.update("set transaction isolation level read committed");
        }
        Optional<String> value = prepare(sql, mark.isEmpty() ? "''" : mark);
        if (value.isEmpty()) {
            otherIsolation = true;
            connection.rollback(); // the isolation can be set before a transaction's first query only
            return begin(connection, sql, mark);
        }
        return new Begun(value.get(), () -> {});
    }

    /** The value of an expression, or empty if the transaction has another isolation. */
    private static Optional<String> prepare(Sql sql, String expression) {
        return sql.list(
                        PREPARE + ", " + expression,
                        (row, context) -> row.getBoolean(1)
                                ? Optional.of(row.getString(row.getMetaData().getColumnCount()))
                                : Optional.<String>empty())
                .get(0);
    }

    @Override
    public boolean isInTransaction(Connection connection) throws SQLException {
        return connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
    }

    /**
     * The cluster, its timeline (which a failover raises), the database (which CREATE DATABASE .. TEMPLATE changes) and a
     * table of ours (which a dump restored changes).
     */
    @Override
    public List<Identity> identities() {
        String here = "(select oid from pg_database where datname = current_database()) || '/'"
                + " || 'sdr_record'::regclass::oid";
        String timeline = "left(pg_walfile_name(pg_current_wal_lsn()), 8) || '/' || " + here;
        return List.of(
                new Identity("(select system_identifier from pg_control_system()) || '/' || " + timeline, timeline),
                new Identity(timeline, timeline),
                new Identity(here, here));
    }

    /**
     * A dump brings the transaction numbers of its server, which may be ahead of this one's: what is in flight is then
     * taken for begun now, and the events come before all others, in their order.
     */
    @Override
    public List<String> renumbering() {
        return List.of(
                "update sdr_touch set txid = pg_current_xact_id() where txid > pg_current_xact_id()",
                "update sdr_event set txid = '0' where txid > pg_current_xact_id()");
    }

    /** As an array, so that the rows are looked up by their index whatever the planner thinks of a join. */
    @Override
    public String among(String column, String query) {
        return column + " = any(array(" + query + "))";
    }

    @Override
    public String lock() {
        return " for no key update";
    }

    @Override
    public String lockShared() {
        return " for share";
    }

    @Override
    public <R, K> List<K> insert(Sql sql, Table<R> table, Collection<R> rows, String conflict, RowMapper<K> key) {
        return write(sql, table, rows, "", "on conflict do nothing", key);
    }

    /** Without "on conflict", which logs each row twice. The offset keeps the planner from reading all keys at once. */
    @Override
    public <R, K> List<K> insertMissing(Sql sql, Table<R> table, Collection<R> rows, RowMapper<K> key) {
        String missing =
                "where not exists (select 1 from " + table.name() + " t where " + table.sameKey() + " offset 0)";
        return write(sql, table, rows, missing, "", key);
    }

    @Override
    public <R> void append(Sql sql, Table<R> table, Collection<R> rows) {
        PostgresRows<R> values = new PostgresRows<>(table, rows);
        sql.update("insert into " + table.name() + " (" + table.names() + ") " + values.query(), values.parameters());
    }

    private <R, K> List<K> write(
            Sql sql, Table<R> table, Collection<R> rows, String condition, String action, RowMapper<K> key) {
        if (rows.isEmpty()) {
            return List.of();
        }
        PostgresRows<R> values = new PostgresRows<>(table, rows);
        String statement = "insert into " + table.name() + " as t (" + table.names() + ") select " + table.names()
                + " from (" + values.query() + ") v " + condition + " " + action + " returning " + table.keyNames("t.");
        return sql.list(statement, key, values.parameters());
    }

    @Override
    public <R, K> List<K> update(Sql sql, Table<R> table, Collection<R> rows, String guard, RowMapper<K> key) {
        if (rows.isEmpty()) {
            return List.of();
        }
        String set =
                table.data().stream().map(c -> c.name() + " = v." + c.name()).collect(Collectors.joining(", "));
        PostgresRows<R> values = new PostgresRows<>(table, rows);
        String statement = "update " + table.name() + " t set " + set + " from (" + values.query() + ") as v where "
                + table.sameKey() + (guard.isEmpty() ? "" : " and " + guard) + " returning " + table.keyNames("t.");
        return sql.list(statement, key, values.parameters());
    }

    @Override
    public <R> List<R> byKeys(Sql sql, Table<R> table, Collection<R> rows, boolean lock, RowMapper<R> mapper) {
        if (rows.isEmpty()) {
            return List.of();
        }
        PostgresRows<R> keys = new PostgresRows<>(table.only(), rows);
        String statement = "select " + table.names("t.") + " from " + table.name() + " t join (" + keys.query()
                + ") v on " + table.sameKey() + " order by " + table.keyNames("t.") + (lock ? lock() + " of t" : "");
        return sql.list(statement, mapper, keys.parameters());
    }

    /** The inner select is materialized: otherwise a plan may lock more rows than its limit (C3). */
    @Override
    public <R> List<R> claim(
            Sql sql,
            Table<R> table,
            String condition,
            String order,
            int limit,
            String set,
            RowMapper<R> mapper,
            List<Object> conditionParameters,
            List<Object> setParameters) {
        String key = table.keyNames("");
        String statement = "with c as materialized (select " + key + " from " + table.name() + " where " + condition
                + " order by " + order + " limit " + limit + " for no key update skip locked) update " + table.name()
                + " t set " + set + " from c where t." + key + " = c." + key + " returning " + table.names("t.");
        List<Object> parameters = new ArrayList<>(conditionParameters);
        parameters.addAll(setParameters);
        return sql.list(statement, mapper, parameters.toArray());
    }
}
