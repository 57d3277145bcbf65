package dev.sdr.llm.evaluate;

import dev.sdr.llm.evaluate.EvaluationReport.Bin;
import dev.sdr.llm.evaluate.EvaluationReport.Score;
import dev.sdr.reply.ReplyAnalysis.Intent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** An {@link EvaluationReport} in lines. */
final class EvaluationTable {

    private static final double HALF = 0.5;
    private static final double MOST = 0.95;
    private static final double MICROS = 1_000;
    private static final double MILLIS = 1_000_000;

    private final StringBuilder out = new StringBuilder();

    private EvaluationTable() {}

    static String of(EvaluationReport report) {
        EvaluationTable table = new EvaluationTable();
        table.head(report);
        table.scores("intent", report.intentScores());
        table.scores("sentiment", report.sentimentScores());
        table.confusion(report.confusion());
        table.calibration(report.calibration());
        return table.out.toString();
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private void head(EvaluationReport report) {
        line("%s on %d replies", report.classifier(), report.cases().size());
        line(
                "intent %s  sentiment %s  requires human %s  urgency %s  failed %d",
                percent(OptionalDouble.of(report.intents())),
                percent(OptionalDouble.of(report.sentiments())),
                percent(OptionalDouble.of(report.humans())),
                percent(report.urgencies()),
                report.failures());
        line(
                "time for each reply: median %s, 95%% within %s, slowest %s",
                time(report.latency(HALF)), time(report.latency(MOST)), time(report.latency(1)));
        report.spent().ifPresent(s -> line("calls of the model: %d, cost %s", s.calls(), s.cost()));
    }

    private void scores(String what, List<Score> scores) {
        line("");
        line("%-16s %8s %9s %7s", what, "labelled", "precision", "recall");
        for (Score score : scores) {
            line(
                    "%-16s %8d %9s %7s",
                    word(score.label()), score.labelled(), percent(score.precision()), percent(score.recall()));
        }
    }

    private void confusion(Map<Intent, Map<Intent, Integer>> rows) {
        line("");
        line("labelled (down) and said (across)");
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-16s", ""));
        for (Intent said : Intent.values()) {
            head.append(String.format(Locale.ROOT, " %5s", abbreviated(said)));
        }
        line("%s", head);
        rows.forEach((labelled, said) -> {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-16s", word(labelled.name())));
            for (Intent intent : Intent.values()) {
                int times = said.getOrDefault(intent, 0);
                row.append(String.format(Locale.ROOT, " %5s", times == 0 ? "." : Integer.toString(times)));
            }
            line("%s", row);
        });
    }

    private void calibration(List<Bin> bins) {
        line("");
        line("%-16s %8s %9s %7s", "confidence", "replies", "mean", "right");
        for (Bin bin : bins) {
            line(
                    "%.1f to %-9.1f %8d %9s %7s",
                    bin.from(),
                    bin.to(),
                    bin.cases(),
                    percent(OptionalDouble.of(bin.confidence())),
                    percent(OptionalDouble.of(bin.right())));
        }
    }

    /** Five letters that tell the intents from one another. */
    private static String abbreviated(Intent intent) {
        return switch (intent) {
            case INTERESTED -> "inter";
            case NOT_INTERESTED -> "not";
            case NEED_MORE_INFO -> "info";
            case READY_TO_MEET -> "meet";
            case UNSUBSCRIBE -> "unsub";
            case OUT_OF_OFFICE -> "away";
            case WRONG_PERSON -> "wrong";
            case REFERRAL -> "refer";
            case OTHER -> "other";
        };
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", share.getAsDouble() * 100) : "-";
    }

    private static String time(Duration duration) {
        double nanos = duration.toNanos();
        return nanos < MILLIS
                ? String.format(Locale.ROOT, "%.0f us", nanos / MICROS)
                : String.format(Locale.ROOT, "%.0f ms", nanos / MILLIS);
    }
}
