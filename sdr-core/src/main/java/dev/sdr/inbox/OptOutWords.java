package dev.sdr.inbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person who asks, in words, not to be written to; on newly written text only, never on our own quoted footer. */
final class OptOutWords {

    private static final int SHORT = 40;

    /** The whole message is a word or two that mean stop. */
    private static final Pattern ALONE = Pattern.compile(
            "(?iu)^\\W*(?:please\\s+)?(?:stop|stopp|unsubscribe|remove(?: me)?|opt[ -]?out|abmelden|abbestellen"
                    + "|désabonner|désinscription|désinscrire|baja|darse de baja|descadastrar|remover|cancella(?:re|mi)?|disiscriv\\w+|uitschrijven|afmelden)(?:\\s+(?:please|bitte|merci|por favor|per favore|graag|it|this|me|thanks|thank you))?\\W*$");

    private static final Pattern PHRASE = Pattern.compile("(?iu)\\b(?:"
            + "unsubscribe (?:me|us|from)|(?:please|kindly) unsubscribe"
            + "|(?:remove|delete|take) (?:me|us|my (?:name|e-?mail|address)[\\w -]{0,20}|our (?:e-?mail|address)[\\w -]{0,20}) (?:from|off|out of)"
            + "|(?:please|kindly) (?:remove|delete) (?:me|my)\\b"
            + "|stop (?:e-?mailing|mailing|writing|contacting|messaging|sending|spamming|bothering)\\b"
            + "|(?:do not|don't|dont|never) (?:ever )?(?:e-?mail|write(?: to)?|contact|message|spam|send) (?:me|us|this|anything|any more|again)"
            + "|(?:do not|don't|no longer) (?:wish|want) to (?:receive|be contacted|hear)"
            + "|(?:do not|don't) want (?:any more|more|your|these|further) (?:e-?mails?|messages?|mails?)"
            + "|no (?:more|further) (?:e-?mails?|messages?|mails?|contact)\\b"
            + "|take me off|opt(?:ing)? (?:me )?out|leave me alone|not contact (?:me|us) (?:again|any ?more)"
            + "|keine (?:weiteren |weitere )?(?:e-?mails?|mails|nachrichten|werbung)|(?:bitte )?(?:nicht mehr|nie wieder) (?:anschreiben|kontaktieren|schreiben)"
            + "|(?:löschen|entfernen|streichen) sie (?:mich|meine)|aus (?:ihrem|eurem|dem) verteiler|(?:melden|tragen) sie mich (?:ab|aus)"
            + "|ne (?:plus |me |m')(?:plus )?(?:m'|me )?(?:écri\\w+|contact\\w+|envoy\\w+)|cessez de|arrêtez de m|retirez[- ]moi|supprimez (?:mon|mes|moi)|désabonnez[- ]moi|me désinscrire"
            + "|no (?:me )?(?:vuelvan? a )?(?:escrib\\w+|contact\\w+|env[ií]\\w+)(?:me)? (?:más|mas|nunca)|no quiero recibir|elim[ií]n\\w+ de (?:su|la|tu) lista|d[ae]rme de baja|dejen? de (?:escrib|env)\\w+"
            + "|não (?:quero|desejo) (?:mais )?receber|não me (?:envie|escreva|contate|mande)\\w* mais|remov\\w+ (?:me|meu|o meu)|parem? de (?:enviar|mandar)|me (?:remova|retire|tire)\\b"
            + "|non (?:mi )?(?:scriv\\w+|contatt\\w+|invi\\w+)(?:mi)? più|non (?:voglio|desidero) (?:più )?ricevere|(?:cancell|rimuov|togli)\\w*mi\\b|smett\\w+ di"
            + "|(?:niet|geen) (?:meer )?(?:mailen|e-?mails?|berichten|contact)(?: meer| meer sturen)?|stop met (?:mailen|sturen)|schrijf (?:mij|me) (?:niet meer|uit)|verwijder (?:mij|me|mijn)"
            + ")");

    /** What turns a phrase round: "please don't stop", "not saying stop", "how do your clients unsubscribe?". */
    private static final Pattern NEGATED =
            Pattern.compile("(?iu)(?:don't|do not|never|nicht|pas|no)\\s+(?:ever\\s+)?$");

    private OptOutWords() {}

    static Optional<Verdict> find(InboundMail mail, String newText) {
        String text = newText.strip();
        String first = text.lines().findFirst().orElse("").strip();
        if ((text.length() <= SHORT && ALONE.matcher(text).matches())
                || ALONE.matcher(first).matches()) {
            return Optional.of(Verdict.of(Verdict.Kind.OPT_OUT, "the mail says \"" + first + "\""));
        }
        if (text.isEmpty() && ALONE.matcher(mail.subject()).matches()) {
            return Optional.of(Verdict.of(Verdict.Kind.OPT_OUT, "the subject says \"" + mail.subject() + "\""));
        }
        Matcher matcher = PHRASE.matcher(text.length() > 20_000 ? text.substring(0, 20_000) : text);
        while (matcher.find()) {
            String before = text.substring(Math.max(0, matcher.start() - 15), matcher.start());
            int lineEnd = text.indexOf('\n', matcher.end());
            String after = text.substring(matcher.end(), lineEnd < 0 ? text.length() : lineEnd);
            boolean question = after.length() < 60 && after.strip().endsWith("?");
            if (!NEGATED.matcher(before).find() && !question) {
                return Optional.of(Verdict.of(Verdict.Kind.OPT_OUT, "the mail says \"" + matcher.group() + "\""));
            }
        }
        return Optional.empty();
    }
}
