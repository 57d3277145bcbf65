package dev.sdr.crashlab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How often what was done where. */
final class Hits {

    enum What {
        KILLED,
        PAUSED,
        CUT,
        POSTGRES,
        OTHER
    }

    static final String RANDOM = "(a random moment)";
    static final String STARTING = "(while starting)";

    private final Map<String, Map<What, Integer>> counts = new LinkedHashMap<>();

    Hits() {
        for (Boundary boundary : Boundary.values()) {
            counts.put(boundary.label(), new EnumMap<>(What.class));
        }
    }

    synchronized void count(String where, What what) {
        counts.computeIfAbsent(where, w -> new EnumMap<>(What.class)).merge(what, 1, Integer::sum);
    }

    synchronized int total(What what) {
        return counts.values().stream().mapToInt(m -> m.getOrDefault(what, 0)).sum();
    }

    /** The boundaries at which nothing was killed. */
    synchronized List<String> missed() {
        List<String> missed = new ArrayList<>();
        for (Boundary boundary : Boundary.values()) {
            if (!counts.getOrDefault(boundary.label(), Map.of()).containsKey(What.KILLED)) {
                missed.add(boundary.label());
            }
        }
        return missed;
    }

    synchronized boolean has(String where) {
        return !counts.getOrDefault(where, Map.of()).isEmpty();
    }

    synchronized List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-34s %7s %7s %7s %9s %7s", "where", "killed", "paused", "cut", "postgres", "other"));
        counts.forEach((where, m) -> lines.add(String.format(
                Locale.ROOT,
                "%-34s %7d %7d %7d %9d %7d",
                where,
                m.getOrDefault(What.KILLED, 0),
                m.getOrDefault(What.PAUSED, 0),
                m.getOrDefault(What.CUT, 0),
                m.getOrDefault(What.POSTGRES, 0),
                m.getOrDefault(What.OTHER, 0))));
        return lines;
    }
}
