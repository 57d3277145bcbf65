package dev.sdr.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/** Runs statements with positional parameters on one connection. */
final class Sql {

    private static final ThreadLocal<Connection> OPENING = new ThreadLocal<>();

    /** One for all connections: setting one up costs more than most statements, and its parser keeps what it has parsed. */
    private static final Jdbi JDBI = Jdbi.create(OPENING::get)
            .configure(
                    SqlStatements.class,
                    s -> s.setSqlParser(new ColonPrefixSqlParser()).setTemplateEngine(TemplateEngine.NOP));

    private final Handle handle;

    Sql(Connection connection) {
        OPENING.set(connection);
        try {
            this.handle = JDBI.open();
        } finally {
            OPENING.remove();
        }
    }

    <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        try (var query = handle.createQuery(sql)) {
            bind(query, parameters);
            return query.map(mapper).list();
        }
    }

    <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return list(sql, mapper, parameters).stream().findFirst();
    }

    int update(String sql, @Nullable Object... parameters) {
        try (var update = handle.createUpdate(sql)) {
            bind(update, parameters);
            return update.execute();
        }
    }

    private static void bind(SqlStatement<?> statement, @Nullable Object... parameters) {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            Argument argument = value instanceof SqlArray array
                    ? (position, prepared, context) -> prepared.setArray(position, array.on(prepared.getConnection()))
                    : (position, prepared, context) -> prepared.setObject(position, value);
            statement.bind(i, argument);
        }
    }

    /** The order databases keep uuids in: by unsigned bytes. */
    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    static SqlArray texts(Collection<String> values) {
        return new SqlArray("text", values.toArray(String[]::new));
    }

    static SqlArray uuids(Collection<UUID> values) {
        return new SqlArray("uuid", values.toArray());
    }

    /** An array parameter. */
    static final class SqlArray {
        private final String type;
        private final @Nullable Object[] values;

        SqlArray(String type, @Nullable Object[] values) {
            this.type = type;
            this.values = values; // nobody else has it
        }

        private Array on(Connection connection) throws SQLException {
            return connection.createArrayOf(type, values);
        }
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> optionalTime(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    static Optional<UUID> optionalUuid(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class));
    }

    static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    static LocalDate date(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDate.class);
    }
}
