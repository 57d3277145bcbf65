package dev.sdr.reply;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What a classifier made of one reply.
 *
 * @param sentiment its tone
 * @param intent what its author wants
 * @param requiresHuman whether its content asks for a person
 * @param urgency how soon
 * @param confidence how sure the classifier is, from 0.0 (a guess) to 1.0 (certain), both included
 * @param reason one line for a person who reviews the decision; empty if the classifier gave none
 * @param returnDate the first day back of an author who is away, if the reply gives one
 * @param referTo whom the reply names instead of its author: the address if it gives one, else the full name
 */
public record ReplyAnalysis(
        Sentiment sentiment,
        Intent intent,
        boolean requiresHuman,
        Urgency urgency,
        double confidence,
        String reason,
        Optional<LocalDate> returnDate,
        Optional<String> referTo) {

    /** Tone. */
    public enum Sentiment {
        /** Friendly or agreeing. */
        POSITIVE,
        /** Refusing or annoyed. */
        NEGATIVE,
        /** Neither. */
        NEUTRAL,
        /** A question above all. */
        QUESTION
    }

    /** What the author wants. */
    public enum Intent {
        /** Shows interest. */
        INTERESTED,
        /** Says no. */
        NOT_INTERESTED,
        /** Wants to know more. */
        NEED_MORE_INFO,
        /** Wants to meet. */
        READY_TO_MEET,
        /** Wants no more mail. */
        UNSUBSCRIBE,
        /** Is away. */
        OUT_OF_OFFICE,
        /** Is not the right person. */
        WRONG_PERSON,
        /** Names somebody else to write to. */
        REFERRAL,
        /** Anything else. */
        OTHER
    }

    /** How soon. */
    public enum Urgency {
        /** Today. */
        HIGH,
        /** Soon. */
        MEDIUM,
        /** Whenever. */
        LOW
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the confidence is not in 0.0 to 1.0
     */
    public ReplyAnalysis {
        requireNonNull(sentiment, "sentiment");
        requireNonNull(intent, "intent");
        requireNonNull(urgency, "urgency");
        if (!(confidence >= 0.0 && confidence <= 1.0)) { // written so that NaN fails too
            throw new IllegalArgumentException("confidence must be in 0.0 to 1.0, was " + confidence);
        }
        reason = reason.strip();
        requireNonNull(returnDate, "returnDate");
        requireNonNull(referTo, "referTo");
    }

    /**
     * An analysis that names neither a date nor a person.
     *
     * @param sentiment its tone
     * @param intent what its author wants
     * @param requiresHuman whether its content asks for a person
     * @param urgency how soon
     * @param confidence how sure the classifier is, from 0.0 to 1.0
     * @param reason one line for a person who reviews the decision, or empty
     * @throws IllegalArgumentException if the confidence is not in 0.0 to 1.0
     */
    public ReplyAnalysis(
            Sentiment sentiment,
            Intent intent,
            boolean requiresHuman,
            Urgency urgency,
            double confidence,
            String reason) {
        this(sentiment, intent, requiresHuman, urgency, confidence, reason, Optional.empty(), Optional.empty());
    }

    /**
     * The same with a date of return.
     *
     * @param day the first day back, if known
     * @return a copy
     */
    public ReplyAnalysis withReturnDate(Optional<LocalDate> day) {
        return new ReplyAnalysis(sentiment, intent, requiresHuman, urgency, confidence, reason, day, referTo);
    }

    /**
     * The same with a person to write to instead.
     *
     * @param person an address or a full name, if one is named
     * @return a copy
     */
    public ReplyAnalysis withReferTo(Optional<String> person) {
        return new ReplyAnalysis(sentiment, intent, requiresHuman, urgency, confidence, reason, returnDate, person);
    }
}
