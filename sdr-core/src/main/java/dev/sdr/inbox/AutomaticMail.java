package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Automatic mail by RFC 3834 and practice; out-of-office mail among it, with its return date. */
final class AutomaticMail {

    /** Subjects that vacation responders write; a person's reply keeps ours. */
    private static final Pattern AWAY_SUBJECT = Pattern.compile(
            "(?iu)^\\W*(?:(?:re|aw|sv|antw)\\s*:\\s*)?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply"
                    + "|out of (?:the )?office|ooo\\b|automatische antwort|abwesen|abwesenheitsnotiz|nicht im büro|réponse automatique|absence du bureau"
                    + "|absent\\b|respuesta automática|fuera de (?:la )?oficina|resposta automática|fora do escritório|ausência|risposta automatica"
                    + "|fuori (?:ufficio|sede)|assente|automatisch antwoord|afwezig|away from|on (?:vacation|holiday|leave)\\b)");

    private static final Pattern AWAY_TEXT = Pattern.compile(
            "(?iu)out of (?:the )?office|on (?:annual |parental |maternity |paternity |sick )?leave|on (?:vacation|holiday)|i am (?:currently )?away|i'm (?:currently )?away"
                    + "|limited access to (?:my )?e-?mail|nicht im (?:büro|haus)|im urlaub|abwesend|elternzeit|en congé|absent(?:e)? (?:du bureau|jusqu|du)|de vacances|en vacances"
                    + "|fuera de (?:la )?oficina|de vacaciones|fora do escritório|de férias|ausente|fuori (?:ufficio|sede)|in ferie|assente|afwezig|met vakantie|op vakantie");

    private static final Pattern TICKET = Pattern.compile("(?iu)ticket|case|request|anfrage|support|\\[#?\\d{3,}]");

    private AutomaticMail() {}

    static Optional<Verdict> find(InboundMail mail, String newText, Instant receivedAt, ZoneId zone) {
        Optional<String> evidence = header(mail);
        boolean awaySubject = AWAY_SUBJECT.matcher(mail.subject()).find();
        if (evidence.isEmpty() && !awaySubject) {
            return Optional.empty();
        }
        String words = mail.subject() + "\n" + newText;
        LocalDate today = receivedAt.atZone(zone).toLocalDate();
        boolean comesBack = ReturnDate.back(words, today, hint(mail)).isPresent();
        if (awaySubject || comesBack || AWAY_TEXT.matcher(words).find()) {
            Optional<LocalDate> back = ReturnDate.find(words, today, hint(mail));
            String why = evidence.orElse("the subject of an automatic answer") + ", and it says its author is away";
            return Optional.of(new Verdict(Kind.OUT_OF_OFFICE, why, Optional.empty(), back));
        }
        boolean ticket = TICKET.matcher(mail.subject()).find();
        return Optional.of(Verdict.of(
                Kind.AUTOMATIC, evidence.orElse("an automatic subject") + (ticket ? " (a ticket receipt)" : "")));
    }

    /** The header that says it is automatic, if one does. */
    private static Optional<String> header(InboundMail mail) {
        Optional<String> submitted = mail.header("auto-submitted")
                .map(v -> v.toLowerCase(Locale.ROOT).split("[;\\s]", 2)[0]);
        if (submitted.isPresent()) {
            return submitted.get().equals("no")
                    ? Optional.empty()
                    : Optional.of("Auto-Submitted: " + submitted.get() + " (RFC 3834)");
        }
        for (String name :
                List.of("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mailer-daemon")) {
            Optional<String> value = mail.header(name).filter(v -> !v.equalsIgnoreCase("no"));
            if (value.isPresent()) {
                return Optional.of("the header " + name);
            }
        }
        Optional<String> precedence = mail.header("precedence")
                .map(v -> v.toLowerCase(Locale.ROOT))
                .filter(v -> List.of("bulk", "list", "junk", "auto_reply").contains(v));
        if (precedence.isPresent()) {
            return Optional.of("Precedence: " + precedence.get());
        }
        if (mail.header("list-id").isPresent()
                || mail.header("list-unsubscribe").isPresent()) {
            return Optional.of("the headers of a mailing list");
        }
        boolean calendar = mail.parts().stream()
                .anyMatch(p -> p.contentType().equals("text/calendar")
                        && p.text().toUpperCase(Locale.ROOT).contains("METHOD:REPLY"));
        return calendar ? Optional.of("a calendar's answer (METHOD:REPLY)") : Optional.empty();
    }

    /** Whether 3/4 is more likely the 4th of March: United States' addresses write the month first. */
    private static boolean hint(InboundMail mail) {
        String domain = mail.from().map(a -> a.domain()).orElse("");
        return domain.endsWith(".com") || domain.endsWith(".us") || domain.endsWith(".net") || domain.endsWith(".org");
    }
}
