package dev.sdr.reply;

import static dev.sdr.reply.Signal.*;

import dev.sdr.reply.ReplyAnalysis.Intent;
import java.util.Optional;

/**
 * The table that makes an intent of signals: the rules in their order, the first that holds decides. Confidence is high
 * where nothing speaks against the rule, lower where something does, and low where the rule is a guess.
 */
final class IntentRules {

    private static final double SURE = 0.95;
    private static final double LIKELY = 0.9;
    private static final double MIXED = 0.7;
    private static final double WEAK = 0.55;
    private static final double GUESS = 0.3;

    private static final int FEW_WORDS = 14;

    /** Of less nothing can be guessed. */
    private static final int FEW_WORDS_AT_ALL = 3;

    private final Signals signals;
    private final boolean automatic;
    private final Optional<String> person;

    private IntentRules(Signals signals, boolean automatic, Optional<String> person) {
        this.signals = signals;
        this.automatic = automatic;
        this.person = person;
    }

    /**
     * Decides.
     *
     * @param signals what stands in the reply, which holds no opt-out
     * @param automatic whether its subject says that a machine wrote it
     * @param person the colleague it names, if any
     */
    static Verdict decide(Signals signals, boolean automatic, Optional<String> person) {
        IntentRules rules = new IntentRules(signals, automatic, person);
        return rules.machine()
                .or(rules::handedOn)
                .or(rules::refusal)
                .or(rules::meeting)
                .or(rules::interest)
                .or(rules::question)
                .or(rules::other)
                .orElseGet(rules::guess);
    }

    private Optional<Verdict> machine() {
        boolean gone = signals.has(LEFT) && (automatic || !signals.has(AWAY));
        if (automatic && gone) {
            return person.isPresent() ? is(Intent.REFERRAL, LIKELY, LEFT) : is(Intent.OTHER, LIKELY, LEFT);
        }
        boolean receipt = signals.count(AUTO) > 1 || (automatic && signals.has(AUTO));
        if (receipt && signals.count(AWAY) <= signals.count(AUTO)) {
            return is(Intent.OTHER, LIKELY, AUTO);
        }
        if (automatic) {
            return signals.has(AWAY)
                    ? is(Intent.OUT_OF_OFFICE, SURE, AWAY)
                    : Optional.of(new Verdict(Intent.OUT_OF_OFFICE, MIXED, "the subject of an automatic reply"));
        }
        if (!signals.has(AWAY)) {
            return Optional.empty();
        }
        boolean answersToo = signals.has(MEET, YES, LATER, NO, HAVE, ASK);
        if (!answersToo) {
            return is(Intent.OUT_OF_OFFICE, LIKELY, AWAY);
        }
        return signals.count(AWAY) > 1 && !signals.has(NO, YES)
                ? is(Intent.OUT_OF_OFFICE, MIXED, AWAY)
                : Optional.empty();
    }

    /** Somebody else is to be written to, or the author is not the one. */
    private Optional<Verdict> handedOn() {
        boolean refers = signals.has(REFER);
        boolean meets = signals.has(MEET) && signals.first(MEET) < signals.first(REFER, WRONG, LEFT);
        if (person.isPresent() && !meets && (refers || signals.has(WRONG, LEFT))) {
            boolean against = signals.has(NO, HAVE, MEET, LATER) && !signals.has(WRONG, LEFT);
            return is(Intent.REFERRAL, against ? MIXED : LIKELY, REFER, WRONG, LEFT);
        }
        boolean addressOnly = person.isPresent() && person.get().contains("@") && signals.size() <= FEW_WORDS;
        if (addressOnly && !signals.has(MEET, ASK, INFO, YES)) {
            return Optional.of(new Verdict(Intent.REFERRAL, MIXED, "an address of somebody else"));
        }
        if (signals.has(WRONG, LEFT) && !signals.has(YES, MEET, LATER)) {
            boolean against = signals.has(ASK, NO, HAVE, NOTNOW) || refers;
            return is(Intent.WRONG_PERSON, against ? MIXED : LIKELY, WRONG, LEFT);
        }
        if (refers && !signals.has(YES, MEET, LATER, NO, HAVE, NOTNOW, ASK, INFO)) {
            return is(Intent.REFERRAL, WEAK, REFER);
        }
        return Optional.empty();
    }

    private Optional<Verdict> refusal() {
        boolean invited = signals.last(LATER) > signals.last(NO, HAVE, NOTNOW, BRUSH);
        if (signals.has(NO) && !invited) {
            boolean mixed = signals.has(YES, MEET, LATER) || signals.last(ASK, INFO) > signals.last(NO);
            return is(Intent.NOT_INTERESTED, mixed ? MIXED : SURE, NO);
        }
        if (signals.has(BRUSH) && !invited && !signals.has(MEET) && signals.last(YES, ASK) < signals.last(BRUSH)) {
            return is(Intent.NOT_INTERESTED, signals.has(YES, ASK) ? MIXED : LIKELY, BRUSH);
        }
        if (!signals.has(HAVE, NOTNOW) || invited) {
            return Optional.empty();
        }
        int positive = signals.last(YES, MEET, ASK, INFO, NEXT);
        if (positive > signals.last(HAVE, NOTNOW)) {
            return Optional.empty();
        }
        return is(Intent.NOT_INTERESTED, positive < 0 && !signals.has(PRAISE) ? LIKELY : MIXED, HAVE, NOTNOW);
    }

    private Optional<Verdict> meeting() {
        if (!signals.has(MEET)) {
            return Optional.empty();
        }
        boolean later = signals.has(LATER) && signals.last(LATER) > signals.last(MEET);
        boolean asksMore = signals.last(ASK, INFO) > signals.last(MEET) && signals.count(MEET) < 2;
        if (later || asksMore) {
            return Optional.empty();
        }
        return is(Intent.READY_TO_MEET, signals.has(NO, HAVE, NOTNOW, ASK, LATER) ? MIXED : LIKELY, MEET);
    }

    private Optional<Verdict> interest() {
        boolean against = signals.has(NO, HAVE, NOTNOW, WRONG);
        if (signals.has(LATER)) {
            return is(Intent.INTERESTED, signals.has(NO, BRUSH) ? MIXED : LIKELY, LATER);
        }
        if (signals.has(YES) && !signals.has(ASK)) {
            return is(Intent.INTERESTED, against || signals.has(MEET, REFER) ? MIXED : LIKELY, YES);
        }
        if (signals.has(YES) && signals.last(YES) > signals.last(ASK) && !signals.asks()) {
            return is(Intent.INTERESTED, MIXED, YES);
        }
        if (signals.has(NEXT) && !signals.has(ASK)) {
            return is(Intent.INTERESTED, MIXED, NEXT);
        }
        return Optional.empty();
    }

    private Optional<Verdict> question() {
        if (!signals.has(ASK, INFO) || signals.count(PITCH) > 1) {
            return Optional.empty();
        }
        boolean plain = signals.asks() || signals.has(INFO);
        boolean against = signals.has(HAVE, NOTNOW, NO, WRONG, MEET, PITCH, SMALL);
        return is(Intent.NEED_MORE_INFO, !plain ? WEAK : against ? MIXED : LIKELY, ASK, INFO);
    }

    private Optional<Verdict> other() {
        if (signals.has(PITCH, INJECT)) {
            return is(Intent.OTHER, signals.has(INJECT) ? LIKELY : MIXED, INJECT, PITCH);
        }
        if (signals.has(MEET)) {
            return is(Intent.READY_TO_MEET, MIXED, MEET);
        }
        if (signals.has(SMALL, AUTO)) {
            return is(Intent.OTHER, MIXED, SMALL, AUTO);
        }
        return signals.has(PRAISE) ? is(Intent.INTERESTED, WEAK, PRAISE) : Optional.empty();
    }

    private Verdict guess() {
        if (signals.asks() && signals.size() > 1) {
            return new Verdict(Intent.NEED_MORE_INFO, WEAK, "a question mark");
        }
        return signals.size() < FEW_WORDS_AT_ALL
                ? new Verdict(Intent.OTHER, GUESS, "no known phrase")
                : new Verdict(Intent.NOT_INTERESTED, GUESS, "no known phrase, and most who write so decline");
    }

    private Optional<Verdict> is(Intent intent, double confidence, Signal... because) {
        return Optional.of(
                new Verdict(intent, confidence, signals.words(because).orElse("")));
    }
}
