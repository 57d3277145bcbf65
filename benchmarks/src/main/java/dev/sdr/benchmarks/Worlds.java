package dev.sdr.benchmarks;

import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import dev.sdr.testkit.SdrWorld;
import dev.sdr.testkit.WorldResult;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Plays the scripted world from many seeds; every fifth world has a database that is set back and adopted,
 * the next one a provider that renames and reports. */
final class Worlds {

    private static final int LEADS = 12;
    private static final int KINDS = 5;

    private Worlds() {}

    /**
     * Plays them.
     *
     * @param arguments {@code --seeds N} (20,000) and {@code --from N} (1)
     */
    public static void main(String[] arguments) {
        long seeds = 20_000;
        long from = 1;
        for (Iterator<String> left = List.of(arguments).iterator(); left.hasNext(); ) {
            String option = left.next();
            switch (option) {
                case "--seeds" -> seeds = Long.parseLong(left.next());
                case "--from" -> from = Long.parseLong(left.next());
                default ->
                    throw new IllegalArgumentException(
                            "unknown option " + option + "; there are --seeds N and --from N");
            }
        }
        AtomicLong violations = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        AtomicLong deaths = new AtomicLong();
        long start = System.nanoTime();
        LongStream.range(from, from + seeds).parallel().forEach(seed -> {
            SdrWorld world = SdrWorld.of(sequence()).leads(LEADS).seed(seed);
            WorldResult result = of(world, seed).run();
            result.violations().forEach(v -> {
                violations.incrementAndGet();
                System.out.println("seed " + seed + ": " + v);
            });
            sent.addAndGet(result.sent());
            deaths.addAndGet(result.deaths());
        });
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.printf(
                "WORLDS seeds=%d sent=%d deaths=%d violations=%d ms-per-seed=%.1f%n",
                seeds, sent.get(), deaths.get(), violations.get(), (double) millis / seeds);
        System.exit(violations.get() == 0 ? 0 : 1);
    }

    private static SdrWorld of(SdrWorld world, long seed) {
        return switch ((int) (seed % KINDS)) {
            case 0 -> world.restore();
            case 1 -> world.provider();
            default -> world;
        };
    }

    private static Sequence sequence() {
        return Sequence.builder("world")
                .email("first", s -> s.subject("About {{company_name}}").text("Hi {{first_name}},\n\nfirst."))
                .email(
                        "second",
                        s -> s.text("Hello {{first_name|there}}, second.")
                                .after(Delay.days(2))
                                .when(Condition.NO_REPLY))
                .step("social", "linkedin", s -> s.text("Hello").after(Delay.days(1)))
                .email(
                        "third",
                        s -> s.subject("Another thought")
                                .text("Third.")
                                .after(Delay.days(3))
                                .when(Condition.NO_REPLY))
                .email(
                        "fourth",
                        s -> s.text("Fourth.").after(Delay.businessDays(2)).when(Condition.NO_REPLY))
                .build();
    }
}
