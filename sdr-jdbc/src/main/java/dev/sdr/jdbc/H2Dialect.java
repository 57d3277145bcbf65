package dev.sdr.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** H2, embedded, for one process: row by row, in the order of the rows. */
final class H2Dialect implements Dialect {

    @Override
    public String migrations() {
        return "h2";
    }

    @Override
    public Begun begin(Connection connection, Sql sql, String mark) throws SQLException {
        int isolation = connection.getTransactionIsolation();
        boolean change = isolation != Connection.TRANSACTION_READ_COMMITTED;
        if (change) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        sql.update("set lock_timeout 5000");
        return new Begun("", () -> {
            if (change) {
                connection.setTransactionIsolation(isolation);
            }
        });
    }

    @Override
    public boolean isInTransaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select contains_uncommitted from information_schema.sessions where session_id = session_id()")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** A file of H2's has nothing that a copy of the file does not share. */
    @Override
    public List<Identity> identities() {
        return List.of();
    }

    @Override
    public List<String> renumbering() {
        return List.of();
    }

    @Override
    public String lock() {
        return " for update";
    }

    @Override
    public String among(String column, String query) {
        return column + " in (" + query + ")";
    }

    @Override
    public String lockShared() {
        return " for update";
    }

    @Override
    public <R, K> List<K> insert(Sql sql, Table<R> table, Collection<R> rows, String conflict, RowMapper<K> key) {
        List<K> inserted = new ArrayList<>();
        for (R row : rows) {
            String statement =
                    "insert into " + table.name() + " (" + table.names() + ") select * from (" + values(table)
                            + ") v where not exists (select 1 from " + table.name() + " t where " + conflict + ")";
            if (sql.update(statement, parameters(table.columns(), row)) > 0) {
                inserted.addAll(key(sql, table, row, key));
            }
        }
        return inserted;
    }

    @Override
    public <R, K> List<K> update(Sql sql, Table<R> table, Collection<R> rows, String guard, RowMapper<K> key) {
        List<K> updated = new ArrayList<>();
        for (R row : rows) {
            if (updateOne(sql, table, row, guard)) {
                updated.addAll(key(sql, table, row, key));
            }
        }
        return updated;
    }

    @Override
    public <R, K> List<K> insertMissing(Sql sql, Table<R> table, Collection<R> rows, RowMapper<K> key) {
        return insert(sql, table, rows, table.sameKey(), key);
    }

    @Override
    public <R> void append(Sql sql, Table<R> table, Collection<R> rows) {
        String statement = "insert into " + table.name() + " (" + table.names() + ") " + values(table);
        rows.forEach(row -> sql.update(statement, parameters(table.columns(), row)));
    }

    private static <R> boolean updateOne(Sql sql, Table<R> table, R row, String guard) {
        String set = table.data().stream()
                .map(c -> "t." + c.name() + " = v." + c.name())
                .collect(Collectors.joining(", "));
        String statement = "merge into " + table.name() + " t using (" + values(table) + ") v on (" + table.sameKey()
                + ") when matched" + (guard.isEmpty() ? "" : " and " + guard) + " then update set " + set;
        return sql.update(statement, parameters(table.columns(), row)) > 0;
    }

    private static <R> String values(Table<R> table) {
        return table.columns().stream()
                .map(c -> "cast(? as " + c.type().onH2() + ") as " + c.name())
                .collect(Collectors.joining(", ", "select ", ""));
    }

    private static <R> @Nullable Object[] parameters(List<Column<R>> columns, R row) {
        return columns.stream().map(c -> c.parameter(row)).toArray();
    }

    @Override
    public <R> List<R> byKeys(Sql sql, Table<R> table, Collection<R> rows, boolean lock, RowMapper<R> mapper) {
        List<R> found = new ArrayList<>();
        String condition = table.key().stream().map(c -> c.name() + " = ?").collect(Collectors.joining(" and "));
        for (R row : rows) {
            found.addAll(sql.list(
                    "select " + table.names() + " from " + table.name() + " where " + condition + (lock ? lock() : ""),
                    mapper,
                    parameters(table.key(), row)));
        }
        return found;
    }

    private static <R, K> List<K> key(Sql sql, Table<R> table, R row, RowMapper<K> mapper) {
        String condition = table.key().stream().map(c -> c.name() + " = ?").collect(Collectors.joining(" and "));
        return sql.list(
                "select " + table.keyNames("") + " from " + table.name() + " where " + condition,
                mapper,
                parameters(table.key(), row));
    }

    /** H2 lets one transaction at a time claim rows in order; nobody waits for it here. */
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
        List<Object> keys = sql.list(
                "select " + key + " from " + table.name() + " where " + condition + " order by " + order + " limit "
                        + limit + " for update skip locked",
                (row, context) -> row.getObject(1),
                conditionParameters.toArray());
        List<R> claimed = new ArrayList<>();
        for (Object id : keys) {
            List<Object> parameters = new ArrayList<>(setParameters);
            parameters.add(id);
            sql.update("update " + table.name() + " t set " + set + " where " + key + " = ?", parameters.toArray());
            claimed.addAll(sql.list(
                    "select " + table.names() + " from " + table.name() + " where " + key + " = ?", mapper, id));
        }
        return claimed;
    }
}
