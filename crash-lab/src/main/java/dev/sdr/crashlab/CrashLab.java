package dev.sdr.crashlab;

import dev.sdr.crashlab.Lab.Plan;
import dev.sdr.crashlab.Tally.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The long form: {@code --kills N --leads N --seed N [--processes N]}. Exits with 1 if a promise broke. */
final class CrashLab {

    private CrashLab() {}

    public static void main(String[] args) throws IOException {
        int kills = 200;
        int leads = 20_000;
        long seed = System.nanoTime() % 100_000;
        int processes = 2;
        Planted planted = Planted.NONE;
        for (int i = 0; i + 1 < args.length; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--kills" -> kills = Integer.parseInt(value);
                case "--leads" -> leads = Integer.parseInt(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--processes" -> processes = Integer.parseInt(value);
                case "--planted" -> planted = Planted.valueOf(value);
                default ->
                    throw new IllegalArgumentException("there is no option " + args[i]
                            + "; there are --kills, --leads, --seed, --processes, --planted");
            }
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Files.createTempDirectory("crash-lab");
        long start = System.nanoTime();
        Plan plan = new Plan(
                kills,
                leads,
                seed,
                processes,
                planted,
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
