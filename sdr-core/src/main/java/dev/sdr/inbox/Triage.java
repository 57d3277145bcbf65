package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.EmailAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

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
        return steps(mail, newText, own, receivedAt, zone).stream()
                .flatMap(step -> step.look().get().stream())
                .findFirst()
                .orElseGet(() -> Verdict.of(Kind.PERSON, "nothing says that it is automatic"));
    }

    /**
     * One question of triage.
     *
     * @param question what is asked
     * @param look asks it: the verdict, or empty to go on with the next
     */
    public record Step(String question, Supplier<Optional<Verdict>> look) {}

    /**
     * The questions of triage about a message, in their order; the first with an answer decides. For looking into a verdict.
     *
     * @param mail the message
     * @param newText its newly written part
     * @param own the addresses of our own mailboxes
     * @param receivedAt when it came in
     * @param zone the mailbox's zone
     * @return the questions, none of them asked yet
     */
    public static List<Step> steps(
            InboundMail mail, String newText, Set<EmailAddress> own, Instant receivedAt, ZoneId zone) {
        return List.of(
                new Step("own mail", () -> own(mail, own)),
                new Step("a complaint", () -> Complaints.find(mail)),
                new Step("a delivery report", () -> DeliveryReports.find(mail, own)),
                new Step("automatic mail", () -> AutomaticMail.find(mail, newText, receivedAt, zone)),
                new Step("an opt-out in words", () -> OptOutWords.find(mail, newText)));
    }

    private static Optional<Verdict> own(InboundMail mail, Set<EmailAddress> own) {
        return mail.from().filter(own::contains).map(a -> Verdict.of(Kind.OWN, "From is one of our own mailboxes"));
    }
}
