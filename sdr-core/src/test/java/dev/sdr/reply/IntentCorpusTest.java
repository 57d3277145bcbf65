package dev.sdr.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.reply.ReplyAnalysis.Intent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measures the rules on labelled replies that we wrote, and fails below the floors. */
class IntentCorpusTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-10T09:00:00Z");
    private static final Set<Intent> INTEREST =
            EnumSet.of(Intent.INTERESTED, Intent.READY_TO_MEET, Intent.NEED_MORE_INFO);
    private static final double SURE = 0.9;

    private record Row(JsonNode labels, ReplyAnalysis analysis) {
        Intent intended() {
            return Intent.valueOf(labels.get("intent").asText().toUpperCase(Locale.ROOT));
        }

        boolean right() {
            return intended() == analysis.intent();
        }

        boolean agrees(String label, Object value) {
            return labels.get(label).asText().equals(String.valueOf(value).toLowerCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return labels.get("body").asText() + " -> " + analysis.intent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replies-intent.jsonl", "replies-own.jsonl"})
    void intents_are_right_often_enough_and_confidence_says_so(String file) {
        List<Row> rows = read(file);
        List<Row> sure =
                rows.stream().filter(r -> r.analysis().confidence() >= SURE).toList();
        double intent = share(rows, Row::right);
        double confident = (double) sure.size() / rows.size();
        double sureRight = share(sure, Row::right);
        System.out.printf(
                Locale.ROOT,
                "%-22s rows %d  intent %.3f  sentiment %.3f  human %.3f  urgency %.3f  sure %.3f of which right %.3f%n",
                file,
                rows.size(),
                intent,
                share(rows, r -> r.agrees("sentiment", r.analysis().sentiment())),
                share(rows, r -> r.agrees("requires_human", r.analysis().requiresHuman())),
                share(rows, r -> r.agrees("urgency", r.analysis().urgency())),
                confident,
                sureRight);

        assertThat(intent).isGreaterThanOrEqualTo(0.88);
        assertThat(confident).isGreaterThanOrEqualTo(0.5);
        assertThat(sureRight).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void every_opt_out_and_absence_is_found_and_no_refusal_is_taken_for_interest() {
        List<Row> rows = new ArrayList<>(read("replies-intent.jsonl"));
        rows.addAll(read("replies-own.jsonl"));

        assertThat(rows)
                .filteredOn(r -> r.intended() == Intent.UNSUBSCRIBE || r.intended() == Intent.OUT_OF_OFFICE)
                .allMatch(Row::right);
        assertThat(rows)
                .filteredOn(r -> r.intended() == Intent.UNSUBSCRIBE || r.intended() == Intent.NOT_INTERESTED)
                .noneMatch(r -> INTEREST.contains(r.analysis().intent()));
        assertThat(rows)
                .filteredOn(r -> r.intended() != Intent.UNSUBSCRIBE)
                .noneMatch(r -> r.analysis().intent() == Intent.UNSUBSCRIBE);
    }

    private static double share(List<Row> rows, Predicate<Row> which) {
        return (double) rows.stream().filter(which).count() / rows.size();
    }

    private static List<Row> read(String file) {
        RuleBasedClassifier rules = new RuleBasedClassifier();
        ObjectMapper json = new ObjectMapper();
        List<Row> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(IntentCorpusTest.class.getResourceAsStream(file), file)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank()) {
                    JsonNode labels = json.readTree(line);
                    rows.add(new Row(labels, rules.classify(context(labels))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static ReplyContext context(JsonNode row) {
        return ReplyContext.of(row.get("body").asText(), row.get("subject").asText(), RECEIVED);
    }
}
