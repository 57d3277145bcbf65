package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.EmailAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/**
 * Says what a message is before any model sees it: our own mail, a delivery report, a complaint, automatic mail, an
 * opt-out in words, or a person. Pure. In doubt it is a person, because a person's reply stops the sequence.
 */
public final class Triage {

    private Triage() {}

    /**
     * Judges a message.
     *
     * @param mail the message
     * @param newText its newly written part
     * @param own the addresses of our own mailboxes
     * @param receivedAt when it came in, from which dates without a year are understood
     * @param zone the mailbox's zone
     * @return what it is, and why
     */
    public static Verdict judge(
            InboundMail mail, String newText, Set<EmailAddress> own, Instant receivedAt, ZoneId zone) {
        Optional<EmailAddress> from = mail.from();
        if (from.isPresent() && own.contains(from.get())) {
            return Verdict.of(Kind.OWN, "From is one of our own mailboxes");
        }
        return Complaints.find(mail)
                .or(() -> DeliveryReports.find(mail, own))
                .or(() -> AutomaticMail.find(mail, newText, receivedAt, zone))
                .or(() -> OptOutWords.find(mail, newText))
                .orElseGet(() -> Verdict.of(Kind.PERSON, "nothing says that it is automatic"));
    }
}
