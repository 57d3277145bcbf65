package dev.sdr.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes many rows out of the one row that the runner wrote, so that they look as it writes them. */
final class Copies {

    /** The ids of copies, in ascending order as the runner's own are. */
    static final String ID = "('01990000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid";

    private Copies() {}

    /**
     * Copies the only row of a table.
     *
     * @param different the columns that differ, with an expression over {@code i}
     * @param n how many copies to make, with {@code i} from 1 to {@code n}
     */
    static void of(Database db, String table, Map<String, String> different, int n) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (Connection connection = db.connect();
                PreparedStatement query = connection.prepareStatement(
                        "select column_name from information_schema.columns where table_schema = current_schema()"
                                + " and table_name = ? and is_identity = 'NO' and is_generated = 'NEVER'")) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    names.add(name);
                    values.add(different.getOrDefault(name, "t." + name));
                }
            }
        }
        if (!names.containsAll(different.keySet())) {
            throw new IllegalStateException(table + " has no longer all of " + different.keySet());
        }
        Contender.same("rows of " + table + " to copy", 1, db.number("select count(*) from " + table));
        db.execute("insert into " + table + " (" + String.join(", ", names) + ") select " + String.join(", ", values)
                + " from " + table + " t, generate_series(1, " + n + ") i");
    }
}
