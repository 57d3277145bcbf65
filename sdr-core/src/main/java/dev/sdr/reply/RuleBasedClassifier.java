package dev.sdr.reply;

import dev.sdr.inbox.OptOutWords;
import dev.sdr.inbox.Referral;
import dev.sdr.inbox.ReplyText;
import dev.sdr.inbox.ReturnDate;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The built-in classifier: phrases of English, German, French, Spanish, Portuguese, Italian and Dutch, and a table of rules
 * over them. Needs no network and never fails. Of a text the first 20,000 characters are read, in time linear in them.
 *
 * <p>A wish not to be written to beats everything else, and a refusal beats interest. The reason names the words the
 * analysis rests on. Confidence is 0.9 or more where phrases are clear and nothing speaks against them, near 0.7 where
 * something does, and 0.55 or less where the intent is a guess.
 */
public final class RuleBasedClassifier implements Classifier {

    private static final int LONGEST = 20_000;

    private static final double CLEAR = 0.97;

    private static final double SURE = 0.95;

    /** An invitation for later is no matter of weeks from here on. */
    private static final int FAR = 75;
    /** A meeting this near is urgent. */
    private static final int NEAR = 3;

    private static final Pattern COMMENT = Pattern.compile("<!--[^>]{0,2000}-->");

    private static final Pattern AUTOMATIC = Pattern.compile("(?iu)^\\W{0,3}(?:auto(?:matic|mated)?[ -]?"
            + "(?:reply|response|message|answer)?\\s?:|automatic (?:reply|response|message)|auto[- ]?(?:reply|response)"
            + "|out of (?:the )?office|ooo\\b|oof\\b|away from|abwesen|automatische antwort|autoantwort"
            + "|r[eé]ponse automatique|absence\\b|absent|message d.absence|respuesta autom|fuera de (?:la )?oficina"
            + "|resposta autom|fora do escrit|aus[eê]ncia|risposta automatica|fuori (?:ufficio|sede)|assenza"
            + "|automatisch (?:antwoord|bericht)|afwezig|niet aanwezig)");

    /** What calendars write when an invitation was answered. */
    private static final Pattern CALENDAR = Pattern.compile(
            "(?iu)^(?:accepted|declined|tentative(?:ly accepted)?|cancell?ed|updated invitation|zugesagt"
                    + "|angenommen|abgelehnt|abgesagt|mit vorbehalt|accept[ée]e?|refus[ée]e?|annul[ée]e?|provisoire|aceptado"
                    + "|aceptada|rechazado|rechazada|cancelad[oa]|aceit[eo]|recusad[oa]|accettato|rifiutato|annullato"
                    + "|geaccepteerd|afgewezen|geannuleerd|voorlopig)\\s?:");

    private static final Set<Intent> MEETINGS = EnumSet.of(Intent.READY_TO_MEET, Intent.INTERESTED);

    /** Creates the classifier. */
    public RuleBasedClassifier() {}

    @Override
    public String version() {
        return "rules-3";
    }

    /** It reads the text in this process. */
    @Override
    public boolean sharesText() {
        return false;
    }

    @Override
    public ReplyAnalysis classify(ReplyContext reply) {
        String whole = ReplyText.withoutQuotes(reply.newText());
        String read = whole.length() > LONGEST ? whole.substring(0, LONGEST) : whole;
        String text = COMMENT.matcher(read).replaceAll(" ");
        Signals signals = Signals.of(text);
        LocalDate today = reply.receivedAt().atZone(ZoneOffset.UTC).toLocalDate();
        boolean automatic = AUTOMATIC.matcher(reply.subject()).find();
        Optional<String> person = Referral.find(text);
        Verdict verdict = OptOutWords.find(reply.subject(), text)
                .map(words -> new Verdict(Intent.UNSUBSCRIBE, CLEAR, words))
                .orElseGet(() -> CALENDAR.matcher(reply.subject()).find()
                        ? new Verdict(Intent.OTHER, SURE, "a calendar's answer")
                        : IntentRules.decide(signals, automatic, person));
        Intent intent = verdict.intent();
        boolean away = intent == Intent.OUT_OF_OFFICE;
        return new ReplyAnalysis(
                sentiment(intent, signals),
                intent,
                forAPerson(intent, signals, text),
                urgency(intent, signals, text, today),
                verdict.confidence(),
                intent.name().toLowerCase(Locale.ROOT) + ": \"" + verdict.why() + "\"",
                away ? ReturnDate.find(reply.subject() + "\n" + text, today) : Optional.empty(),
                intent == Intent.NOT_INTERESTED || intent == Intent.NEED_MORE_INFO ? Optional.empty() : person);
    }

    private static Sentiment sentiment(Intent intent, Signals signals) {
        boolean warm = signals.has(Signal.YES, Signal.PRAISE, Signal.MEET);
        return switch (intent) {
            case INTERESTED, READY_TO_MEET -> Sentiment.POSITIVE;
            case NOT_INTERESTED -> Sentiment.NEGATIVE;
            case NEED_MORE_INFO -> Sentiment.QUESTION;
            case UNSUBSCRIBE ->
                signals.has(Signal.MEET) && !signals.has(Signal.NO, Signal.WRONG)
                        ? Sentiment.POSITIVE
                        : Sentiment.NEGATIVE;
            case REFERRAL -> warm ? Sentiment.POSITIVE : Sentiment.NEUTRAL;
            case OTHER -> signals.asks() ? Sentiment.QUESTION : Sentiment.NEUTRAL;
            case OUT_OF_OFFICE, WRONG_PERSON -> Sentiment.NEUTRAL;
        };
    }

    private static boolean forAPerson(Intent intent, Signals signals, String text) {
        if (MachineQuestion.find(text).isPresent()) {
            return true;
        }
        if (intent == Intent.OUT_OF_OFFICE) {
            return false;
        }
        boolean content = signals.has(Signal.LEGAL, Signal.ANGRY, Signal.ORIGIN, Signal.INJECT);
        boolean question = signals.has(Signal.HAGGLE, Signal.PAPERS, Signal.FACTS)
                && (intent == Intent.NEED_MORE_INFO || MEETINGS.contains(intent));
        boolean meeting = signals.has(Signal.PHONE, Signal.VISIT) && MEETINGS.contains(intent);
        return content || question || meeting;
    }

    private static Urgency urgency(Intent intent, Signals signals, String text, LocalDate today) {
        return switch (intent) {
            case UNSUBSCRIBE -> signals.has(Signal.LEGAL) ? Urgency.HIGH : Urgency.MEDIUM;
            case READY_TO_MEET -> byDay(Nearness.days(text, today));
            case NEED_MORE_INFO -> within(Nearness.deadline(text, today), NEAR) ? Urgency.HIGH : Urgency.MEDIUM;
            case INTERESTED -> {
                OptionalLong days = Nearness.days(text, today);
                boolean far = signals.has(Signal.LATER) && days.isPresent() && days.getAsLong() > FAR;
                yield far ? Urgency.LOW : Urgency.MEDIUM;
            }
            case REFERRAL -> Urgency.MEDIUM;
            case NOT_INTERESTED, OUT_OF_OFFICE, WRONG_PERSON, OTHER -> Urgency.LOW;
        };
    }

    private static Urgency byDay(OptionalLong days) {
        return within(days, NEAR)
                ? Urgency.HIGH
                : days.isPresent() && days.getAsLong() > FAR ? Urgency.LOW : Urgency.MEDIUM;
    }

    private static boolean within(OptionalLong days, int most) {
        return days.isPresent() && days.getAsLong() <= most;
    }
}
