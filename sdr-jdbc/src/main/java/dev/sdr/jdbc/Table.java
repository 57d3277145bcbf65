package dev.sdr.jdbc;

import java.util.List;
import java.util.Set;
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

    /** This table with its key and some of its other columns, for writing no more than has changed. */
    Table<R> only(String... changing) {
        Set<String> names = Set.of(changing);
        List<Column<R>> some = columns.stream()
                .filter(c -> key().contains(c) || names.contains(c.name()))
                .toList();
        if (some.size() != keys + names.size()) {
            throw new IllegalArgumentException("not all of " + names + " are columns of " + name);
        }
        return new Table<>(name, keys, some);
    }

    String names() {
        return names("");
    }

    String names(String prefix) {
        return columns.stream().map(c -> prefix + c.name()).collect(Collectors.joining(", "));
    }

    String keyNames(String prefix) {
        return key().stream().map(c -> prefix + c.name()).collect(Collectors.joining(", "));
    }

    /** The condition that a row {@code t} and a row {@code v} have the same key. */
    String sameKey() {
        return key().stream().map(c -> "t." + c.name() + " = v." + c.name()).collect(Collectors.joining(" and "));
    }

    List<Column<R>> key() {
        return columns.subList(0, keys);
    }

    /** What is written of a row besides its key. */
    List<Column<R>> data() {
        return columns.subList(keys, columns.size()).stream()
                .filter(Column::written)
                .toList();
    }
}
