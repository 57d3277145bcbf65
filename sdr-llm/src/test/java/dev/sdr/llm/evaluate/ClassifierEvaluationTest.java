package dev.sdr.llm.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.Llm;
import dev.sdr.llm.LlmClassifier;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.reply.ReplyContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierEvaluationTest {

    private static final Instant NOW = Instant.parse("2026-03-10T09:00:00Z");

    private static final List<LabelledReply> FOUR = List.of(
            labelled("a", Sentiment.POSITIVE, Intent.INTERESTED, false),
            labelled("b", Sentiment.POSITIVE, Intent.INTERESTED, true),
            labelled("c", Sentiment.NEGATIVE, Intent.NOT_INTERESTED, false),
            labelled("d", Sentiment.NEUTRAL, Intent.OTHER, false));

    @Test
    void whatIsMeasuredIsWhatWasSaid() {
        EvaluationReport report = ClassifierEvaluation.of(FOUR)
                .run(saying(Map.of(
                        "a", analysis(Sentiment.POSITIVE, Intent.INTERESTED, false, 0.95),
                        "b", analysis(Sentiment.QUESTION, Intent.NOT_INTERESTED, true, 0.55),
                        "c", analysis(Sentiment.NEGATIVE, Intent.NOT_INTERESTED, false, 1.0),
                        "d", analysis(Sentiment.NEUTRAL, Intent.INTERESTED, true, 0.92))));

        assertThat(report.intents()).isEqualTo(0.5);
        assertThat(report.sentiments()).isEqualTo(0.75);
        assertThat(report.humans()).isEqualTo(0.75);
        assertThat(report.urgencies()).hasValue(1.0);
        assertThat(report.failures()).isZero();
        assertThat(score(report, "INTERESTED").labelled()).isEqualTo(2);
        assertThat(score(report, "INTERESTED").precision()).hasValue(0.5);
        assertThat(score(report, "INTERESTED").recall()).hasValue(0.5);
        assertThat(score(report, "NOT_INTERESTED").precision()).hasValue(0.5);
        assertThat(score(report, "NOT_INTERESTED").recall()).hasValue(1.0);
        assertThat(score(report, "OTHER").precision()).isEmpty();
        assertThat(score(report, "OTHER").recall()).hasValue(0.0);
        assertThat(score(report, "REFERRAL").recall()).isEmpty();
        assertThat(report.confusion())
                .containsEntry(Intent.INTERESTED, Map.of(Intent.INTERESTED, 1, Intent.NOT_INTERESTED, 1))
                .containsEntry(Intent.OTHER, Map.of(Intent.INTERESTED, 1));
        assertThat(report.calibration()).extracting(EvaluationReport.Bin::cases).containsExactly(1, 3);
        EvaluationReport.Bin sure = report.calibration().get(1);
        assertThat(sure.confidence()).isCloseTo((0.95 + 1.0 + 0.92) / 3, within(1e-9));
        assertThat(sure.right()).isCloseTo(2.0 / 3, within(1e-9));
    }

    @Test
    void theTableNamesEveryFigure() {
        String table = ClassifierEvaluation.of(FOUR)
                .run(saying(Map.of(
                        "a", analysis(Sentiment.POSITIVE, Intent.INTERESTED, false, 0.95),
                        "b", analysis(Sentiment.QUESTION, Intent.NOT_INTERESTED, true, 0.55),
                        "c", analysis(Sentiment.NEGATIVE, Intent.NOT_INTERESTED, false, 1.0))))
                .table();

        assertThat(table)
                .contains("on 4 replies")
                .contains("intent 50.0 %  sentiment 50.0 %  requires human 75.0 %  urgency 75.0 %  failed 1")
                .containsPattern("interested +2 +100.0 % +50.0 %")
                .containsPattern("not_interested +1 +50.0 % +100.0 %")
                .containsPattern("referral +0 +- +-")
                .containsPattern("0.5 to 0.6 +1 +55.0 % +0.0 %")
                .doesNotContain("text of");
    }

    @Test
    void latencyIsThatOfTheReplyAtItsPlace() {
        EvaluationReport report = new EvaluationReport(
                "timed",
                List.of(timed(3_000_000), timed(1_000_000), timed(2_000_000)),
                Optional.of(new EvaluationReport.Spent(2, "USD 0.01")));

        assertThat(report.latency(0)).isEqualTo(Duration.ofMillis(1));
        assertThat(report.latency(0.5)).isEqualTo(Duration.ofMillis(2));
        assertThat(report.latency(1)).isEqualTo(Duration.ofMillis(3));
        assertThat(report.table()).contains("median 2 ms").contains("calls of the model: 2, cost USD 0.01");
        assertThatThrownBy(() -> report.latency(1.1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClassifierWhoseKeyIsRefusedIsNotMeasured() {
        ClassifierEvaluation evaluation = ClassifierEvaluation.of(FOUR);
        assertThatThrownBy(() -> evaluation.run(r -> {
                    throw new CredentialsException("the key is refused");
                }))
                .isInstanceOf(CredentialsException.class);
    }

    /** However old the replies are: they wait for nobody, so no rules stand in for the model. */
    @Test
    void aModelWhoseKeyIsRefusedIsNotMeasuredByTheRules() {
        Llm llm = Llm.withoutStore(model(new CredentialsException("the key is refused")));
        ClassifierEvaluation evaluation = ClassifierEvaluation.of(FOUR);
        assertThatThrownBy(() -> evaluation.run(LlmClassifier.of(llm), llm)).isInstanceOf(CredentialsException.class);

        Llm away = Llm.withoutStore(model(RetryableException.after("nobody listens", Duration.ZERO)));
        assertThat(evaluation.run(LlmClassifier.of(away), away).failures()).isEqualTo(4);
    }

    private static ChatModel model(RuntimeException always) {
        return new ChatModel() {
            @Override
            public ChatResponse ask(ChatRequest request) {
                throw always;
            }

            @Override
            public String name() {
                return "never";
            }
        };
    }

    @Test
    void repliesAreReadFromLinesOfJson(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("replies.jsonl"), """
                {"id": "1", "subject": "Re: x", "body": "Yes", "sentiment": "positive", "intent": "INTERESTED", "note": "n"}

                {"id": "2", "body": "No", "sentiment": "negative", "intent": "not_interested", "requires_human": true,\
                 "urgency": "high", "received_at": "2026-01-01T00:00:00Z"}
                """);

        List<LabelledReply> replies = ClassifierEvaluation.read(file, NOW).replies();

        assertThat(replies).hasSize(2);
        assertThat(replies.get(0).reply()).isEqualTo(ReplyContext.of("Yes", "Re: x", NOW));
        assertThat(replies.get(0).urgency()).isEmpty();
        assertThat(replies.get(1).requiresHuman()).isTrue();
        assertThat(replies.get(1).urgency()).contains(Urgency.HIGH);
        assertThat(replies.get(1).reply().receivedAt()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void aWrongLineIsNamedWithWhatItShouldHold(@TempDir Path folder) {
        String good = "{\"id\": \"1\", \"body\": \"Yes\", \"sentiment\": \"positive\", \"intent\": \"other\"}\n";
        assertRefused(folder, good + "{\"id\": \"2\"", "line 2 is not one JSON object");
        assertRefused(folder, good + good, "line 2: the id '1' stands here again");
        assertRefused(folder, good.replace("positive", "glad"), "line 1: sentiment must be one of positive, negative");
        assertRefused(folder, good.replace("\"body\"", "\"text\""), "line 1 has no body");
        assertRefused(
                folder, good.replace("}", ", \"requires_human\": \"no\"}"), "requires_human must be true or false");
        assertRefused(folder, good.replace("}", ", \"received_at\": \"today\"}"), "line 1: received_at must be");
        assertRefused(folder, "\n", "holds no replies");
    }

    private static void assertRefused(Path folder, String content, String message) {
        Path file = folder.resolve("replies.jsonl");
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThatThrownBy(() -> ClassifierEvaluation.read(file, NOW))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    private static EvaluationReport.Score score(EvaluationReport report, String intent) {
        return report.intentScores().stream()
                .filter(s -> s.label().equals(intent))
                .findFirst()
                .orElseThrow();
    }

    private static EvaluationReport.Case timed(long nanos) {
        return new EvaluationReport.Case(FOUR.get(0), Optional.empty(), nanos, "");
    }

    private static LabelledReply labelled(String id, Sentiment sentiment, Intent intent, boolean human) {
        return new LabelledReply(
                id, ReplyContext.of("text of " + id, "", NOW), sentiment, intent, human, Optional.of(Urgency.LOW));
    }

    private static ReplyAnalysis analysis(Sentiment sentiment, Intent intent, boolean human, double confidence) {
        return new ReplyAnalysis(sentiment, intent, human, Urgency.LOW, confidence, "");
    }

    private static Classifier saying(Map<String, ReplyAnalysis> answers) {
        return reply -> {
            ReplyAnalysis answer = answers.get(reply.newText().substring("text of ".length()));
            if (answer == null) {
                throw new RetryableException("not now");
            }
            return answer;
        };
    }
}
