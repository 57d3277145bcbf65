package dev.sdr.jdbc;

import dev.sdr.channel.Counter;
import dev.sdr.store.CounterRows;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.mapper.RowMapper;

/** Daily counters in a table. A begin has one or a few of them, so they are taken one by one, in order. */
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

    private static final String ONE = " where counter_kind = ? and counter_key = ? and counter_day = ?";
    private static final String SAME =
            "t.counter_kind = v.counter_kind and t.counter_key = v.counter_key and t.counter_day = v.counter_day";
    private static final RowMapper<String> KEY = (row, context) -> row.getString(1);
    private static final RowMapper<Integer> NUMBER = (row, context) -> row.getInt(1);

    private final Sql sql;
    private final Dialect dialect;

    JdbcCounters(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public Map<Counter, Integer> lock(Collection<Counter> counters) {
        Map<Counter, Integer> used = new HashMap<>();
        TreeSet<Counter> sorted = new TreeSet<>(counters);
        dialect.insert(sql, TABLE, sorted.stream().map(c -> new Used(c, 0)).toList(), SAME, KEY);
        for (Counter c : sorted) {
            used.put(
                    c,
                    sql.list("select used from sdr_usage" + ONE + dialect.lock(), NUMBER, c.kind(), c.key(), c.day())
                            .get(0));
        }
        return used;
    }

    @Override
    public void add(Map<Counter, Integer> deltas) {
        dialect.insert(
                sql,
                TABLE,
                new TreeSet<>(deltas.keySet()).stream().map(c -> new Used(c, 0)).toList(),
                SAME,
                KEY);
        new TreeMap<>(deltas)
                .forEach((c, delta) ->
                        sql.update("update sdr_usage set used = used + ?" + ONE, delta, c.kind(), c.key(), c.day()));
    }

    @Override
    public Map<Counter, Integer> used(Collection<Counter> counters) {
        Map<Counter, Integer> used = new HashMap<>();
        for (Counter c : new TreeSet<>(counters)) {
            sql.first("select used from sdr_usage" + ONE, NUMBER, c.kind(), c.key(), c.day())
                    .ifPresent(n -> used.put(c, n));
        }
        return used;
    }
}
