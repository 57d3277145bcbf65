package dev.sdr.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** PostgreSQL 14 and later: a batch is one statement over arrays. */
final class PostgresDialect implements Dialect {

    @Override
    public String migrations() {
        return "postgresql";
    }

    /** A JVM that stops inside a transaction must not hold a row for ever (C6); a commit is durable (S1). */
    @Override
    public String begin(Sql sql, String mark) {
        return sql.list(
                        "select set_config('lock_timeout', '5s', true),"
                                + " set_config('idle_in_transaction_session_timeout', '10s', true),"
                                + " set_config('synchronous_commit', case when current_setting('synchronous_commit') ="
                                + " 'off' then 'on' else current_setting('synchronous_commit') end, true), "
                                + (mark.isEmpty() ? "''" : mark),
                        (row, context) -> row.getString(4))
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
        return write(sql, table, rows, "on conflict do nothing", key);
    }

    @Override
    public <R, K> List<K> upsert(Sql sql, Table<R> table, Collection<R> rows, String guard, RowMapper<K> key) {
        String set = table.data().stream()
                .map(c -> c.name() + " = excluded." + c.name())
                .collect(Collectors.joining(", "));
        String action = "on conflict (" + table.keyNames() + ") do update set " + set
                + (guard.isEmpty() ? "" : " where " + guard);
        return write(sql, table, rows, action, key);
    }

    private static <R, K> List<K> write(Sql sql, Table<R> table, Collection<R> rows, String action, RowMapper<K> key) {
        if (rows.isEmpty()) {
            return List.of();
        }
        String statement = "insert into " + table.name() + " as t (" + table.names() + ") select * from "
                + unnest(table) + " " + action + " returning " + qualified(table);
        return sql.list(statement, key, arrays(table, rows));
    }

    @Override
    public <R, K> List<K> update(Sql sql, Table<R> table, Collection<R> rows, String guard, RowMapper<K> key) {
        if (rows.isEmpty()) {
            return List.of();
        }
        String set =
                table.data().stream().map(c -> c.name() + " = v." + c.name()).collect(Collectors.joining(", "));
        String join = table.columns().subList(0, table.keys()).stream()
                .map(c -> "t." + c.name() + " = v." + c.name())
                .collect(Collectors.joining(" and "));
        String statement = "update " + table.name() + " t set " + set + " from " + unnest(table) + " as v ("
                + table.names() + ") where " + join + (guard.isEmpty() ? "" : " and " + guard) + " returning "
                + qualified(table);
        return sql.list(statement, key, arrays(table, rows));
    }

    private static <R> String qualified(Table<R> table) {
        return table.columns().subList(0, table.keys()).stream()
                .map(c -> "t." + c.name())
                .collect(Collectors.joining(", "));
    }

    private static <R> String unnest(Table<R> table) {
        return table.columns().stream()
                .map(c -> "?::" + c.type() + "[]")
                .collect(Collectors.joining(", ", "unnest(", ")"));
    }

    private static <R> Object[] arrays(Table<R> table, Collection<R> rows) {
        List<Object> arrays = new ArrayList<>();
        for (Column<R> column : table.columns()) {
            arrays.add(new Sql.SqlArray(
                    column.type(),
                    rows.stream().map(r -> column.value().apply(r)).toArray()));
        }
        return arrays.toArray();
    }

    /** The inner select is materialized: otherwise a plan may lock more rows than its limit (C3). */
    @Override
    public <T> List<T> claim(
            Sql sql,
            String table,
            String key,
            String condition,
            String order,
            int limit,
            String set,
            RowMapper<T> mapper,
            List<Object> conditionParameters,
            List<Object> setParameters) {
        String statement = "with c as materialized (select " + key + " from " + table + " where " + condition
                + " order by " + order + " limit " + limit + " for no key update skip locked) update " + table
                + " t set " + set + " from c where t." + key + " = c." + key + " returning t.*";
        List<Object> parameters = new ArrayList<>(conditionParameters);
        parameters.addAll(setParameters);
        return sql.list(statement, mapper, parameters.toArray());
    }
}
