package dev.sdr.llm.evaluate;

import static java.util.Objects.requireNonNull;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.SdrException;
import dev.sdr.llm.Llm;
import dev.sdr.llm.Spending;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Measures any {@link Classifier} on replies whose meaning is known, so that a host can compare models and prompts on mail of
 * its own before it lets one loose. Immutable.
 *
 * <pre>{@code
 * ClassifierEvaluation evaluation = ClassifierEvaluation.read(Path.of("replies.jsonl"), Instant.parse("2026-03-10T09:00:00Z"));
 * System.out.println(evaluation.run(new RuleBasedClassifier()).table());
 * System.out.println(evaluation.run(LlmClassifier.of(llm), llm).table());
 * }</pre>
 */
public final class ClassifierEvaluation {

    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    private final List<LabelledReply> replies;

    private ClassifierEvaluation(List<LabelledReply> replies) {
        this.replies = List.copyOf(replies);
    }

    /**
     * Measures on replies that are at hand.
     *
     * @param replies the replies with their labels
     * @return the evaluation
     * @throws IllegalArgumentException if there are none
     */
    public static ClassifierEvaluation of(List<LabelledReply> replies) {
        if (replies.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to measure on without replies");
        }
        return new ClassifierEvaluation(replies);
    }

    /**
     * Reads labelled replies: a JSON object a line, with {@code id}, {@code body}, {@code sentiment} and {@code intent}, and if
     * you have them {@code subject}, {@code requires_human} (false), {@code urgency} and {@code received_at}.
     * Labels are the names of {@link ReplyAnalysis}'s enums in either case; other fields are passed over.
     *
     * @param file the file, in UTF-8
     * @param receivedAt when replies came in that do not say it: words such as "tomorrow" are read from there
     * @return the evaluation
     * @throws ConfigurationException if a line is wrong; the message names the line and what it should hold
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static ClassifierEvaluation read(Path file, Instant receivedAt) {
        return of(LabelledReplies.read(file, receivedAt));
    }

    /**
     * The replies.
     *
     * @return the replies in their order
     */
    public List<LabelledReply> replies() {
        return replies;
    }

    /**
     * Asks a classifier about each reply, one after the other in the calling thread. A reply about which it throws counts as
     * wrong in everything.
     *
     * @param classifier the classifier
     * @return what came out
     * @throws CredentialsException if the classifier's key is refused: then nothing is measured
     * @throws ConfigurationException if it is set up wrongly: then nothing is measured
     */
    public EvaluationReport run(Classifier classifier) {
        requireNonNull(classifier, "classifier");
        List<EvaluationReport.Case> cases = new ArrayList<>();
        for (LabelledReply reply : replies) {
            cases.add(ask(classifier, reply));
        }
        return new EvaluationReport(classifier.version(), cases, Optional.empty());
    }

    /**
     * Measures as {@link #run(Classifier)}, and what it cost.
     *
     * @param classifier the classifier
     * @param llm the model it asks; what anybody else spends on it meanwhile is counted, too
     * @return what came out
     * @throws CredentialsException if the classifier's key is refused: then nothing is measured
     * @throws ConfigurationException if it is set up wrongly: then nothing is measured
     */
    public EvaluationReport run(Classifier classifier, Llm llm) {
        List<Spending.Total> before = days(llm);
        EvaluationReport report = run(classifier);
        List<Spending.Total> after = days(llm);
        long calls = sum(after, Spending.Total::calls) - sum(before, Spending.Total::calls);
        BigDecimal cost = cost(after).subtract(cost(before)).stripTrailingZeros();
        String currency = after.isEmpty() ? "" : after.get(0).currency();
        return new EvaluationReport(
                report.classifier(),
                report.cases(),
                Optional.of(new EvaluationReport.Spent(calls, (currency + " " + cost.toPlainString()).strip())));
    }

    private static List<Spending.Total> days(Llm llm) {
        return List.copyOf(llm.spending().days(LocalDate.EPOCH, LAST_DAY).values());
    }

    private static long sum(List<Spending.Total> days, ToLongFunction<Spending.Total> figure) {
        return days.stream().mapToLong(figure).sum();
    }

    private static BigDecimal cost(List<Spending.Total> days) {
        return days.stream().map(Spending.Total::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static EvaluationReport.Case ask(Classifier classifier, LabelledReply reply) {
        long before = System.nanoTime();
        try {
            ReplyAnalysis said = classifier.classify(reply.reply());
            return new EvaluationReport.Case(reply, Optional.of(said), System.nanoTime() - before, "");
        } catch (CredentialsException | ConfigurationException e) {
            throw e;
        } catch (
                RuntimeException
                        e) { // a classifier of the host's may throw whatever it likes; the table shows how often
            String why = e instanceof SdrException
                    ? String.valueOf(e.getMessage())
                    : e.getClass().getSimpleName();
            return new EvaluationReport.Case(reply, Optional.empty(), System.nanoTime() - before, why);
        }
    }
}
