package dev.sdr.jdbc;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Columns of values as PostgreSQL arrays. The driver sends arrays of text, numbers and flags in binary and without
 * looking at each character; other types are turned into those.
 */
final class PostgresArrays {

    private PostgresArrays() {}

    /** The element type an array of this column's values has on the wire. */
    static String of(Column.Type type) {
        return switch (type) {
            case UUID -> "text";
            case TIME -> "bigint";
            case DATE -> "integer";
            default -> type.onPostgres();
        };
    }

    static <R> Sql.SqlArray array(Column.Type type, Collection<R> rows, Function<R, @Nullable Object> value) {
        @Nullable
        Object[] array = switch (type) {
            case TEXT, UUID -> new String[rows.size()];
            case TIME, BIG -> new Long[rows.size()];
            case DATE, NUMBER -> new Integer[rows.size()];
            case FLAG -> new Boolean[rows.size()];
        };
        int i = 0;
        for (R row : rows) {
            array[i++] = element(value.apply(row));
        }
        return new Sql.SqlArray(of(type), array);
    }

    private static @Nullable Object element(@Nullable Object value) {
        if (value instanceof UUID uuid) {
            return uuid.toString();
        }
        if (value instanceof Instant instant) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        }
        return value instanceof LocalDate date ? (Object) Math.toIntExact(date.toEpochDay()) : value;
    }
}
