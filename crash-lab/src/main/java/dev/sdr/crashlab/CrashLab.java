package dev.sdr.crashlab;

import dev.sdr.crashlab.Lab.Plan;
import dev.sdr.crashlab.Tally.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The long form: {@code --kills N --leads N --seed N [--processes N]}. Exits with 1 if a promise broke. */
final class CrashLab {

    private CrashLab() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> options = new HashMap<>(Map.of(
                "--kills",
                "200",
                "--leads",
                "20000",
                "--seed",
                Long.toString(System.nanoTime() % 100_000),
                "--processes",
                "2",
                "--planted",
                "NONE"));
        for (int i = 0; i < args.length; i += 2) {
            if (!options.containsKey(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException("options: --kills N --leads N --seed N --processes N");
            }
            options.put(args[i], args[i + 1]);
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Files.createTempDirectory("crash-lab");
        long start = System.nanoTime();
        Plan plan = new Plan(
                Integer.parseInt(options.get("--kills")),
                Integer.parseInt(options.get("--leads")),
                Long.parseLong(options.get("--seed")),
                Integer.parseInt(options.get("--processes")),
                Planted.valueOf(options.get("--planted")),
                folder,
                line -> out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line));
        out.println("seed " + plan.seed() + ", logs in " + folder);
        Result result = Lab.run(plan);
        result.problems().stream().limit(50).forEach(out::println);
        if (plan.kills() >= Boundary.values().length && !result.hits().missed().isEmpty()) {
            out.println("never killed at " + result.hits().missed());
        }
        boolean allHit = plan.kills() < 2 * Boundary.values().length
                || result.hits().missed().isEmpty();
        out.println(result.line());
        out.flush();
        Runtime.getRuntime().halt(result.isGood() && allHit ? 0 : 1);
    }
}
