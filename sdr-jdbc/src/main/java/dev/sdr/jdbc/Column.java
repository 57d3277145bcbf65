package dev.sdr.jdbc;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table and where its value comes from.
 *
 * @param name the column's name
 * @param type what it holds
 * @param value its value of a row: text, a number, a flag, a {@link UUID}, an {@link Instant} or a {@link LocalDate}
 * @param shared whether the rows of a large batch mostly have one value; it is then sent once for all of them
 * @param written whether it is written; else it is there for a condition to look at
 * @param <R> the row's type
 */
record Column<R>(String name, Type type, Function<R, @Nullable Object> value, boolean shared, boolean written) {

    /** What a column holds, and how the two databases write it. */
    enum Type {
        TEXT("text", "varchar"),
        UUID("uuid", "uuid"),
        TIME("timestamptz", "timestamp(6) with time zone"),
        DATE("date", "date"),
        NUMBER("integer", "integer"),
        BIG("bigint", "bigint"),
        FLAG("boolean", "boolean");

        private final String postgres;
        private final String h2;

        Type(String postgres, String h2) {
            this.postgres = postgres;
            this.h2 = h2;
        }

        String onPostgres() {
            return postgres;
        }

        String onH2() {
            return h2;
        }
    }

    private Column(String name, Type type, Function<R, @Nullable Object> value) {
        this(name, type, value, false, true);
    }

    /** A column that mostly has one value for all rows of a large batch. */
    static <R> Column<R> mostlyShared(Column<R> column) {
        return new Column<>(column.name, column.type, column.value, true, column.written);
    }

    /** The same column of something that has such a row. */
    <T> Column<T> of(Function<T, R> row) {
        return new Column<>(name, type, value.compose(row), shared, written);
    }

    /** The same value for a condition to look at, under another name. */
    Column<R> unwritten(String as) {
        return new Column<>(as, type, value, shared, false);
    }

    static <R> Column<R> text(String name, Function<R, String> value) {
        return new Column<>(name, Type.TEXT, value::apply);
    }

    static <R> Column<R> optionalText(String name, Function<R, Optional<String>> value) {
        return new Column<>(name, Type.TEXT, r -> value.apply(r).orElse(null));
    }

    static <R> Column<R> uuid(String name, Function<R, UUID> value) {
        return new Column<>(name, Type.UUID, value::apply);
    }

    static <R> Column<R> optionalUuid(String name, Function<R, Optional<UUID>> value) {
        return new Column<>(name, Type.UUID, r -> value.apply(r).orElse(null));
    }

    static <R> Column<R> time(String name, Function<R, Instant> value) {
        return new Column<>(name, Type.TIME, value::apply);
    }

    static <R> Column<R> optionalTime(String name, Function<R, Optional<Instant>> value) {
        return new Column<>(name, Type.TIME, r -> value.apply(r).orElse(null));
    }

    static <R> Column<R> date(String name, Function<R, LocalDate> value) {
        return new Column<>(name, Type.DATE, value::apply);
    }

    static <R> Column<R> number(String name, Function<R, Integer> value) {
        return new Column<>(name, Type.NUMBER, value::apply);
    }

    static <R> Column<R> big(String name, Function<R, Long> value) {
        return new Column<>(name, Type.BIG, value::apply);
    }

    static <R> Column<R> flag(String name, Function<R, Boolean> value) {
        return new Column<>(name, Type.FLAG, value::apply);
    }

    /** The column's value of a row as a JDBC driver takes it. */
    @Nullable
    Object parameter(R row) {
        return forDriver(value.apply(row));
    }

    /** A column's value as a JDBC driver takes it. */
    static @Nullable Object forDriver(@Nullable Object value) {
        return value instanceof Instant instant ? time(instant) : value;
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
