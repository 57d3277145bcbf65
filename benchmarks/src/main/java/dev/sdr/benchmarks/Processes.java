package dev.sdr.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time and memory, as Linux counts them. */
final class Processes {

    private static final double TICK_MS = 10; // USER_HZ is 100 on every Linux this runs on

    private Processes() {}

    /** The processor time of the server: the postmaster, its children, and those children that have ended. */
    static double serverMs(long postmaster) {
        double ticks = 0;
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process :
                    all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
                List<String> stat = stat(process);
                if (stat.isEmpty()) {
                    continue; // it has just ended
                }
                boolean self = process.getFileName().toString().equals(Long.toString(postmaster));
                if (self || stat.get(1).equals(Long.toString(postmaster))) {
                    ticks += Double.parseDouble(stat.get(11)) + Double.parseDouble(stat.get(12));
                }
                if (self) {
                    ticks += Double.parseDouble(stat.get(13)) + Double.parseDouble(stat.get(14));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ticks * TICK_MS;
    }

    /** The fields of a process after its name: state, parent, and so on. */
    private static List<String> stat(Path process) {
        try {
            String line = Files.readString(process.resolve("stat"));
            return List.of(line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The processor time everybody on this machine has used. */
    static double machineMs() {
        try {
            String[] cpu = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+", -1);
            double busy = 0;
            for (int field : List.of(1, 2, 3, 6, 7, 8)) { // without idle and waiting for the disk
                busy += Double.parseDouble(cpu[field]);
            }
            return busy * TICK_MS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This process's largest resident memory since it began, in MB. */
    static double peakMb() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String peak = lines.filter(l -> l.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Double.parseDouble(peak.replaceAll("\\D", "")) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
