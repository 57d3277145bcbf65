package dev.sdr.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Bars with whiskers from the slowest round to the fastest, as SVG. */
final class Chart {

    private static final int LABELS = 190;
    private static final int WIDTH = 560;
    private static final int ROW = 26;

    private static final List<String> STEPS = List.of(
            "raw-batch-2",
            "raw-batch-1",
            "raw-batch-1-text",
            "sequence-runner-2",
            "sequence-runner-1",
            "sequence-runner-20ms",
            "db-scheduler",
            "db-scheduler-steps",
            "raw-row",
            "jobrunr");
    private static final List<String> OTHERS = List.of("replies-match-raw", "replies", "enroll", "inbound");

    private final StringBuilder svg = new StringBuilder();
    private int y = 20;

    private Chart() {}

    static String svg(Map<String, Measured> results) {
        Chart chart = new Chart();
        chart.panel("Steps or jobs per second", STEPS, results);
        chart.panel("Replies matched, leads enrolled, messages read per second", OTHERS, results);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + (LABELS + WIDTH + 130) + "\" height=\"" + chart.y
                + "\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n" + chart.svg + "</svg>\n";
    }

    private void panel(String title, List<String> names, Map<String, Measured> results) {
        List<Measured> bars =
                names.stream().map(results::get).filter(Objects::nonNull).toList();
        if (bars.isEmpty()) {
            return;
        }
        double most = bars.stream().mapToDouble(b -> b.max("per_s")).max().orElseThrow();
        double scale = WIDTH / most;
        text(10, y, "start", "bold", title);
        y += 14;
        for (Measured bar : bars) {
            double median = bar.median("per_s").orElseThrow();
            boolean ours = !bar.entry().name().matches("(raw|db|job|replies-match).*");
            int middle = y + ROW / 2;
            text(LABELS - 8, middle + 4, "end", "normal", bar.entry().name());
            add(
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                    LABELS, y + 4, median * scale, ROW - 8, ours ? "#2b6cb0" : "#b8c2cc");
            double low = LABELS + bar.min("per_s") * scale;
            double high = LABELS + bar.max("per_s") * scale;
            add(
                    "<path d=\"M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8\" stroke=\"#1a202c\" fill=\"none\"/>%n",
                    low, middle, high, low, middle - 4, high, middle - 4);
            text((int) high + 8, middle + 4, "start", "normal", String.format(Locale.ROOT, "%,.0f", median));
            y += ROW;
        }
        y += 34;
    }

    private void text(int x, int atY, String anchor, String weight, String words) {
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>%n", x, atY, anchor, weight, words);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
