package dev.sdr.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Measures contenders, taking turns round by round, and prints one line for each at the end. */
final class Benchmarks {

    private static final PrintStream OUT = System.out;

    private final Options options;
    private final String url;
    private final Map<String, Measured> results = new LinkedHashMap<>();
    private final List<Double> commitMs = new ArrayList<>();
    private final Set<String> fixtures = new LinkedHashSet<>();

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
            commitMs.add(commitMs());
            for (Catalogue.Entry entry : options.entries()) {
                if (round == 1 || !entry.once()) {
                    measure(entry, round);
                }
            }
        }
        for (String fixture : fixtures) {
            schema(fixture).drop();
        }
        Report report = new Report(results, options, commitMs, schema("none"));
        report.write();
        report.lines().forEach(OUT::println);
    }

    private void measure(Catalogue.Entry entry, int round) throws IOException, InterruptedException, SQLException {
        int n = options.quick() ? entry.quick() : entry.n();
        Database db = schema(entry.fixture().isEmpty() ? "rows" : entry.fixture());
        if (entry.fixture().isEmpty() || fixtures.add(entry.fixture())) {
            child("prepare", entry, n, db);
        }
        List<Map<String, Double>> samples = child("measure", entry, n, db);
        if (entry.fixture().isEmpty()) {
            db.drop();
        }
        Measured measured = results.computeIfAbsent(entry.name(), name -> new Measured(entry, n));
        for (Map<String, Double> metrics : samples) {
            measured.add(metrics);
            OUT.println("round " + round + "\t" + entry.name() + "\t" + new TreeMap<>(metrics));
        }
    }

    /** What one small durable commit takes: the disk's part in every figure. */
    private double commitMs() throws SQLException {
        Database db = schema("probe");
        db.create();
        db.execute("create table probe (i int)");
        double ms;
        try (Connection connection = db.connect();
                PreparedStatement insert = connection.prepareStatement("insert into probe values (1)")) {
            for (int i = 0; i < 50; i++) {
                insert.executeUpdate();
            }
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                insert.executeUpdate();
            }
            ms = (System.nanoTime() - start) / 200e6;
        }
        db.drop();
        return ms;
    }

    private List<Map<String, Double>> child(String what, Catalogue.Entry entry, int n, Database db)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + (what.equals("measure") ? entry.heap() : "1g"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.org.jobrunr=error",
                "-Dsdr.bench.quick=" + options.quick(),
                "-cp",
                System.getProperty("java.class.path"),
                Round.class.getName()));
        command.addAll(List.of(
                what,
                entry.name(),
                Integer.toString(n),
                Integer.toString(entry.once() ? 0 : n),
                db.url(),
                db.schema()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Map<String, Double>> samples = new ArrayList<>();
        Map<String, Double> metrics = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                if (fields[0].equals("METRIC")) {
                    metrics.put(fields[1], Double.parseDouble(fields[2]));
                } else if (fields[0].equals("SAMPLE")) {
                    samples.add(metrics);
                    metrics = new LinkedHashMap<>();
                } else {
                    OUT.println(line);
                }
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    what + " of " + entry.name() + " failed with exit code " + code + "; see above");
        }
        return samples;
    }
}
