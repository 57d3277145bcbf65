package dev.sdr.llm;

import dev.sdr.inbox.ReturnDate;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.reply.ReplyContext;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Puts together what the rules and a model say of one reply. The model can only make it stricter: a person looks if either
 * wants it, and where they disagree about whether the author says yes or no; then the colder reading stands. A wish to be left
 * alone is believed of both, and what the rules find urgent stays urgent.
 */
final class Merging {

    /** The rules found no phrase, and guess. */
    private static final double GUESS = 0.3;

    private static final Set<Intent> NO = EnumSet.of(Intent.NOT_INTERESTED, Intent.WRONG_PERSON);
    private static final Set<Intent> COLD =
            EnumSet.of(Intent.NOT_INTERESTED, Intent.WRONG_PERSON, Intent.OUT_OF_OFFICE, Intent.UNSUBSCRIBE);
    private static final Set<Intent> WARM = EnumSet.of(Intent.INTERESTED, Intent.READY_TO_MEET);

    private Merging() {}

    static ReplyAnalysis merged(ReplyContext reply, ReplyAnalysis rules, Reading model) {
        if (model.intent() == Intent.UNSUBSCRIBE) {
            return of(reply, rules, model, model.intent(), rules.requiresHuman() || model.requiresHuman(), "");
        }
        boolean saysNo = rules.confidence() > GUESS && COLD.contains(rules.intent());
        boolean saysYes = rules.confidence() > GUESS && WARM.contains(rules.intent());
        boolean alike =
                rules.intent() == model.intent() || (NO.contains(rules.intent()) && NO.contains(model.intent()));
        boolean disagree = (saysNo && !alike) || (saysYes && NO.contains(model.intent()));
        if (!disagree) {
            return of(reply, rules, model, model.intent(), rules.requiresHuman() || model.requiresHuman(), "");
        }
        return of(
                reply,
                rules,
                model,
                saysNo ? rules.intent() : model.intent(),
                true,
                "rules and model disagree; rules: " + rules.reason() + "; ");
    }

    private static ReplyAnalysis of(
            ReplyContext reply, ReplyAnalysis rules, Reading model, Intent intent, boolean human, String remark) {
        boolean sameTone = intent == model.intent();
        Sentiment sentiment = sameTone ? model.sentiment() : rules.sentiment();
        double confidence = remark.isEmpty() ? model.confidence() : Math.min(model.confidence(), rules.confidence());
        return new ReplyAnalysis(
                sentiment,
                intent,
                human,
                rules.urgency() == Urgency.HIGH ? Urgency.HIGH : model.urgency(),
                confidence,
                remark + model.said(),
                intent == Intent.OUT_OF_OFFICE ? rules.returnDate().or(() -> back(reply)) : Optional.empty(),
                intent == Intent.NOT_INTERESTED || intent == Intent.NEED_MORE_INFO
                        ? Optional.empty()
                        : rules.referTo().or(model::referTo));
    }

    /** The date is the rules' to find, whoever says that the author is away. */
    private static Optional<LocalDate> back(ReplyContext reply) {
        LocalDate today = reply.receivedAt().atZone(ZoneOffset.UTC).toLocalDate();
        return ReturnDate.find(reply.subject() + "\n" + reply.newText(), today);
    }

    /** The rules' reading, which a person looks at. */
    static ReplyAnalysis forAPerson(ReplyAnalysis rules, String why) {
        return new ReplyAnalysis(
                rules.sentiment(),
                rules.intent(),
                true,
                rules.urgency(),
                rules.confidence(),
                why + "; rules: " + rules.reason(),
                rules.returnDate(),
                rules.referTo());
    }
}
