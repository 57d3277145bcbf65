package dev.sdr.jdbc;

import static dev.sdr.jdbc.Sql.texts;

import dev.sdr.store.RecordRows;
import dev.sdr.store.StoredRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Records in a table. */
final class JdbcRecords implements RecordRows {

    private static final Table<StoredRecord> TABLE = new Table<>(
            "sdr_record",
            2,
            List.of(
                    Column.text("kind", StoredRecord::kind),
                    Column.text("rec_key", StoredRecord::key),
                    Column.big("version", r -> r.version() + 1),
                    Column.text("idx", StoredRecord::index),
                    Column.text("content", StoredRecord::json)));

    private static final String SELECT = "select " + TABLE.names() + " from sdr_record";

    private final Sql sql;
    private final Dialect dialect;

    JdbcRecords(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public List<StoredRecord> get(String kind, Collection<String> keys) {
        return keys.isEmpty()
                ? List.of()
                : sql.list(SELECT + " where kind = ? and rec_key = any(?)", JdbcRecords::read, kind, texts(keys));
    }

    @Override
    public Optional<StoredRecord> lock(String kind, String key, boolean exclusive) {
        String clause = exclusive ? dialect.lock() : dialect.lockShared();
        return sql.first(SELECT + " where kind = ? and rec_key = ?" + clause, JdbcRecords::read, kind, key);
    }

    @Override
    public boolean put(StoredRecord record) {
        if (record.version() == 0) {
            return !dialect.insert(
                            sql,
                            TABLE,
                            List.of(record),
                            "t.kind = v.kind and t.rec_key = v.rec_key",
                            (row, context) -> row.getString(1))
                    .isEmpty();
        }
        return !dialect.update(
                        sql, TABLE, List.of(record), "t.version = v.version - 1", (row, context) -> row.getString(1))
                .isEmpty();
    }

    @Override
    public void insertMissing(Collection<StoredRecord> records) {
        List<StoredRecord> sorted = records.stream()
                .sorted(Comparator.comparing(StoredRecord::kind).thenComparing(StoredRecord::key))
                .toList();
        dialect.insert(
                sql, TABLE, sorted, "t.kind = v.kind and t.rec_key = v.rec_key", (row, context) -> row.getString(1));
    }

    @Override
    public List<StoredRecord> scan(String kind, Optional<StoredRecord> after, String toIndex, int limit) {
        String from = after.map(StoredRecord::index).orElse("");
        String fromKey = after.map(StoredRecord::key).orElse("");
        return sql.list(
                SELECT + " where kind = ? and (idx, rec_key) > (?, ?) and idx <= ?" + " order by idx, rec_key limit ?",
                JdbcRecords::read,
                kind,
                from,
                fromKey,
                toIndex,
                limit);
    }

    @Override
    public boolean delete(StoredRecord record) {
        return sql.update(
                        "delete from sdr_record where kind = ? and rec_key = ? and version = ?",
                        record.kind(),
                        record.key(),
                        record.version())
                > 0;
    }

    private static StoredRecord read(ResultSet row, StatementContext context) throws SQLException {
        return new StoredRecord(
                row.getString("kind"),
                row.getString("rec_key"),
                row.getLong("version"),
                row.getString("idx"),
                row.getString("content"));
    }
}
