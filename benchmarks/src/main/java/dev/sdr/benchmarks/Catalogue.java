package dev.sdr.benchmarks;

import java.util.List;
import java.util.function.Supplier;

/** All contenders, in the order in which a round takes them. */
final class Catalogue {

    /**
     * How a contender is measured.
     *
     * @param name its name
     * @param unit what is counted
     * @param n the units of a full run
     * @param quick the units of a quick run
     * @param warmUp the units done before, to warm the JVM up
     * @param contender makes it
     */
    record Entry(String name, String unit, int n, int quick, int warmUp, Supplier<Contender> contender) {}

    private static final List<Entry> ALL = List.of(
            new Entry("sequence-runner-1", "step", 50_000, 5_000, 6_000, () -> new RunnerSteps(1)),
            new Entry("raw-batch-1", "step", 50_000, 20_000, 10_000, () -> new RawBatch(1, false)),
            new Entry("sequence-runner-2", "step", 50_000, 5_000, 6_000, () -> new RunnerSteps(2)),
            new Entry("raw-batch-2", "step", 50_000, 20_000, 10_000, () -> new RawBatch(2, false)),
            new Entry("raw-batch-1-text", "step", 50_000, 20_000, 10_000, () -> new RawBatch(1, true)));

    private Catalogue() {}

    static List<Entry> all() {
        return ALL;
    }

    static Entry find(String name) {
        return ALL.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no contender '" + name + "'; there are "
                        + ALL.stream().map(Entry::name).toList()));
    }
}
