package dev.sdr.internal.engine;

import dev.sdr.consent.ContactRule;
import dev.sdr.consent.ContactRule.Disclosure;
import dev.sdr.consent.ContactRuling;
import dev.sdr.gate.ContactHold;
import dev.sdr.lead.Lead;
import dev.sdr.mail.MailerTerms;
import dev.sdr.mail.MailerTerms.ColdMail;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Step;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the provider's terms and the contact rules say about a step of a sequence. One-off mails and answers are not asked
 * about: the host decides on the one, a person's mail is the ground of the other.
 */
final class ContactPolicy {

    private final Context context;

    ContactPolicy(Context context) {
        this.context = context;
    }

    /**
     * What is said about a step to a lead.
     *
     * @param hold why it must not go, if so
     * @param discloses whether its mail says where the address came from, and links the privacy notice
     * @param notes what could not be looked at, each in one line
     */
    record Said(Optional<ContactHold> hold, boolean discloses, List<String> notes) {
        static final Said NOTHING = new Said(Optional.empty(), false, List.of());

        /** The same about a person who was written to before. */
        Said notFirst() {
            return new Said(hold, false, notes);
        }
    }

    /**
     * Asks.
     *
     * @param lead to whom
     * @param mailboxId through which mailbox
     * @param purpose what for
     * @param step which step
     * @param first whether no mail of the enrollment has left yet
     */
    Said ask(Lead lead, String mailboxId, Purpose purpose, Step step, boolean first) {
        ContactRuling ruling = context.settings.contactRules().ask(lead, purpose, step.channel());
        boolean isEmail = step.channel().equals(Step.EMAIL);
        List<String> notes = new ArrayList<>(ruling.notes());
        boolean wanted = isEmail && first && ruling.disclosure() != Disclosure.NONE;
        Optional<String> lacking = wanted ? lacking(lead) : Optional.empty();
        lacking.filter(l -> ruling.country().isPresent()).ifPresent(notes::add);
        Optional<ContactHold> hold = Optional.<ContactHold>empty()
                .or(() -> isEmail && purpose == Purpose.COLD ? terms(mailboxId) : Optional.empty())
                .or(() -> ruling.held().map(ContactPolicy::rule))
                .or(() -> lacking.filter(l -> ruling.disclosure() == Disclosure.REQUIRED)
                        .map(l -> new ContactHold(
                                l, "give the lead the attribute source, and the sender a privacy notice")));
        return new Said(hold, wanted && privacyNotice().isPresent(), notes);
    }

    private Optional<ContactHold> terms(String mailboxId) {
        return context.host
                .accounts()
                .find(mailboxId)
                .map(a -> a.mailer().terms())
                .filter(ContactPolicy::forbids)
                .map(t -> new ContactHold(
                        "cold mail from mailbox " + mailboxId + ": " + t.sentence(),
                        "send it from a mailbox whose provider allows it, or take the risk with acceptingColdMailRisk() on"
                                + " the mailer, which is kept in audit; if its leads asked for the mail, the campaign's"
                                + " purpose is opted_in"));
    }

    /** Whether terms hold cold mail. */
    static boolean forbids(MailerTerms terms) {
        return terms.coldMail() == ColdMail.FORBIDDEN && !terms.riskAccepted();
    }

    private static ContactHold rule(ContactRule rule) {
        String read = rule.read().map(day -> ", read " + day).orElse("");
        return new ContactHold(
                "contact rule " + rule.id() + ": " + rule.sentence() + " (" + rule.source() + read + ")",
                rule.lifts() + "; or lift the rule with ContactRules.without(\"" + rule.id()
                        + "\", why), which is kept in audit");
    }

    /** What the first mail would have to say and cannot. */
    private Optional<String> lacking(Lead lead) {
        List<String> lacking = new ArrayList<>();
        if (lead.attribute(Lead.SOURCE).isEmpty()) {
            lacking.add("the lead has no source");
        }
        if (privacyNotice().isEmpty()) {
            lacking.add("the sender has no privacy notice");
        }
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of("the first mail cannot say where the address came from with a privacy notice: "
                        + String.join(", ", lacking));
    }

    private Optional<URI> privacyNotice() {
        return context.settings.sender().privacyNotice();
    }
}
