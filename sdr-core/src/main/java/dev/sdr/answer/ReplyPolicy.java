package dev.sdr.answer;

import static java.util.Objects.requireNonNull;

import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is done about a person's reply, by what its author wants. Immutable; the methods return changed copies.
 *
 * <p>Whatever it says, a reply that asks for a person, that the classifier is not sure about, or whose tone contradicts
 * its intent goes to a human, and an opt-out suppresses.
 *
 * @param intents what is done by intent: every intent but {@link Intent#OTHER} and {@link Intent#UNSUBSCRIBE} has an
 *     entry
 * @param others what is done about {@link Intent#OTHER}, by tone: every sentiment has an entry
 * @param sure how sure the classifier must be for anything but a human, 0.0 to 1.0
 * @param sureToAnswer how sure the classifier must be for an automatic answer, {@code sure} to 1.0; below it a draft is
 *     written
 * @param perHour the most automatic answers to one lead in an hour
 * @param perThread the most automatic answers to one lead altogether; after them a human answers
 * @param draftsLast how long a draft waits for approval before it expires
 */
public record ReplyPolicy(
        Map<Intent, Action> intents,
        Map<Sentiment, Action> others,
        double sure,
        double sureToAnswer,
        int perHour,
        int perThread,
        Duration draftsLast) {

    /** What may be done about a reply. */
    public enum Action {
        /** It is answered at once, within the caps; beyond them a draft is written. */
        AUTOMATIC,
        /** An answer is drafted and waits for a person's approval. */
        DRAFT,
        /** It waits for a person. */
        HUMAN,
        /** All sequences of the lead stop, and nobody answers. */
        STOP
    }

    /**
     * What is to be done, and why.
     *
     * @param action what
     * @param reason why, in one line
     */
    public record Decision(Action action, String reason) {

        /** Checks. */
        public Decision {
            requireNonNull(action, "action");
            requireNonNull(reason, "reason");
        }
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if an intent or sentiment has no entry or a number is out of its range
     */
    public ReplyPolicy {
        intents = Map.copyOf(intents);
        others = Map.copyOf(others);
        for (Intent intent : Intent.values()) {
            if (intent != Intent.OTHER && intent != Intent.UNSUBSCRIBE && !intents.containsKey(intent)) {
                throw new IllegalArgumentException("the reply policy says nothing about " + intent);
            }
        }
        for (Sentiment sentiment : Sentiment.values()) {
            if (!others.containsKey(sentiment)) {
                throw new IllegalArgumentException(
                        "the reply policy says nothing about other replies that are " + sentiment);
            }
        }
        if (!(sure >= 0.0 && sure <= 1.0)) {
            throw new IllegalArgumentException("the least confidence must be 0.0 to 1.0, was " + sure);
        }
        if (!(sureToAnswer >= sure && sureToAnswer <= 1.0)) {
            throw new IllegalArgumentException(
                    "the least confidence for an automatic answer must be " + sure + " to 1.0, was " + sureToAnswer);
        }
        if (perHour < 0 || perThread < 0 || draftsLast.isNegative() || draftsLast.isZero()) {
            throw new IllegalArgumentException("caps must be 0 or more, and drafts must last for some time");
        }
    }

    /**
     * The default: drafts for those who are interested, ask, want to meet or name somebody else; a stop for those who say
     * no or are the wrong person; a human for everything else. Nothing is answered without approval. A classifier is
     * believed from 0.6 on, and for automatic answers from 0.8 on; at most one automatic answer an hour and three a lead; drafts
     * last for three days.
     *
     * @return the policy
     */
    public static ReplyPolicy careful() {
        Map<Intent, Action> intents = new EnumMap<>(Intent.class);
        intents.put(Intent.INTERESTED, Action.DRAFT);
        intents.put(Intent.NEED_MORE_INFO, Action.DRAFT);
        intents.put(Intent.READY_TO_MEET, Action.DRAFT);
        intents.put(Intent.REFERRAL, Action.DRAFT);
        intents.put(Intent.NOT_INTERESTED, Action.STOP);
        intents.put(Intent.WRONG_PERSON, Action.STOP);
        intents.put(Intent.OUT_OF_OFFICE, Action.HUMAN);
        Map<Sentiment, Action> others = new EnumMap<>(Sentiment.class);
        for (Sentiment sentiment : Sentiment.values()) {
            others.put(sentiment, Action.HUMAN);
        }
        return new ReplyPolicy(intents, others, 0.6, 0.8, 1, 3, Duration.ofDays(3));
    }

    /**
     * This policy with another action for an intent.
     *
     * @param intent the intent; not {@link Intent#UNSUBSCRIBE}, which always stops, nor {@link Intent#OTHER}
     * @param action what is done
     * @return a changed copy
     */
    public ReplyPolicy on(Intent intent, Action action) {
        if (intent == Intent.UNSUBSCRIBE || intent == Intent.OTHER) {
            throw new IllegalArgumentException(
                    intent == Intent.OTHER
                            ? "what is done about OTHER depends on the tone: say on(Sentiment, Action)"
                            : "an opt-out always stops and is confirmed to nobody");
        }
        Map<Intent, Action> changed = new EnumMap<>(intents);
        changed.put(intent, action);
        return new ReplyPolicy(changed, others, sure, sureToAnswer, perHour, perThread, draftsLast);
    }

    /**
     * This policy with another action for replies of no known intent.
     *
     * @param sentiment their tone
     * @param action what is done
     * @return a changed copy
     */
    public ReplyPolicy on(Sentiment sentiment, Action action) {
        Map<Sentiment, Action> changed = new EnumMap<>(others);
        changed.put(sentiment, action);
        return new ReplyPolicy(intents, changed, sure, sureToAnswer, perHour, perThread, draftsLast);
    }

    /**
     * This policy with another least confidence. That for automatic answers is raised to it if it was lower.
     *
     * @param confidence 0.0 to 1.0; below it a human looks
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of its range
     */
    public ReplyPolicy sureFrom(double confidence) {
        double forAnswers = Math.max(confidence, sureToAnswer);
        return new ReplyPolicy(intents, others, confidence, forAnswers, perHour, perThread, draftsLast);
    }

    /**
     * This policy with another least confidence for automatic answers.
     *
     * @param confidence {@link #sure()} to 1.0; below it a draft is written instead
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of its range
     */
    public ReplyPolicy automaticFrom(double confidence) {
        return new ReplyPolicy(intents, others, sure, confidence, perHour, perThread, draftsLast);
    }

    /**
     * This policy with other caps on automatic answers to one lead.
     *
     * @param anHour the most in an hour, at least 0
     * @param altogether the most altogether, at least 0
     * @return a changed copy
     */
    public ReplyPolicy caps(int anHour, int altogether) {
        return new ReplyPolicy(intents, others, sure, sureToAnswer, anHour, altogether, draftsLast);
    }

    /**
     * This policy with another life for drafts.
     *
     * @param life how long a draft waits for approval
     * @return a changed copy
     */
    public ReplyPolicy draftsLast(Duration life) {
        return new ReplyPolicy(intents, others, sure, sureToAnswer, perHour, perThread, life);
    }

    /**
     * What is to be done about a reply. The caps are not looked at here.
     *
     * @param reply what the classifier made of it
     * @return the action and why
     */
    public Decision decide(ReplyAnalysis reply) {
        if (reply.confidence() < sure) {
            return new Decision(Action.HUMAN, "the classifier is not sure (" + reply.confidence() + ")");
        }
        if (reply.intent() == Intent.UNSUBSCRIBE) {
            return new Decision(Action.STOP, "the person asked not to be written to");
        }
        if (reply.requiresHuman()) {
            return new Decision(Action.HUMAN, "its content asks for a person");
        }
        Action action = reply.intent() == Intent.OTHER
                ? others.getOrDefault(reply.sentiment(), Action.HUMAN)
                : intents.getOrDefault(reply.intent(), Action.HUMAN);
        boolean answers = action == Action.AUTOMATIC || action == Action.DRAFT;
        if (answers && reply.sentiment() == Sentiment.NEGATIVE) {
            return new Decision(Action.HUMAN, "its tone is negative and its intent " + reply.intent());
        }
        if (action == Action.STOP && reply.sentiment() == Sentiment.POSITIVE) {
            return new Decision(Action.HUMAN, "its tone is positive and its intent " + reply.intent());
        }
        if (action == Action.AUTOMATIC && reply.confidence() < sureToAnswer) {
            return new Decision(
                    Action.DRAFT,
                    "the classifier is not sure enough for an automatic answer (" + reply.confidence() + ")");
        }
        return new Decision(action, "the reply policy for " + reply.intent());
    }
}
