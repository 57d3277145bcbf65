package dev.sdr.llm;

import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import java.util.Locale;
import java.util.Optional;

/** The kinds of answers, each with a prompt of its own. */
enum Branch {
    POSITIVE,
    CLARIFICATION,
    MEETING,
    OBJECTION,
    NOT_INTERESTED,
    NEUTRAL,
    REFERRAL;

    /** The kind of answer to a reply; none where a person answers or nobody does. */
    static Optional<Branch> of(ReplyAnalysis analysis) {
        boolean negative = analysis.sentiment() == Sentiment.NEGATIVE;
        return switch (analysis.intent()) {
            case INTERESTED -> Optional.of(negative ? OBJECTION : POSITIVE);
            case NEED_MORE_INFO -> Optional.of(negative ? OBJECTION : CLARIFICATION);
            case READY_TO_MEET -> Optional.of(negative ? OBJECTION : MEETING);
            case NOT_INTERESTED -> Optional.of(NOT_INTERESTED);
            case REFERRAL -> Optional.of(REFERRAL);
            case OTHER -> Optional.of(other(analysis.sentiment()));
            case UNSUBSCRIBE, OUT_OF_OFFICE, WRONG_PERSON -> Optional.empty();
        };
    }

    private static Branch other(Sentiment sentiment) {
        return switch (sentiment) {
            case POSITIVE -> POSITIVE;
            case NEGATIVE -> OBJECTION;
            case QUESTION -> CLARIFICATION;
            case NEUTRAL -> NEUTRAL;
        };
    }

    String prompt() {
        return "answer-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
