package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Automatic mail by RFC 3834 and practice: mail of the absent with its return date, of people who have left, receipts,
 * challenges, calendar answers, lists. {@code Auto-Submitted: no} is a person's, whatever else it carries; weak signs count
 * only together.
 */
final class AutomaticMail {

    private AutomaticMail() {}

    static Optional<Verdict> find(InboundMail mail, String newText, Instant receivedAt, ZoneId zone) {
        Optional<String> evidence = AutomaticSigns.find(mail, newText);
        if (evidence.isEmpty()) {
            return Optional.empty();
        }
        String words = mail.subject() + "\n" + newText;
        LocalDate today = receivedAt.atZone(zone).toLocalDate();
        Optional<String> left = Departure.find(words);
        boolean away = AutomaticSigns.isAway(mail.subject(), newText) || ReturnDate.speaksOfReturn(newText, today);
        if (left.isPresent() && !(away && ReturnDate.speaksOfReturn(newText, today))) {
            String why = evidence.get() + ", and it says \"" + left.get() + "\"";
            return Optional.of(Verdict.left(why, Referral.find(newText)));
        }
        if (away && !AutomaticSigns.isOfList(mail)) {
            Optional<LocalDate> back = ReturnDate.find(words, today, DateOrder.of(mail, words));
            return Optional.of(Verdict.away(evidence.get() + ", and it says its author is away", back));
        }
        return Optional.of(Verdict.of(Kind.AUTOMATIC, evidence.get()));
    }
}
