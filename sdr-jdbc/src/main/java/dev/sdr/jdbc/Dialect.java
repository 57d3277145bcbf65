package dev.sdr.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;

/** What PostgreSQL and H2 do differently. */
interface Dialect {

    /** The folder of its migrations. */
    String migrations();

    /**
     * Prepares a transaction that has just begun.
     *
     * @param mark an expression to evaluate on the way, or empty
     * @return its value; empty without one
     */
    String begin(Sql sql, String mark);

    /** Whether a connection that came with auto-commit off is inside somebody's transaction. */
    boolean isInTransaction(Connection connection) throws SQLException;

    /** What tells a database from a copy of it, the best first: a role without rights falls back to the next. */
    List<Identity> identities();

    /**
     * What tells a database from a copy.
     *
     * @param whole an expression, evaluated now and then
     * @param mark an expression for the part that is cheap enough to be looked at in every transaction
     */
    record Identity(String whole, String mark) {}

    /** The clause that locks rows. */
    String lock();

    /** The clause that locks a row together with others who lock it so. */
    String lockShared();

    /**
     * Inserts rows, leaving out those that conflict.
     *
     * @param conflict for H2: the condition under which a row conflicts, with {@code t} for a stored row and {@code v}
     *     for the new one
     * @return the keys of those inserted
     */
    <R, K> List<K> insert(Sql sql, Table<R> table, Collection<R> rows, String conflict, RowMapper<K> key);

    /**
     * Updates rows by key.
     *
     * @param guard a further condition on the stored row {@code t}, and on the new one {@code v}; may be empty
     * @return the keys of those updated
     */
    <R, K> List<K> update(Sql sql, Table<R> table, Collection<R> rows, String guard, RowMapper<K> key);

    /**
     * Inserts rows, or takes over stored rows that fulfil a condition.
     *
     * @param guard the condition on the stored row {@code t}
     * @return the keys of those written
     */
    <R, K> List<K> upsert(Sql sql, Table<R> table, Collection<R> rows, String guard, RowMapper<K> key);

    /** Claims rows of a table by one statement, or two that are as good. */
    <T> List<T> claim(
            Sql sql,
            String table,
            String key,
            String condition,
            String order,
            int limit,
            String set,
            RowMapper<T> mapper,
            List<Object> conditionParameters,
            List<Object> setParameters);
}
