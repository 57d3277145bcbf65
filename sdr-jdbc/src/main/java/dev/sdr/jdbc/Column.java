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
 * @param type its PostgreSQL type
 * @param value its value of a row, in a form a JDBC driver takes
 * @param <R> the row's type
 */
record Column<R>(String name, String type, Function<R, @Nullable Object> value) {

    static <R> Column<R> text(String name, Function<R, String> value) {
        return new Column<>(name, "text", value::apply);
    }

    static <R> Column<R> optionalText(String name, Function<R, Optional<String>> value) {
        return new Column<>(name, "text", r -> value.apply(r).orElse(null));
    }

    static <R> Column<R> uuid(String name, Function<R, UUID> value) {
        return new Column<>(name, "uuid", value::apply);
    }

    static <R> Column<R> optionalUuid(String name, Function<R, Optional<UUID>> value) {
        return new Column<>(name, "uuid", r -> value.apply(r).orElse(null));
    }

    static <R> Column<R> time(String name, Function<R, Instant> value) {
        return new Column<>(name, "timestamptz", r -> time(value.apply(r)));
    }

    static <R> Column<R> optionalTime(String name, Function<R, Optional<Instant>> value) {
        return new Column<>(
                name, "timestamptz", r -> value.apply(r).map(Column::time).orElse(null));
    }

    static <R> Column<R> date(String name, Function<R, LocalDate> value) {
        return new Column<>(name, "date", value::apply);
    }

    static <R> Column<R> number(String name, Function<R, Integer> value) {
        return new Column<>(name, "integer", value::apply);
    }

    static <R> Column<R> big(String name, Function<R, Long> value) {
        return new Column<>(name, "bigint", value::apply);
    }

    static <R> Column<R> flag(String name, Function<R, Boolean> value) {
        return new Column<>(name, "boolean", value::apply);
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
