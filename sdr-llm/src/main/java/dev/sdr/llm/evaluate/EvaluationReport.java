package dev.sdr.llm.evaluate;

import static java.util.Objects.requireNonNull;

import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What a classifier made of labelled replies.
 *
 * @param classifier its version
 * @param cases each reply with what was said about it, in the order of the replies
 * @param spent what the model behind it cost, if one was watched
 */
public record EvaluationReport(String classifier, List<Case> cases, Optional<Spent> spent) {

    /**
     * One reply.
     *
     * @param reply the reply with its labels
     * @param said what the classifier said; empty if it threw
     * @param nanos how long it took, in nanoseconds
     * @param failure what it threw, in one line; empty if it did not
     */
    public record Case(LabelledReply reply, Optional<ReplyAnalysis> said, long nanos, String failure) {

        /** Checks. */
        public Case {
            requireNonNull(reply, "reply");
            requireNonNull(said, "said");
            requireNonNull(failure, "failure");
        }
    }

    /**
     * What the model cost.
     *
     * @param calls how often it was asked over the network
     * @param cost what that cost, in words, such as {@code USD 0.012}
     */
    public record Spent(long calls, String cost) {

        /** Checks. */
        public Spent {
            requireNonNull(cost, "cost");
        }
    }

    /**
     * How well one intent or sentiment is told.
     *
     * @param label its name
     * @param labelled how many replies have it
     * @param precision of those it was said of, the share that have it; empty if it was said of none
     * @param recall of those that have it, the share it was said of; empty if none has it
     */
    public record Score(String label, int labelled, OptionalDouble precision, OptionalDouble recall) {

        /** Checks. */
        public Score {
            requireNonNull(label, "label");
            requireNonNull(precision, "precision");
            requireNonNull(recall, "recall");
        }
    }

    /**
     * The replies about which a classifier was about equally sure.
     *
     * @param from the least confidence, included
     * @param to the most, excluded but for 1.0
     * @param cases how many replies
     * @param confidence the mean of what it said
     * @param right the share whose intent was right: what the confidence should have been
     */
    public record Bin(double from, double to, int cases, double confidence, double right) {}

    private static final double[] BINS = {0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};

    /** Checks and copies. */
    public EvaluationReport {
        requireNonNull(classifier, "classifier");
        cases = List.copyOf(cases);
        requireNonNull(spent, "spent");
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to report without cases");
        }
    }

    /**
     * The share of replies whose intent was told.
     *
     * @return 0.0 to 1.0
     */
    public double intents() {
        return share(c -> c.said().filter(a -> a.intent() == c.reply().intent()).isPresent());
    }

    /**
     * The share of replies whose sentiment was told.
     *
     * @return 0.0 to 1.0
     */
    public double sentiments() {
        return share(c ->
                c.said().filter(a -> a.sentiment() == c.reply().sentiment()).isPresent());
    }

    /**
     * The share of replies of which it was told whether they need a person.
     *
     * @return 0.0 to 1.0
     */
    public double humans() {
        return share(c -> c.said()
                .filter(a -> a.requiresHuman() == c.reply().requiresHuman())
                .isPresent());
    }

    /**
     * The share of replies whose urgency was told, of those whose labels name it.
     *
     * @return 0.0 to 1.0, or empty if no labels name it
     */
    public OptionalDouble urgencies() {
        List<Case> named =
                cases.stream().filter(c -> c.reply().urgency().isPresent()).toList();
        return ratio(
                named.stream()
                        .filter(c -> c.said()
                                .map(ReplyAnalysis::urgency)
                                .equals(c.reply().urgency()))
                        .count(),
                named.size());
    }

    /**
     * How many replies the classifier threw at.
     *
     * @return the number
     */
    public int failures() {
        return (int) cases.stream().filter(c -> c.said().isEmpty()).count();
    }

    /**
     * How well each intent is told.
     *
     * @return a score for each intent
     */
    public List<Score> intentScores() {
        return scores(Intent.values(), LabelledReply::intent, ReplyAnalysis::intent);
    }

    /**
     * How well each sentiment is told.
     *
     * @return a score for each sentiment
     */
    public List<Score> sentimentScores() {
        return scores(Sentiment.values(), LabelledReply::sentiment, ReplyAnalysis::sentiment);
    }

    /**
     * Which intent was taken for which.
     *
     * @return by the labelled intent, how often each was said; what was said never may be missing
     */
    public Map<Intent, Map<Intent, Integer>> confusion() {
        Map<Intent, Map<Intent, Integer>> rows = new EnumMap<>(Intent.class);
        for (Case c : cases) {
            c.said()
                    .ifPresent(a -> rows.computeIfAbsent(c.reply().intent(), i -> new EnumMap<>(Intent.class))
                            .merge(a.intent(), 1, Integer::sum));
        }
        return rows;
    }

    /**
     * Whether its confidence can be believed: of what it is 0.9 sure of, nine in ten should be right.
     *
     * @return the bins that hold replies, from unsure to sure
     */
    public List<Bin> calibration() {
        return IntStream.range(0, BINS.length - 1)
                .mapToObj(i -> bin(BINS[i], BINS[i + 1]))
                .filter(b -> b.cases() > 0)
                .toList();
    }

    /**
     * How long it took.
     *
     * @param quantile from 0.0 (the fastest) to 1.0 (the slowest)
     * @return the time of the reply at that place
     * @throws IllegalArgumentException if the quantile is not in that range
     */
    public Duration latency(double quantile) {
        if (!(quantile >= 0.0 && quantile <= 1.0)) {
            throw new IllegalArgumentException("a quantile must be 0.0 to 1.0, was " + quantile);
        }
        long[] nanos = cases.stream().mapToLong(Case::nanos).sorted().toArray();
        return Duration.ofNanos(nanos[(int) Math.round(quantile * (nanos.length - 1))]);
    }

    /**
     * All of it as a table for a person, without the replies' text.
     *
     * @return lines
     */
    public String table() {
        return EvaluationTable.of(this);
    }

    private Bin bin(double from, double to) {
        List<Case> in = cases.stream()
                .filter(c -> c.said()
                        .filter(a -> a.confidence() >= from && (a.confidence() < to || to == 1.0))
                        .isPresent())
                .toList();
        double confidence = in.stream()
                .mapToDouble(c -> c.said().orElseThrow().confidence())
                .average()
                .orElse(0);
        long right = in.stream()
                .filter(c -> c.said().orElseThrow().intent() == c.reply().intent())
                .count();
        return new Bin(from, to, in.size(), confidence, ratio(right, in.size()).orElse(0));
    }

    private <E extends Enum<E>> List<Score> scores(
            E[] labels, Function<LabelledReply, E> labelled, Function<ReplyAnalysis, E> said) {
        return Arrays.stream(labels)
                .map(label -> {
                    long has = cases.stream()
                            .filter(c -> labelled.apply(c.reply()) == label)
                            .count();
                    long told = cases.stream()
                            .filter(c ->
                                    c.said().map(said).filter(s -> s == label).isPresent())
                            .count();
                    long both = cases.stream()
                            .filter(c -> labelled.apply(c.reply()) == label
                                    && c.said()
                                            .map(said)
                                            .filter(s -> s == label)
                                            .isPresent())
                            .count();
                    return new Score(label.name(), (int) has, ratio(both, told), ratio(both, has));
                })
                .toList();
    }

    private double share(Predicate<Case> condition) {
        return ratio(cases.stream().filter(condition).count(), cases.size()).orElseThrow();
    }

    private static OptionalDouble ratio(long some, long all) {
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) some / all);
    }
}
