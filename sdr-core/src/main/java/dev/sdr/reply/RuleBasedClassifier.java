package dev.sdr.reply;

import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The built-in classifier: words and phrases, English first, with the commonest of German, French and Spanish. Needs no
 * network and never fails. Its confidence is low on purpose: 0.5 to 0.8 where a phrase was found, 0.2 where none was.
 */
public final class RuleBasedClassifier implements Classifier {

    private static final int LONGEST = 20_000;

    private record Rule(Intent intent, Sentiment sentiment, Urgency urgency, double confidence, Pattern words) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    Intent.UNSUBSCRIBE,
                    Sentiment.NEGATIVE,
                    Urgency.HIGH,
                    0.8,
                    "unsubscribe|take me off|remove me from|stop (?:e-?mailing|contacting|writing)|opt out"),
            rule(
                    Intent.OUT_OF_OFFICE,
                    Sentiment.NEUTRAL,
                    Urgency.LOW,
                    0.6,
                    "(?:i am|i'm) (?:currently )?out of (?:the )?office|on (?:annual|parental) leave|im urlaub|en congés?"),
            rule(
                    Intent.NOT_INTERESTED,
                    Sentiment.NEGATIVE,
                    Urgency.LOW,
                    0.75,
                    "not interested|no(?:,)? thank|no thanks|not (?:a )?(?:good )?fit|not (?:looking|in the market)|not (?:a priority|right now|at this time|for us)"
                            + "|we(?:'re| are) (?:all set|happy with|good)|already (?:have|use|work with)|don't need|do not need|pass on this|i'll pass|kein interesse|kein bedarf"
                            + "|pas intéressé|no (?:me|nos) interesa|no estamos interesados"),
            rule(
                    Intent.REFERRAL,
                    Sentiment.NEUTRAL,
                    Urgency.MEDIUM,
                    0.65,
                    "(?:you should|please|better to|best to) (?:talk|speak|reach out|write|contact)(?: to| with)?|(?:loop|cc)(?:ing|ed)? in|copying (?:in )?|adding .{2,40} (?:to this|here)|right person (?:is|would be)|wenden sie sich an|contactez"),
            rule(
                    Intent.WRONG_PERSON,
                    Sentiment.NEUTRAL,
                    Urgency.MEDIUM,
                    0.7,
                    "wrong person|not the right (?:person|contact)|no longer (?:with|work|at)|don't handle|do not handle|not my (?:area|department|job|role)|not responsible|left the company|falscher ansprechpartner|nicht zuständig"),
            rule(
                    Intent.READY_TO_MEET,
                    Sentiment.POSITIVE,
                    Urgency.HIGH,
                    0.75,
                    "(?:book|schedule|set up|arrange|have) (?:a |some )?(?:time|call|meeting|chat|demo)|let'?s (?:talk|meet|chat|speak|do)|free (?:on|next|this)|available (?:on|next|this)|calendar|calendly"
                            + "|(?:call|meeting|demo) (?:next|this|on|tomorrow)|works for me|termin|rendez-vous|agendar|reunión"),
            rule(
                    Intent.INTERESTED,
                    Sentiment.POSITIVE,
                    Urgency.MEDIUM,
                    0.7,
                    "(?:i(?:'m| am)|we(?:'re| are)) (?:very |quite |definitely )?interested|sounds (?:good|great|interesting)|tell me more|love to|would like to (?:know|learn|hear|see)|looks (?:good|great|interesting)|count me in|yes,? please|klingt (?:gut|interessant)|interessiert|ça m'intéresse|me interesa"),
            rule(
                    Intent.NEED_MORE_INFO,
                    Sentiment.QUESTION,
                    Urgency.MEDIUM,
                    0.6,
                    "(?:more|further|additional) (?:info|information|details)|how (?:much|does|do|is|are|would)|what (?:is|are|does|do|would)|pricing|price|cost|send (?:me|us|over)|can you (?:explain|share|send)|could you (?:explain|share|send)"
                            + "|wie viel|was kostet|combien|cuánto|\\?\\s*$"));

    private static final Set<Intent> NO_ANSWER_NEEDED =
            Set.of(Intent.NOT_INTERESTED, Intent.UNSUBSCRIBE, Intent.OUT_OF_OFFICE);

    private static final Pattern FOR_A_PERSON = Pattern.compile(
            "(?iu)legal|lawyer|attorney|gdpr|dsgvo|privacy|data protection|complain|contract|security review|soc ?2|invoice|refund|procurement|angry|unacceptable|report you|spam"
                    + "|where did you get|how did you get my");

    /** Creates the classifier. */
    public RuleBasedClassifier() {}

    private static Rule rule(Intent intent, Sentiment sentiment, Urgency urgency, double confidence, String words) {
        Pattern pattern = Pattern.compile("(?ium)(?:^|\\W)(?:" + words + ")");
        return new Rule(intent, sentiment, urgency, confidence, pattern);
    }

    @Override
    public ReplyAnalysis classify(ReplyContext reply) {
        String text = reply.newText().length() > LONGEST ? reply.newText().substring(0, LONGEST) : reply.newText();
        boolean person = FOR_A_PERSON.matcher(text).find();
        for (Rule rule : RULES) {
            Matcher matcher = rule.words().matcher(text);
            if (matcher.find()) {
                boolean human = person || !NO_ANSWER_NEEDED.contains(rule.intent());
                return new ReplyAnalysis(
                        rule.sentiment(),
                        rule.intent(),
                        human,
                        rule.urgency(),
                        person ? Math.min(0.5, rule.confidence()) : rule.confidence(),
                        "it says \"" + matcher.group().strip().replaceAll("\\s+", " ") + "\"");
            }
        }
        return new ReplyAnalysis(
                Sentiment.NEUTRAL, Intent.OTHER, true, Urgency.MEDIUM, 0.2, "no known phrase was found");
    }
}
