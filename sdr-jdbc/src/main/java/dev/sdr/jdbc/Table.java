package dev.sdr.jdbc;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table: its name, the columns that are its key, and all its columns.
 *
 * @param name the table's name
 * @param keys how many of the columns, from the first, make up its key
 * @param columns the columns
 * @param <R> the row's type
 */
record Table<R>(String name, int keys, List<Column<R>> columns) {

    String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    String keyNames() {
        return columns.subList(0, keys).stream().map(Column::name).collect(Collectors.joining(", "));
    }

    List<Column<R>> data() {
        return columns.subList(keys, columns.size());
    }
}
