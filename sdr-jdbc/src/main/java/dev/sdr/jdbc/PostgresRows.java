package dev.sdr.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a query with parameters: one array for each column. Types that the driver cannot send in binary travel as text
 * or as numbers: a time as microseconds, a date as days. What the rows of a large batch share is one plain parameter,
 * which costs less than as many array elements. Small batches always have the one form, so that there are few
 * statements.
 */
final class PostgresRows<R> {

    private static final int LARGE = 20;

    private final List<Column<R>> columns;
    private final List<Column<R>> listed = new ArrayList<>();
    private final Set<Column<R>> shared = Collections.newSetFromMap(new IdentityHashMap<>());

    /** In the order in which the query has them. */
    private final List<@Nullable Object> parameters = new ArrayList<>();

    PostgresRows(Table<R> table, Collection<R> rows) {
        this.columns = table.columns();
        List<Sql.SqlArray> arrays = new ArrayList<>();
        for (Column<R> column : columns) {
            @Nullable Object[] values = values(column, rows);
            if (column.shared() && rows.size() >= LARGE && isOne(values)) {
                shared.add(column);
                parameters.add(Column.forDriver(values[0]));
            } else {
                listed.add(column);
                arrays.add(PostgresArrays.array(column.type(), values));
            }
        }
        parameters.addAll(arrays);
    }

    private static <R> @Nullable Object[] values(Column<R> column, Collection<R> rows) {
        @Nullable Object[] values = new Object[rows.size()];
        int i = 0;
        for (R row : rows) {
            values[i++] = column.value().apply(row);
        }
        return values;
    }

    private static boolean isOne(@Nullable Object[] values) {
        for (Object value : values) {
            if (!Objects.equals(value, values[0])) {
                return false;
            }
        }
        return true;
    }

    String query() {
        String values = columns.stream()
                .map(c -> (shared.contains(c) ? "?::" + c.type().onPostgres() : element(c)) + " as " + c.name())
                .collect(Collectors.joining(", "));
        String arrays = listed.stream()
                .map(c -> "?::" + PostgresArrays.of(c.type()) + "[]")
                .collect(Collectors.joining(", "));
        String names = listed.stream().map(Column::name).collect(Collectors.joining(", "));
        return "select " + values + " from unnest(" + arrays + ") as u (" + names + ")";
    }

    private String element(Column<R> c) {
        return switch (c.type()) {
            case UUID -> c.name() + "::uuid";
            case TIME -> "timestamptz 'epoch' + " + c.name() + " * interval '1 microsecond'";
            case DATE -> "date 'epoch' + " + c.name();
            default -> c.name();
        };
    }

    @Nullable
    Object[] parameters() {
        return parameters.toArray();
    }
}
