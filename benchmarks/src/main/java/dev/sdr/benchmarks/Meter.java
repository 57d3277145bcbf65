package dev.sdr.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What a piece of work costs: time, processor time here and in the server, WAL. */
final class Meter {

    private final Database db;
    private final OptionalLong postmaster;
    private long startNanos;
    private long startCpu;
    private double startServer;
    private double startMachine;
    private String startLsn = "";

    Meter(Database db) {
        this.db = db;
        this.postmaster = db.postmaster();
    }

    void start() throws SQLException {
        startLsn = db.text("select pg_current_wal_lsn()");
        startServer = server();
        startMachine = Processes.machineMs();
        startCpu = cpu();
        startNanos = System.nanoTime();
    }

    /** The costs since the start, by name; per unit where it says so. */
    Map<String, Double> stop(int n) throws SQLException {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double jvmMs = (cpu() - startCpu) / 1e6;
        double serverMs = server() - startServer;
        double machineMs = Processes.machineMs() - startMachine;
        double wal =
                Double.parseDouble(db.text("select pg_wal_lsn_diff(pg_current_wal_lsn(), '" + startLsn + "'::pg_lsn)"));
        Map<String, Double> costs = new LinkedHashMap<>();
        costs.put("per_s", n / seconds);
        costs.put("jvm_ms", jvmMs / n);
        costs.put("wal_b", wal / n);
        if (postmaster.isPresent()) {
            costs.put("pg_ms", serverMs / n);
            costs.put("others_cores", Math.max(0, (machineMs - jvmMs - serverMs) / 1000 / seconds));
        }
        return costs;
    }

    private double server() {
        return postmaster.isPresent() ? Processes.serverMs(postmaster.getAsLong()) : 0;
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
