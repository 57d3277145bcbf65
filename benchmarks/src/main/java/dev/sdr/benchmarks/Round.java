package dev.sdr.benchmarks;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One contender, one round, one fresh JVM: prepares, or warms up, measures and verifies. */
final class Round {

    /** After one, the compilers still take a fifth of the processor time of what follows. */
    private static final int WARM_UPS = 2;

    private Round() {}

    /** Arguments: prepare or measure, contender, n, warm-up n, JDBC URL, schema. Shared rows are only read, so they warm up. */
    public static void main(String[] args) throws Exception {
        Catalogue.Entry entry = Catalogue.find(args[1]);
        Contender contender = entry.contender().get();
        int n = Integer.parseInt(args[2]);
        int warmUp = Integer.parseInt(args[3]);
        Database db = new Database(args[4], args[5]);
        if (args[0].equals("prepare")) {
            db.create();
            contender.prepare(db, n);
            db.settle();
        } else {
            for (Map<String, Double> sample : measure(entry, contender, db, n, warmUp)) {
                sample.forEach((name, value) -> print("METRIC\t" + name + "\t" + value));
                print("SAMPLE");
            }
        }
        System.exit(0); // no pool of a peer's keeps the process alive
    }

    private static List<Map<String, Double>> measure(
            Catalogue.Entry entry, Contender contender, Database db, int n, int warmUp) throws Exception {
        for (int i = 0; warmUp > 0 && i < WARM_UPS; i++) {
            warmUp(entry, contender, db, warmUp);
        }
        long commits = commits(db);
        Meter meter = new Meter(db);
        Map<String, Double> metrics = new LinkedHashMap<>();
        List<Map<String, Double>> samples;
        try (Contender.Work work = contender.open(db, n)) {
            meter.start();
            work.run();
            metrics.putAll(meter.stop(n));
            metrics.put("heap_mb", liveHeapMb());
            metrics.putAll(work.extras());
            samples = work.samples();
        }
        metrics.put("commits", (double) (commits(db) - commits) / n);
        metrics.put("rss_mb", Processes.peakMb());
        contender.verify(db, n);
        return samples.isEmpty() ? List.of(metrics) : samples;
    }

    private static void warmUp(Catalogue.Entry entry, Contender contender, Database db, int n) throws Exception {
        if (!entry.fixture().isEmpty()) {
            try (Contender.Work work = contender.open(db, n)) {
                work.run();
            }
            return;
        }
        Database warm = new Database(db.url(), db.schema() + "_warm");
        warm.create();
        contender.prepare(warm, n);
        try (Contender.Work work = contender.open(warm, n)) {
            work.run();
        }
        contender.verify(warm, n);
        warm.drop();
        db.settle();
    }

    /** Servers tell what a connection did once it is closed; the few commits of our own looking are left in. */
    private static long commits(Database db) throws SQLException {
        return db.number("select xact_commit from pg_stat_database where datname = current_database()");
    }

    private static double liveHeapMb() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
