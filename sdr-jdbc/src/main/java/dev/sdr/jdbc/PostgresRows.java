package dev.sdr.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    private final Table<R> table;
    private final Collection<R> rows;

    /** Shared values by column; empty for null. */
    private final Map<Column<R>, Optional<Object>> shared = new HashMap<>();

    PostgresRows(Table<R> table, Collection<R> rows) {
        this.table = table;
        this.rows = rows;
        if (rows.size() >= LARGE) {
            table.columns().stream().filter(Column::shared).forEach(this::share);
        }
    }

    private void share(Column<R> column) {
        R first = rows.iterator().next();
        Object value = column.value().apply(first);
        if (rows.stream().allMatch(r -> Objects.equals(value, column.value().apply(r)))) {
            shared.put(column, Optional.ofNullable(column.parameter(first)));
        }
    }

    private List<Column<R>> listed() {
        return table.columns().stream().filter(c -> !shared.containsKey(c)).toList();
    }

    String query() {
        String values = table.columns().stream()
                .map(c -> (shared.containsKey(c) ? "?::" + c.type().onPostgres() : element(c)) + " as " + c.name())
                .collect(Collectors.joining(", "));
        String arrays = listed().stream()
                .map(c -> "?::" + PostgresArrays.of(c.type()) + "[]")
                .collect(Collectors.joining(", "));
        String names = listed().stream().map(Column::name).collect(Collectors.joining(", "));
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

    /** In the order in which the query has them. */
    Object[] parameters() {
        List<@Nullable Object> parameters = new ArrayList<>();
        table.columns().stream()
                .filter(shared::containsKey)
                .forEach(c ->
                        parameters.add(Objects.requireNonNull(shared.get(c)).orElse(null)));
        listed().forEach(c -> parameters.add(PostgresArrays.array(c.type(), rows, c.value())));
        return parameters.toArray();
    }
}
