package dev.sdr.jdbc;

import dev.sdr.error.CommitUnknownException;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.JdbiException;

/**
 * A store on PostgreSQL 14 or later, or on H2 2.x embedded in one process for a first run.
 *
 * <p>Each transaction takes a connection of its own from the host's {@code DataSource}, sets READ COMMITTED and
 * auto-commit itself, commits itself, and puts the connection's settings back. It works with pools that have auto-commit
 * on or off, and through a pooler in transaction mode (with pgjdbc's {@code prepareThreshold=0}). A {@code DataSource}
 * that hands out connections of the host's own running transaction is refused, because what it commits would vanish with
 * the host's rollback; to enroll inside a host's transaction, use {@link #joining}.
 *
 * <p>Safe for use by several threads and, on PostgreSQL, by several processes.
 */
public final class JdbcSequenceStore implements SequenceStore {

    /** Deadlock, serialization failure, lock timeout, and H2's forms: the work runs again from its beginning. */
    private static final Set<String> AGAIN = Set.of("40P01", "40001", "55P03", "23505", "HYT00", "90131", "40002");

    /** The role may not call a function, or this kind of server has it not. */
    private static final Set<String> NO_RIGHT = Set.of("42501", "42883", "0A000");

    private static final int MOST_TRIES = 10;

    private final DataSource dataSource;
    private final Dialect dialect;
    private volatile Seen seen = new Seen("", "");

    /**
     * The database as {@link #identity} last found it.
     *
     * @param mark the expression that tells it from others; empty before
     * @param value the expression's value
     */
    private record Seen(String mark, String value) {}

    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

    private JdbcSequenceStore(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    /**
     * Opens a store, creating or updating its tables. They begin with {@code sdr_} and have a migration history of their
     * own, {@code sdr_schema_history}, so that they live beside a host's.
     *
     * @param dataSource where connections come from: a plain pool, not a transaction-aware proxy
     * @return the store
     * @throws ConfigurationException if the database is of another kind, was changed by a newer version of this library
     *     in a way that this one cannot live with, or does not keep what it commits; the message says which
     * @throws RetryableException if the database cannot be reached, or hands out fewer than two connections at once
     */
    public static JdbcSequenceStore open(DataSource dataSource) {
        Dialect dialect;
        try (Connection connection = dataSource.getConnection()) {
            dialect = dialect(connection);
            if (dialect instanceof H2Dialect) {
                Migrations.keepCommits(connection);
            }
        } catch (SQLException e) {
            throw unreachable(e);
        }
        Migrations.run(dataSource, dialect);
        return new JdbcSequenceStore(dataSource, dialect);
    }

    /**
     * A transaction inside the host's own, on the host's connection. It never commits, rolls back or changes a setting;
     * the rows it locks stay locked until the host ends its transaction. The tables must exist: {@link #open} a store
     * first.
     *
     * @param connection a connection with auto-commit off
     * @return the transaction, for {@code SequenceRunner.enroll}
     * @throws ConfigurationException if auto-commit is on, or the database is of another kind
     */
    public static Tx joining(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new ConfigurationException(
                        "the connection has auto-commit on, so there is no transaction to join; begin one first");
            }
            return new JdbcTx(new Sql(connection), dialect(connection));
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private static Dialect dialect(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> new PostgresDialect();
            case "H2" -> new H2Dialect();
            default ->
                throw new ConfigurationException(
                        "this store needs PostgreSQL 14 or later, or H2 2.x; the database is " + product);
        };
    }

    @Override
    public <T> T inTransaction(Function<Tx, T> work) {
        if (inside.get()) {
            throw new IllegalStateException("a transaction must not be started inside another");
        }
        inside.set(true);
        try {
            for (int tries = 1; ; tries++) {
                try {
                    return once(work);
                } catch (JdbiException | Failed e) {
                    SQLException cause = cause(e);
                    if (!AGAIN.contains(String.valueOf(cause.getSQLState())) || tries == MOST_TRIES) {
                        throw unreachable(cause);
                    }
                }
            }
        } finally {
            inside.remove();
        }
    }

    /** A failure of the database outside a statement. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(SQLException cause) {
            super(cause);
        }
    }

    private <T> T once(Function<Tx, T> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                refuseHostTransaction(connection);
            }
            boolean readOnly = connection.isReadOnly();
            if (readOnly) {
                connection.setReadOnly(false);
            }
            connection.setAutoCommit(false);
            Dialect.Undo[] undo = {() -> {}};
            try {
                return run(connection, work, undo);
            } finally {
                restore(connection, autoCommit, undo[0], readOnly);
            }
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    private <T> T run(Connection connection, Function<Tx, T> work, Dialect.Undo[] undo) throws SQLException {
        boolean done = false;
        try {
            Sql sql = new Sql(connection);
            Seen expected = seen;
            Dialect.Begun begun = dialect.begin(connection, sql, expected.mark());
            undo[0] = begun.undo();
            if (!begun.mark().equals(expected.value())) {
                throw new RetryableException(
                        "the DataSource leads to another database than before; it is looked at anew");
            }
            JdbcTx tx = new JdbcTx(sql, dialect);
            T result;
            try {
                result = work.apply(tx);
            } finally {
                tx.end();
            }
            done = true;
            commit(connection);
            return result;
        } finally {
            if (!done) {
                rollBack(connection);
            }
        }
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (AGAIN.contains(state) || state.startsWith("23")) {
                throw e; // the database answered that it did not commit
            }
            throw new CommitUnknownException(
                    "the connection was lost while committing (SQLState " + state + "); the writes may be there or not",
                    withoutWords(e));
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            org.slf4j.LoggerFactory.getLogger(JdbcSequenceStore.class)
                    .debug("rolling back failed, so the database does it when the connection is gone", e);
        }
    }

    private static void restore(Connection connection, boolean autoCommit, Dialect.Undo undo, boolean readOnly) {
        try {
            if (connection.isClosed()) {
                return;
            }
            connection.setAutoCommit(autoCommit);
            undo.run();
            if (readOnly) {
                connection.setReadOnly(true);
            }
        } catch (SQLException e) {
            org.slf4j.LoggerFactory.getLogger(JdbcSequenceStore.class)
                    .debug("a broken connection's settings could not be put back; its pool drops it", e);
        }
    }

    private void refuseHostTransaction(Connection connection) throws SQLException {
        if (dialect.isInTransaction(connection)) {
            throw new ConfigurationException(
                    "the DataSource handed out a connection that is inside a transaction of the"
                            + " host's: what is committed there would vanish with the host's rollback. Hand in the plain"
                            + " connection pool, not a transaction-aware proxy, and run outside the host's transactions; to"
                            + " enroll inside one, use JdbcSequenceStore.joining(connection)");
        }
    }

    @Override
    public Optional<Instant> databaseTime() {
        String query = dialect instanceof PostgresDialect ? "select clock_timestamp()" : "select current_timestamp(6)";
        try (Connection connection = dataSource.getConnection()) {
            boolean ours = !connection.getAutoCommit() && !dialect.isInTransaction(connection);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                Instant time = row.getObject(1, OffsetDateTime.class).toInstant();
                return Optional.of(time.truncatedTo(ChronoUnit.MICROS));
            } finally {
                if (ours) { // the read began a transaction, which must not go back to the pool with the connection
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /**
     * On PostgreSQL, what changes with a copy, a dump or a failover, as far as this role may read it; on H2, nothing. Once
     * it was read, a transaction that finds itself on another database fails, until it is read again: a pool may replace
     * its connections by some to another server without anybody's noticing.
     */
    @Override
    public Optional<String> identity() {
        Seen before = seen;
        Optional<String> identity;
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.getAutoCommit()) {
                refuseHostTransaction(connection);
            }
            identity = look(connection);
        } catch (SQLException e) {
            throw unreachable(e);
        }
        if (!seen.equals(before)) {
            for (String statement : dialect.renumbering()) {
                inTransaction(tx -> ((JdbcTx) tx).update(statement));
            }
        }
        return identity;
    }

    private Optional<String> look(Connection connection) throws SQLException {
        for (Dialect.Identity identity : dialect.identities()) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select " + identity.whole() + ", " + identity.mark())) {
                row.next();
                seen = new Seen(identity.mark(), row.getString(2));
                return Optional.of(row.getString(1));
            } catch (SQLException e) {
                if (!NO_RIGHT.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            } finally {
                endRead(connection);
            }
        }
        return Optional.empty();
    }

    /** A read outside our transactions ends its own, if the connection came with auto-commit off. */
    private static void endRead(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private static SQLException cause(Throwable e) {
        for (Throwable c = e; c != null; c = c.getCause()) {
            if (c instanceof SQLException sql) {
                return sql;
            }
        }
        return new SQLException(e.getClass().getSimpleName(), "XX000", e);
    }

    /** The server's own words may quote values, so only its state and the place are told (P9). */
    static RetryableException unreachable(SQLException e) {
        String message = "the database did not do it (SQLState " + e.getSQLState() + "); it is tried again";
        return new RetryableException(message, withoutWords(e));
    }

    private static SQLException withoutWords(SQLException e) {
        SQLException bare = new SQLException("SQLState " + e.getSQLState(), e.getSQLState(), e.getErrorCode());
        bare.setStackTrace(e.getStackTrace());
        return bare;
    }
}
