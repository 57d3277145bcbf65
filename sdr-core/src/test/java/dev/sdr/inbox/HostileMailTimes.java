package dev.sdr.inbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * Measures how long hostile mail takes from bytes to verdict, at a size and at ten times that size. For {@code
 * benchmarks/hostile-mail.sh}; a test asserts no times.
 */
public final class HostileMailTimes {

    private static final int ROUNDS = 5;
    private static final Instant NOW = Instant.parse("2026-03-10T09:00:00Z");

    private HostileMailTimes() {}

    /**
     * Prints a line for each kind.
     *
     * @param arguments the smaller size; 10,000 if there is none
     */
    public static void main(String[] arguments) {
        int n = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
        System.out.printf("%-24s %12s %12s %8s%n", "kind", "ms at " + n, "ms at " + 10 * n, "ratio");
        double worst = 0;
        for (HostileMail kind : HostileMail.values()) {
            double small = millis(kind.of(n));
            double large = millis(kind.of(10 * n));
            worst = Math.max(worst, large);
            System.out.printf("%-24s %12.1f %12.1f %8.1f%n", kind, small, large, large / Math.max(0.1, small));
        }
        System.out.printf("HOSTILE kinds=%d n=%d slowest-ms=%.0f%n", HostileMail.values().length, 10 * n, worst);
    }

    /** The fastest of some rounds: what it costs, without what else the machine does. */
    private static double millis(RawMessage raw) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            InboundMail mail = MimeReader.read(raw);
            Triage.judge(mail, ReplyText.of(mail), Set.of(), NOW, ZoneOffset.UTC);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return fastest / 1e6;
    }
}
