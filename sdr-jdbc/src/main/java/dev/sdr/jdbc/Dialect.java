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

    /** Puts back what a transaction changed about its connection. */
    interface Undo {
        void run() throws SQLException;
    }

    /**
     * A transaction that has begun.
     *
     * @param mark the value of the expression asked for; empty without one
     * @param undo puts back what was changed
     */
    record Begun(String mark, Undo undo) {}

    /**
     * Begins a transaction at READ COMMITTED, with limits on waiting, on a connection with auto-commit off.
     *
     * @param mark an expression to evaluate on the way, or empty
     */
    Begun begin(Connection connection, Sql sql, String mark) throws SQLException;

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

    /** Statements that make a database's own numbers right again after its rows came from another server. */
    List<String> renumbering();

    /** The condition that a column's value is among those of a query. */
    String among(String column, String query);

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
     * Inserts rows, leaving out those whose key is stored. Something that both have locked keeps others from inserting the
     * same key meanwhile; if somebody does, the transaction runs again.
     *
     * @return the keys of those inserted
     */
    <R, K> List<K> insertMissing(Sql sql, Table<R> table, Collection<R> rows, RowMapper<K> key);

    /** Inserts rows that no stored row conflicts with. */
    <R> void append(Sql sql, Table<R> table, Collection<R> rows);

    /**
     * Reads the stored rows with the same keys as some rows, in the order of their keys.
     *
     * @param lock whether to lock them, in that order
     */
    <R> List<R> byKeys(Sql sql, Table<R> table, Collection<R> rows, boolean lock, RowMapper<R> mapper);

    /** Claims rows of a table by one statement, or two that are as good. */
    <R> List<R> claim(
            Sql sql,
            Table<R> table,
            String condition,
            String order,
            int limit,
            String set,
            RowMapper<R> mapper,
            List<Object> conditionParameters,
            List<Object> setParameters);
}
