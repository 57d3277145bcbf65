package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sdr.inbox.ReplyText;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.RuleBasedClassifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A classifier that asks the rules first and a model only where they are unsure.
 *
 * <p>What the rules say the model can only make stricter. A wish not to be written to that the rules find is final, and the
 * model is not asked. What the model says must rest on words that are in the reply. A person looks if the rules or the model
 * want it, if they disagree about yes or no, if the model is not sure, would not answer or gave no answer of its form, and if
 * the reply was too long to be shown whole. Dates of return come from the rules, names of others only literally from the
 * reply.
 *
 * <p>If the budget is spent, the rules' reading stands, and a person looks where they were unsure. If the model cannot be asked
 * now, {@link #classify} throws and the reply is asked about again later; once it is older than the {@linkplain
 * Builder#patience patience}, or the second call about it has timed out, the rules' reading goes to a person.
 *
 * <p>Text goes to the model's provider: the new text and the subject of the reply, the mail of ours it answers without its
 * links, and those attributes of the lead that {@code RunnerBuilder.classifier} was given. Safe for use by several threads.
 */
public final class LlmClassifier implements Classifier {

    private static final Logger LOG = LoggerFactory.getLogger(LlmClassifier.class);

    private static final String PROMPT = "classify";
    private static final int TOKENS = 1_500;
    private static final int SUBJECT = 500;
    private static final int OURS = 2_000;
    private static final int KNOWN = 2_000;
    private static final int MOST_TIMED_OUT = 10_000;
    private static final Duration TIMED_OUT = Duration.ofDays(1);
    private static final int READ_BY_RULES = 100_000;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final RuleBasedClassifier rules = new RuleBasedClassifier();
    private final Llm llm;
    private final Prompt prompt;
    private final boolean always;
    private final double sure;
    private final double floor;
    private final Duration patience;
    private final Counts counts = new Counts();
    private final Cache<String, Boolean> timedOut = Caffeine.newBuilder()
            .maximumSize(MOST_TIMED_OUT)
            .expireAfterWrite(TIMED_OUT)
            .executor(Runnable::run)
            .build();

    private LlmClassifier(Builder builder) {
        this.llm = builder.llm;
        this.prompt = llm.prompt(PROMPT);
        this.always = builder.always;
        this.sure = builder.sure;
        this.floor = builder.floor;
        this.patience = builder.patience;
    }

    /**
     * The classifier with its defaults.
     *
     * @param llm the model
     * @return the classifier
     */
    public static LlmClassifier of(Llm llm) {
        return builder(llm).build();
    }

    /**
     * Begins one with other options.
     *
     * @param llm the model
     * @return its builder
     */
    public static Builder builder(Llm llm) {
        return new Builder(llm);
    }

    /** The versions of the model, the prompt and the rules. */
    @Override
    public String version() {
        return llm.version(prompt) + " over " + rules.version();
    }

    /** The text goes to the provider of the model. */
    @Override
    public boolean sharesText() {
        return true;
    }

    @Override
    public ReplyAnalysis classify(ReplyContext reply) {
        counts.replies.increment();
        ReplyAnalysis first = rules.classify(seen(reply));
        Data text = new Data("the reply", ReplyText.withoutQuotes(reply.newText()));
        boolean decided = first.intent() == Intent.UNSUBSCRIBE || (!always && first.confidence() >= sure);
        if (decided || text.text().isEmpty()) {
            counts.byRules.increment();
            return first;
        }
        Data subject = new Data("the subject of the reply", reply.subject(), SUBJECT);
        Answered answered;
        try {
            answered = llm.ask(question(reply, subject, text));
        } catch (RuntimeException e) {
            if (!isLast(reply, text, e)) {
                throw e;
            }
            LOG.warn("The model could not be asked about a reply; a person looks at it", e);
            return person(first, "the model could not be asked");
        }
        if (answered.kind() == Answered.Kind.OVER_BUDGET) {
            counts.overBudget.increment();
            return first.confidence() >= sure ? first : person(first, answered.reason());
        }
        (answered.remembered() ? counts.remembered : counts.asked).increment();
        return understood(reply, first, answered, subject, text);
    }

    /** The reply as its reader sees it: words that are broken up by characters nobody sees are whole for the rules too. */
    private static ReplyContext seen(ReplyContext reply) {
        String clean = Cleaning.clean(reply.newText(), READ_BY_RULES);
        boolean alike = BLANKS.matcher(clean)
                .replaceAll("")
                .equals(BLANKS.matcher(reply.newText()).replaceAll(""));
        return alike
                ? reply
                : new ReplyContext(
                        reply.leadId(),
                        reply.campaignId(),
                        clean,
                        Cleaning.clean(reply.subject(), SUBJECT),
                        reply.receivedAt(),
                        reply.answered(),
                        reply.leadAttributes(),
                        reply.earlier(),
                        reply.language());
    }

    private ReplyAnalysis understood(
            ReplyContext reply, ReplyAnalysis first, Answered answered, Data subject, Data text) {
        if (answered.json().isEmpty()) {
            return person(first, "no answer of the model: " + answered.reason());
        }
        Reading.Checked checked = Reading.of(answered.json().get(), subject.text() + "\n" + text.text());
        if (checked.reading().isEmpty()) {
            return person(first, "the model is not believed: " + checked.problem());
        }
        Reading reading = checked.reading().get();
        if (reading.confidence() < floor) {
            return person(first, "the model is not sure (" + reading.confidence() + ")");
        }
        ReplyAnalysis merged = Merging.merged(reply, first, reading);
        if (text.isCut()) {
            return person(merged, "the reply is too long to be shown to a model");
        }
        if (merged.requiresHuman()) {
            counts.toPeople.increment();
        }
        return merged;
    }

    private ReplyAnalysis person(ReplyAnalysis analysis, String why) {
        counts.toPeople.increment();
        return Merging.forAPerson(analysis, why);
    }

    /** Whether nothing is to be gained by asking once more. */
    private boolean isLast(ReplyContext reply, Data text, RuntimeException thrown) {
        if (reply.leadId().isEmpty()) {
            return false; // a tool asks: what it measures is the model, and no reply waits
        }
        if (!llm.clock().instant().isBefore(reply.receivedAt().plus(patience))) {
            return true;
        }
        String key = reply.leadId() + "\n" + Hashes.sha256(List.of(reply.subject(), text.text()));
        return Llm.mayHaveCost(thrown) && timedOut.asMap().putIfAbsent(key, true) != null;
    }

    private Question question(ReplyContext reply, Data subject, Data text) {
        List<Data> data = new ArrayList<>();
        reply.answered()
                .map(ours -> Cleaning.withoutLinks(ours.text()))
                .ifPresent(ours -> data.add(new Data("the mail of ours that is answered", ours, OURS)));
        if (!reply.leadAttributes().isEmpty()) {
            String known = new TreeMap<>(reply.leadAttributes())
                    .entrySet().stream()
                            .map(e -> e.getKey() + ": " + e.getValue().replace('\n', ' '))
                            .collect(Collectors.joining("\n"));
            data.add(new Data("what is known of its author", known, KNOWN));
        }
        data.add(subject);
        data.add(text);
        return new Question(
                prompt, reply.leadId(), reply.campaignId(), Map.of(), data, "reply_analysis", Reading.FORM, TOKENS);
    }

    /**
     * What was decided by whom since this classifier was made.
     *
     * @param replies how many replies
     * @param byRules decided by the rules alone: no call was needed
     * @param asked the model was asked and answered, in whatever way
     * @param remembered the model had been asked before
     * @param overBudget the model would have been asked, but the budget was spent
     * @param toPeople a person looks because of the model: it failed, was not believed, was not sure, disagreed, or wanted it,
     *     or was not asked for lack of budget
     */
    public record Share(long replies, long byRules, long asked, long remembered, long overBudget, long toPeople) {

        /**
         * The share of replies that needed no call.
         *
         * @return 0.0 to 1.0; 1.0 if there was no reply
         */
        public double saved() {
            return replies == 0 ? 1.0 : (double) (byRules + remembered) / replies;
        }
    }

    /**
     * What was decided by whom since this classifier was made, in this process.
     *
     * @return the counts; while replies are read they need not add up
     */
    public Share share() {
        return new Share(
                counts.replies.sum(),
                counts.byRules.sum(),
                counts.asked.sum(),
                counts.remembered.sum(),
                counts.overBudget.sum(),
                counts.toPeople.sum());
    }

    private static final class Counts {
        private final LongAdder replies = new LongAdder();
        private final LongAdder byRules = new LongAdder();
        private final LongAdder asked = new LongAdder();
        private final LongAdder remembered = new LongAdder();
        private final LongAdder overBudget = new LongAdder();
        private final LongAdder toPeople = new LongAdder();
    }

    /** Options of an {@link LlmClassifier}. Not safe for use by several threads. */
    public static final class Builder {

        private final Llm llm;
        private boolean always;
        private double sure = 0.9;
        private double floor = 0.6;
        private Duration patience = Duration.ofHours(1);

        private Builder(Llm llm) {
            this.llm = requireNonNull(llm, "llm");
        }

        /**
         * Asks the model about every reply but those that the rules read as a wish not to be written to. Default: only where
         * the rules are unsure.
         *
         * @return this
         */
        public Builder alwaysAsk() {
            this.always = true;
            return this;
        }

        /**
         * Sets from which confidence on the rules decide alone. Default: 0.9, from which on their phrases are clear.
         *
         * @param confidence 0.0 to 1.0
         * @return this
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder rulesDecideFrom(double confidence) {
            this.sure = checked(confidence);
            return this;
        }

        /**
         * Sets below which confidence of the model's a person looks. Default: 0.6.
         *
         * @param confidence 0.0 to 1.0
         * @return this
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder sureFrom(double confidence) {
            this.floor = checked(confidence);
            return this;
        }

        private static double checked(double confidence) {
            if (!(confidence >= 0.0 && confidence <= 1.0)) {
                throw new IllegalArgumentException("a confidence is 0.0 to 1.0, was " + confidence);
            }
            return confidence;
        }

        /**
         * Sets how long a reply waits for a model that cannot be asked, from when it came in. Default: 1 hour.
         *
         * @param time 0 or more
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder patience(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("patience must not be negative");
            }
            this.patience = time;
            return this;
        }

        /**
         * Makes it.
         *
         * @return the classifier
         */
        public LlmClassifier build() {
            return new LlmClassifier(this);
        }
    }
}
