package dev.sdr.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what was measured: lines for programs, tables between the markers of docs/performance.md, and a chart. */
final class Report {

    private static final String BEGIN = "<!-- measured: begin -->";
    private static final String END = "<!-- measured: end -->";
    private static final List<String> SPECIAL = List.of("claim-", "jmh-");

    private final Map<String, Measured> results;
    private final Options options;
    private final List<Double> commitMs;
    private final Database db;

    Report(Map<String, Measured> results, Options options, List<Double> commitMs, Database db) {
        this.results = results;
        this.options = options;
        this.commitMs = commitMs;
        this.db = db;
    }

    List<String> lines() {
        return results.values().stream().map(Measured::line).toList();
    }

    /** Writes to docs for a full run or if asked to, else beside the classes, so that a trial spoils nothing. */
    void write() throws IOException, SQLException {
        Path docs = Path.of("docs");
        Path page = docs.resolve("performance.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(page + " has lost the markers " + BEGIN + " and " + END);
        }
        Path folder = options.docs() ? docs : Path.of("benchmarks", "target");
        String measured = machine() + "\n" + steps() + "\n" + claims() + more() + Goals.table(results);
        Files.writeString(
                folder.resolve("performance.md"),
                text.substring(0, begin + BEGIN.length()) + "\n" + measured + text.substring(end));
        Files.writeString(folder.resolve("performance.svg"), Chart.svg(results));
    }

    private String machine() throws IOException, SQLException {
        String cpu;
        try (Stream<String> info = Files.lines(Path.of("/proc/cpuinfo"))) {
            cpu = info.filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        }
        long kb;
        try (Stream<String> info = Files.lines(Path.of("/proc/meminfo"))) {
            kb = Long.parseLong(info.filter(l -> l.startsWith("MemTotal"))
                    .findFirst()
                    .orElse("0")
                    .replaceAll("\\D", ""));
        }
        String libraries = Stream.of(
                        "postgresql-", "HikariCP-", "jdbi3-core-", "db-scheduler-", "jobrunr-", "jmh-core-")
                .map(Report::version)
                .collect(Collectors.joining(", "));
        String settings = Stream.of("fsync", "synchronous_commit", "shared_buffers", "max_wal_size")
                .map(this::setting)
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                """
                %s, %d round%s%s. %s, %d cores (`nproc`), %d GiB; client and server share them. JDK %s; PostgreSQL %s with
                %s; %s.
                A durable one-row commit took %.2f ms (median of the rounds).
                """,
                LocalDate.now(ZoneOffset.UTC),
                options.rounds(),
                options.rounds() == 1 ? "" : "s",
                options.quick() ? ", small numbers (`--quick`)" : "",
                cpu,
                Runtime.getRuntime().availableProcessors(),
                Math.round(kb / 1048576.0),
                Runtime.version(),
                db.text("show server_version").split(" ", 2)[0],
                settings,
                libraries,
                commitMs.stream().sorted().toList().get(commitMs.size() / 2));
    }

    private String setting(String name) {
        try {
            return name + "=" + db.text("show " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String version(String jar) {
        return Stream.of(System.getProperty("java.class.path").split(":", -1))
                .map(p -> p.substring(p.lastIndexOf('/') + 1))
                .filter(p -> p.matches(jar + "\\d.*\\.jar"))
                .map(p -> p.substring(0, p.length() - ".jar".length()).replaceFirst("-(?=\\d)", " "))
                .findFirst()
                .orElse(jar + "?");
    }

    private String steps() {
        List<String> lines = new ArrayList<>(List.of(
                "| contender | unit | n | per second | JVM ms/unit | PG ms/unit | commits/unit | WAL B/unit | peak RSS MB | heap MB | others' cores |",
                "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"));
        for (Measured m : results.values()) {
            if (SPECIAL.stream().noneMatch(m.entry().name()::startsWith)) {
                lines.add("| " + m.entry().name() + " | " + m.entry().unit() + " | " + format("%,d", m.n()) + " | "
                        + rate(m) + " | " + cell(m, "jvm_ms", "%.3f") + " | " + cell(m, "pg_ms", "%.3f") + " | "
                        + cell(m, "commits", "%.3f") + " | " + cell(m, "wal_b", "%,.0f") + " | "
                        + cell(m, "rss_mb", "%.0f") + " | " + cell(m, "heap_mb", "%.1f") + " | "
                        + cell(m, "others_cores", "%.2f") + " |");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String claims() {
        List<String> lines = new ArrayList<>();
        for (Measured m : results.values()) {
            if (m.entry().name().startsWith("claim-")) {
                lines.add("| " + m.entry().name() + " | " + format("%,d", m.n()) + " | " + spread(m, "claim_ms") + " | "
                        + spread(m, "nothing_due_ms") + " | " + cell(m, "buffers", "%,.0f") + " | "
                        + cell(m, "seq_scans", "%.0f") + " |");
            }
        }
        if (lines.isEmpty()) {
            return "";
        }
        return "| one claim of 500 | enrollments | ms | ms with nothing due | buffers | seq scans in its plans |\n"
                + "|---|---:|---:|---:|---:|---:|\n" + String.join("\n", lines) + "\n\n";
    }

    private String more() {
        List<String> lines = new ArrayList<>();
        results.values().stream()
                .filter(m -> m.entry().name().startsWith("jmh-"))
                .forEach(m -> lines.add("- `" + m.entry().name() + "`: " + rate(m) + " "
                        + m.entry().unit() + "s per second, one thread"));
        find("decay", "claim_last_ms")
                .ifPresent(last -> lines.add(format(
                        "- `decay`: the last claims took %.2f ms, the first %.2f ms",
                        last, find("decay", "claim_first_ms").orElse(0))));
        find("sequence-runner-20ms", "stored_after_ms")
                .ifPresent(ms -> lines.add(format(
                        "- `sequence-runner-20ms`: a result was stored at the latest %.0f ms after the call's return",
                        ms)));
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n\n";
    }

    private OptionalDouble find(String name, String metric) {
        Measured measured = results.get(name);
        return measured == null ? OptionalDouble.empty() : measured.median(metric);
    }

    private static String rate(Measured m) {
        return format("%,.0f", m.median("per_s").orElseThrow()) + " [" + format("%,.0f", m.min("per_s")) + ".."
                + format("%,.0f", m.max("per_s")) + "]";
    }

    private static String spread(Measured m, String metric) {
        return format("%.3f [%.3f..%.3f]", m.median(metric).orElseThrow(), m.min(metric), m.max(metric));
    }

    private static String cell(Measured m, String metric, String format) {
        OptionalDouble value = m.median(metric);
        return value.isPresent() ? format(format, value.getAsDouble()) : "";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
