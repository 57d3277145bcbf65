package dev.sdr.jdbc;

import dev.sdr.channel.Counter;
import dev.sdr.store.CounterRows;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.mapper.RowMapper;

/** Daily counters in a table, locked in the order of their keys by one statement. */
final class JdbcCounters implements CounterRows {

    private record Used(Counter counter, int used) {}

    private static final Table<Used> TABLE = new Table<>(
            "sdr_usage",
            3,
            List.of(
                    Column.text("counter_kind", u -> u.counter().kind()),
                    Column.text("counter_key", u -> u.counter().key()),
                    Column.date("counter_day", u -> u.counter().day()),
                    Column.number("used", Used::used)));

    private static final String SAME =
            "t.counter_kind = v.counter_kind and t.counter_key = v.counter_key and t.counter_day = v.counter_day";
    private static final RowMapper<Used> USED = (row, context) ->
            new Used(new Counter(row.getString(1), row.getString(2), Sql.date(row, "counter_day")), row.getInt("used"));
    private static final RowMapper<String> KEY = (row, context) -> row.getString(1);

    private final Sql sql;
    private final Dialect dialect;

    JdbcCounters(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public Map<Counter, Integer> lock(Collection<Counter> counters) {
        TreeSet<Counter> sorted = new TreeSet<>(counters);
        Map<Counter, Integer> used = read(sorted, true);
        if (used.size() < sorted.size()) {
            insertMissing(sorted);
            used = read(sorted, true);
        }
        return used;
    }

    @Override
    public void add(Map<Counter, Integer> deltas) {
        TreeSet<Counter> sorted = new TreeSet<>(deltas.keySet());
        Map<Counter, Integer> used = lock(sorted);
        dialect.update(
                sql,
                TABLE,
                sorted.stream()
                        .map(c -> new Used(c, used.getOrDefault(c, 0) + deltas.getOrDefault(c, 0)))
                        .toList(),
                "",
                KEY);
    }

    @Override
    public Map<Counter, Integer> used(Collection<Counter> counters) {
        return read(new TreeSet<>(counters), false);
    }

    private void insertMissing(Set<Counter> sorted) {
        dialect.insert(sql, TABLE, sorted.stream().map(c -> new Used(c, 0)).toList(), SAME, KEY);
    }

    private Map<Counter, Integer> read(Set<Counter> sorted, boolean lock) {
        Map<Counter, Integer> used = new HashMap<>();
        List<Used> keys = sorted.stream().map(c -> new Used(c, 0)).toList();
        dialect.byKeys(sql, TABLE, keys, lock, USED).forEach(u -> used.put(u.counter(), u.used()));
        return used;
    }
}
