package dev.sdr.jdbc;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
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

    static Sql.SqlArray array(Column.Type type, @Nullable Object[] values) {
        @Nullable
        Object[] array = switch (type) {
            case TEXT, UUID -> new String[values.length];
            case TIME, BIG -> new Long[values.length];
            case DATE, NUMBER -> new Integer[values.length];
            case FLAG -> new Boolean[values.length];
        };
        for (int i = 0; i < values.length; i++) {
            array[i] = element(values[i]);
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
