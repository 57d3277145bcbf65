package dev.sdr.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sdr.inbox.RawMessage;
import dev.sdr.store.SequenceStore;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Everything a store holds, as text, to look for something in all of it. */
final class Dump {

    /** The parts of the store in memory, by the tables that hold the same. */
    private static final Map<String, String> TABLES = Map.ofEntries(
            Map.entry("leads", "sdr_lead"),
            Map.entry("enrollments", "sdr_enrollment"),
            Map.entry("touches.contents", "sdr_touch_content"),
            Map.entry("touches", "sdr_touch"),
            Map.entry("inbox.raw", "sdr_inbound_raw"),
            Map.entry("inbox", "sdr_inbound"),
            Map.entry("events", "sdr_event"),
            Map.entry("suppressions.consents", "sdr_consent"),
            Map.entry("suppressions", "sdr_suppression"),
            Map.entry("records", "sdr_record"),
            Map.entry("mailEvents", "sdr_mail_event"),
            Map.entry("past", "sdr_past_touch"));

    private Dump() {}

    /** The tables in which a text is found, whatever its case. */
    static Set<String> places(Optional<DataSource> source, SequenceStore store, String text) {
        try {
            return source.isPresent() ? inTables(source.get(), text) : inMemory(store, text);
        } catch (SQLException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> inTables(DataSource source, String text) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Connection connection = source.getConnection()) {
            for (String table : tables(connection)) {
                try (var statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("select * from \"" + table + "\"")) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            Object value = rows.getObject(i);
                            String words = value instanceof byte[] bytes ? new String(bytes, UTF_8) : "" + value;
                            if (words.toLowerCase(Locale.ROOT).contains(text)) {
                                found.add(table.toLowerCase(Locale.ROOT));
                            }
                        }
                    }
                }
            }
        }
        return found;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = connection
                .getMetaData()
                .getTables(null, connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        return tables;
    }

    private static Set<String> inMemory(SequenceStore store, String text) throws ReflectiveOperationException {
        Set<String> found = new TreeSet<>();
        for (Field part : store.getClass().getDeclaredFields()) {
            Object rows = value(part, store);
            if (rows != null && rows.getClass().getSimpleName().startsWith("Memory")) {
                for (Field field : rows.getClass().getDeclaredFields()) {
                    Object held = value(field, rows);
                    if (words(held).toLowerCase(Locale.ROOT).contains(text)) {
                        String name = part.getName() + "." + field.getName();
                        found.add(TABLES.getOrDefault(name, TABLES.getOrDefault(part.getName(), name)));
                    }
                }
            }
        }
        return found;
    }

    private static Object value(Field field, Object of) throws ReflectiveOperationException {
        field.setAccessible(true);
        return field.get(of);
    }

    /** Records write themselves out; only what maps and lists hold must be looked into. */
    private static String words(Object held) {
        StringBuilder words = new StringBuilder();
        if (held instanceof Map<?, ?> map) {
            map.forEach((key, value) ->
                    words.append(words(key)).append(' ').append(words(value)).append('\n'));
        } else if (held instanceof Collection<?> many) {
            many.forEach(one -> words.append(words(one)).append('\n'));
        } else if (held instanceof RawMessage raw) {
            words.append(new String(raw.bytes(), UTF_8));
        } else if (held != null && !held.getClass().getSimpleName().startsWith("Memory")) {
            words.append(held);
        }
        return words.toString();
    }
}
