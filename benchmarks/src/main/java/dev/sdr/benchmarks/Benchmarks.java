package dev.sdr.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures contenders, taking turns round by round, and prints one line for each at the end. */
final class Benchmarks {

    private static final PrintStream OUT = System.out;

    private final Options options;
    private final String url;
    private final Map<String, Measured> results = new LinkedHashMap<>();

    private Benchmarks(Options options, String url) {
        this.options = options;
        this.url = url;
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        if (options.url().isPresent()) {
            new Benchmarks(options, options.url().get()).run();
            return;
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "100")
                .start()) {
            Benchmarks run = new Benchmarks(options, server.getJdbcUrl("postgres", "postgres"));
            run.must("shared_buffers", "1GB");
            run.must("max_wal_size", "4GB");
            run.run();
        }
    }

    private Database schema(String name) {
        return new Database(url, "sdr_bench_" + name);
    }

    private void must(String setting, String value) throws SQLException {
        String actual = schema("none").text("show " + setting);
        if (!actual.equals(value)) {
            throw new IllegalStateException(setting + " is " + actual + ", must be " + value);
        }
    }

    private void run() throws Exception {
        must("fsync", "on");
        must("synchronous_commit", "on");
        for (int round = 1; round <= options.rounds(); round++) {
            for (Catalogue.Entry entry : options.entries()) {
                measure(entry, round);
            }
        }
        results.values().forEach(m -> OUT.println(m.line()));
    }

    private void measure(Catalogue.Entry entry, int round) throws IOException, InterruptedException, SQLException {
        int n = options.quick() ? entry.quick() : entry.n();
        Database db = schema("steps");
        child("prepare", entry, n, db);
        Map<String, Double> metrics = child("measure", entry, n, db);
        db.drop();
        results.computeIfAbsent(entry.name(), name -> new Measured(entry, n)).add(metrics);
        OUT.println("round " + round + "\t" + entry.name() + "\t" + new TreeMap<>(metrics));
    }

    private static Map<String, Double> child(String what, Catalogue.Entry entry, int n, Database db)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                Round.class.getName()));
        command.addAll(List.of(
                what,
                entry.name(),
                Integer.toString(n),
                Integer.toString(Math.min(n, entry.warmUp())),
                db.url(),
                db.schema()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Double> metrics = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                if (fields[0].equals("METRIC")) {
                    metrics.put(fields[1], Double.parseDouble(fields[2]));
                } else {
                    OUT.println(line);
                }
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(what + " of " + entry.name() + " failed; see above");
        }
        return metrics;
    }
}
