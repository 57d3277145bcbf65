package dev.sdr.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The rounds of one contender. */
final class Measured {

    private final Catalogue.Entry entry;
    private final int n;
    private final List<Map<String, Double>> rounds = new ArrayList<>();

    Measured(Catalogue.Entry entry, int n) {
        this.entry = entry;
        this.n = n;
    }

    void add(Map<String, Double> metrics) {
        rounds.add(metrics);
    }

    Catalogue.Entry entry() {
        return entry;
    }

    int n() {
        return n;
    }

    /** The middle one of the rounds, the mean of the two middle ones if they are even in number. */
    OptionalDouble median(String metric) {
        double[] sorted = sorted(metric);
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
    }

    double min(String metric) {
        return sorted(metric)[0];
    }

    double max(String metric) {
        double[] sorted = sorted(metric);
        return sorted[sorted.length - 1];
    }

    private double[] sorted(String metric) {
        return rounds.stream()
                .filter(r -> r.containsKey(metric))
                .mapToDouble(r -> r.getOrDefault(metric, 0.0))
                .sorted()
                .toArray();
    }

    /** The line for programs. */
    String line() {
        return String.format(
                Locale.ROOT,
                "RESULT\t%s\t%d\t%.1f\t%.1f\t%.1f",
                entry.name(),
                n,
                median("per_s").orElseThrow(),
                min("per_s"),
                max("per_s"));
    }
}
