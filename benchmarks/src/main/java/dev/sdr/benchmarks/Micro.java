package dev.sdr.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One method of {@link MicroBenchmarks}, measured by JMH; each iteration is a sample. */
final class Micro implements Contender {

    private final String method;

    Micro(String method) {
        this.method = method;
    }

    @Override
    public void prepare(Database db, int n) {}

    @Override
    public Work open(Database db, int n) {
        return new Work() {
            private final List<Map<String, Double>> samples = new ArrayList<>();

            @Override
            public void run() throws Exception {
                RunResult result = new Runner(new OptionsBuilder()
                                .include(MicroBenchmarks.class.getName() + "." + method + "$")
                                .forks(1)
                                .warmupIterations(3)
                                .warmupTime(TimeValue.seconds(1))
                                .measurementIterations(5)
                                .measurementTime(TimeValue.seconds(1))
                                .verbosity(VerboseMode.SILENT)
                                .build())
                        .runSingle();
                result.getBenchmarkResults().forEach(b -> {
                    for (IterationResult one : b.getIterationResults()) {
                        samples.add(Map.of("per_s", one.getPrimaryResult().getScore()));
                    }
                });
            }

            @Override
            public List<Map<String, Double>> samples() {
                return samples;
            }
        };
    }

    @Override
    public void verify(Database db, int n) {}
}
