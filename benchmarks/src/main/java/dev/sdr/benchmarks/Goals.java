package dev.sdr.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The goals, each with this run's value beside it. */
final class Goals {

    private final Map<String, Measured> results;
    private final List<String> lines = new ArrayList<>();

    private Goals(Map<String, Measured> results) {
        this.results = results;
    }

    static String table(Map<String, Measured> results) {
        Goals goals = new Goals(results);
        goals.all();
        return "| goal | what | aim | this run | |\n|---|---|---|---:|---|\n" + String.join("\n", goals.lines) + "\n";
    }

    private void all() {
        String one = "sequence-runner-1";
        String two = "sequence-runner-2";
        atLeast("G1", "one runner to raw-batch-1", 0.60, ratio(one, "raw-batch-1", "per_s"));
        note("G1", "the same to rows-batch-1, which writes the runner's own rows", ratio(one, "rows-batch-1", "per_s"));
        note("G1", "rows-batch-1 to raw-batch-1", ratio("rows-batch-1", "raw-batch-1", "per_s"));
        atLeast("G2", "two runners to raw-batch-2", 0.55, ratio(two, "raw-batch-2", "per_s"));
        note("G2", "the same to rows-batch-2", ratio(two, "rows-batch-2", "per_s"));
        note("G2", "rows-batch-2 to raw-batch-2", ratio("rows-batch-2", "raw-batch-2", "per_s"));
        atLeast("G2", "two runners to one", 1.15, ratio(two, one, "per_s"));
        atLeast("G3", "two runners to db-scheduler at equal work", 4, ratio(two, "db-scheduler-steps", "per_s"));
        atLeast("G3", "two runners to db-scheduler doing nothing", 1.5, ratio(two, "db-scheduler", "per_s"));
        atLeast("G3", "two runners to JobRunr doing nothing", 5, ratio(two, "jobrunr", "per_s"));
        atMost("G4", "commits per step", 0.03, value(one, "commits"));
        atMost("G4", "server's processor time to raw-batch-1", 1.4, ratio(one, "raw-batch-1", "pg_ms"));
        note("G4", "the same to raw-batch-1-text, which stores the message", ratio(one, "raw-batch-1-text", "pg_ms"));
        note("G4", "the same to rows-batch-1", ratio(one, "rows-batch-1", "pg_ms"));
        atMost("G4", "WAL to raw-batch-1", 1.25, ratio(one, "raw-batch-1", "wal_b"));
        note("G4", "the same to raw-batch-1-text, which stores the message", ratio(one, "raw-batch-1-text", "wal_b"));
        note("G4", "the same to rows-batch-1", ratio(one, "rows-batch-1", "wal_b"));
        atMost("G4", "JVM's processor time, ms per step", 0.08, value(one, "jvm_ms"));
        atMost("G5", "claim at 1,000,000 to 10,000", 1.5, ratio("claim-1m", "claim-10k", "claim_ms"));
        atMost("G5", "claim at 3,000,000 to 10,000", 2, ratio("claim-3m", "claim-10k", "claim_ms"));
        atMost("G5", "nothing due at 3,000,000, ms", 0.1, value("claim-3m", "nothing_due_ms"));
        for (String size : List.of("10k", "100k", "1m", "3m")) {
            atMost("G5", "sequential scans in the plans of claim-" + size, 0, value("claim-" + size, "seq_scans"));
        }
        atMost("G6", "last claims to first under an old snapshot", 2, value("decay", "claim_last_to_first"));
        atLeast("G7", "events stored and matched, to raw", 0.70, ratio("events", "events-match-raw", "per_s"));
        atMost("G7", "all of them once more, time to the first", 1, value("events", "again_to_first"));
        note(
                "G7",
                "the whole way, with keys, verdicts and effects, to raw",
                ratio("events-web", "events-match-raw", "per_s"));
        atLeast("G8", "reply matching to raw", 0.50, ratio("replies", "replies-match-raw", "per_s"));
        atMost("G9", "live heap with 1,000,000 due and -Xmx48m, MB", 16, value("memory", "heap_mb"));
        atMost("G9", "its peak RSS to raw-batch-2's", 1.5, ratio("memory", "raw-batch-2", "rss_mb"));
        atLeast("G10", "20 ms a call, 32 at once, steps per second", 1_440, value("sequence-runner-20ms", "per_s"));
        atMost(
                "G10",
                "longest time from a call's return to its stored result, ms",
                250,
                value("sequence-runner-20ms", "stored_after_ms"));
        atLeast("B", "leads enrolled per second", 10_000, value("enroll", "per_s"));
    }

    private OptionalDouble value(String name, String metric) {
        Measured measured = results.get(name);
        return measured == null ? OptionalDouble.empty() : measured.median(metric);
    }

    private OptionalDouble ratio(String name, String to, String metric) {
        OptionalDouble above = value(name, metric);
        OptionalDouble below = value(to, metric);
        return above.isPresent() && below.isPresent()
                ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
                : OptionalDouble.empty();
    }

    private void atLeast(String goal, String what, double aim, OptionalDouble value) {
        line(goal, what, "at least " + number(aim), value, value.orElse(0) >= aim ? "met" : "**missed**");
    }

    private void atMost(String goal, String what, double aim, OptionalDouble value) {
        line(goal, what, "at most " + number(aim), value, value.orElse(0) <= aim ? "met" : "**missed**");
    }

    private void note(String goal, String what, OptionalDouble value) {
        line(goal, what, "", value, "");
    }

    private void line(String goal, String what, String aim, OptionalDouble value, String verdict) {
        lines.add("| " + goal + " | " + what + " | " + aim + " | "
                + (value.isPresent() ? number(value.getAsDouble()) + " | " + verdict : " | not measured in this run")
                + " |");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f", value)
                .replaceFirst("(\\.\\d*?)0+$", "$1")
                .replaceFirst("\\.$", "");
    }
}
