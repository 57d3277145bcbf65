package dev.sdr.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Signs that a person's mail may carry too. Each has a weight, and only several together make a mail automatic. */
final class WeakSigns {

    private static final int LONGEST = 5_000;
    private static final int ENOUGH = 3;
    private static final Pattern TICKET_NUMBER = Pattern.compile(
            "(?iu)\\[[^\\]]{0,40}#?\\d{3,}\\]|\\b(?:ticket|case|request|incident|anfrage|vorgang|demande|solicitud|solicita\u00e7\u00e3o|richiesta)\\b.{0,30}#?\\d{3,}|#\\d{4,}");

    private final List<String> found = new ArrayList<>();
    private int weight;

    private WeakSigns() {}

    /** Why a mail is automatic by such signs, or empty if they are too few. */
    static Optional<String> find(InboundMail mail, String newText) {
        String text = Phrases.normal(newText, LONGEST);
        String subject = Phrases.normal(mail.subject(), 300);
        String bare =
                Phrases.normal(AutomaticSigns.ANSWER.matcher(mail.subject()).replaceFirst(""), 300);
        boolean answer = !bare.equals(subject);
        boolean nobody = ReportSigns.isFromNobody(mail);
        boolean suppress = mail.header("x-auto-response-suppress").isPresent();
        WeakSigns signs = new WeakSigns();
        signs.note(nobody, 2, "an empty return path");
        signs.note(!answer && has("away-subject", subject), 2, "the subject of the absent");
        signs.note(has("subject", bare), 1, "the subject of an automatic answer");
        signs.note(has("statement", text), 2, "words that say it is automatic");
        signs.note(has("away", text), 1, "the words of the absent");
        signs.note(has("ticket", text) || has("ticket", subject), 1, "the words of a receipt");
        signs.note(TICKET_NUMBER.matcher(subject).find(), 1, "a ticket's number");
        signs.note(has("challenge", text) || has("challenge", subject), 1, "the words of a challenge");
        signs.note(isRole(mail), 1, "an author that reads no answers");
        signs.note(suppress, 1, "X-Auto-Response-Suppress");
        signs.note(isLoop(mail), 1, "the header of a loop or a bulk sender");
        int enough = answer && !nobody && !suppress ? ENOUGH + 1 : ENOUGH; // an answer of mere words needs more of them
        return signs.weight >= enough ? Optional.of(String.join(", ", signs.found)) : Optional.empty();
    }

    private void note(boolean present, int itsWeight, String sign) {
        if (present) {
            found.add(sign);
            weight += itsWeight;
        }
    }

    private static boolean has(String section, String normal) {
        return AutomaticSigns.WORDS.find(section, normal).isPresent();
    }

    private static boolean isRole(InboundMail mail) {
        return mail.from().filter(a -> Addresses.isRole(a.normalized())).isPresent();
    }

    private static boolean isLoop(InboundMail mail) {
        return List.of("x-loop", "feedback-id", "x-ms-exchange-inbox-rules-loop").stream()
                .anyMatch(name -> mail.header(name).isPresent());
    }
}
