package dev.sdr.internal.engine;

import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import dev.sdr.inbox.ReplyText;
import dev.sdr.inbox.Triage;
import dev.sdr.inbox.Verdict;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.FreeMail;
import dev.sdr.mail.Mailbox;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whom an answer to a reply goes to, and in which thread.
 *
 * @param lead who wrote the reply: the lead, or a colleague of the lead's
 * @param mailbox where the answer leaves from: where the reply came to
 * @param subject the answer's subject: that of the reply with one "Re: "
 * @param references the Message-IDs of the thread, oldest first; the last is the reply's (RFC 5322 section 3.6.4)
 */
record Addressee(StoredLead lead, Mailbox mailbox, String subject, List<String> references) {

    private static final int FIRST_REFERENCES = 1;
    private static final int LAST_REFERENCES = 10;

    private static final Pattern NOBODY = Pattern.compile(
            "(?i)(?:no|do[-_.]?not)[-_.]?reply.*|mailer-daemon|postmaster|bounces?|notifications?|auto-?(?:confirm|reply).*");

    /**
     * Whom a reply is answered to, or why nobody is.
     *
     * @param who whom, if anybody may be answered
     * @param reason why not, in one line
     */
    record Found(Optional<Addressee> who, String reason) {

        static Found nobody(String reason) {
            return new Found(Optional.empty(), reason);
        }
    }

    /** Looks whom a stored reply is answered to. Never an automatic sender, and never one of our own domains (no loops). */
    static Found find(Tx tx, Context context, Inbound reply) {
        Optional<RawMessage> raw = tx.inbox().raw(reply.id());
        if (raw.isEmpty()) {
            return Found.nobody("the mail is not kept in the form it came in");
        }
        InboundMail mail;
        try {
            mail = MimeReader.read(raw.get());
            Verdict verdict = Triage.judge(mail, ReplyText.of(mail), Set.of(), reply.receivedAt(), ZoneOffset.UTC);
            if (verdict.kind() != Verdict.Kind.PERSON) {
                return Found.nobody("no person is to be answered: " + verdict.reason());
            }
        } catch (RuntimeException | StackOverflowError e) { // as when it came in: a bug of ours, and a person looks
            return Found.nobody(context.failed("reply " + reply.id() + " cannot be read again", e));
        }
        Optional<EmailAddress> from = mail.from();
        if (from.isEmpty()) {
            return Found.nobody("the mail has no author that could be answered");
        }
        if (NOBODY.matcher(from.get().local()).matches()) {
            return Found.nobody("nobody reads " + from.get());
        }
        boolean own = !FreeMail.isFree(from.get().domain())
                && context.host.accounts().all().stream()
                        .anyMatch(a ->
                                a.mailbox().address().domain().equals(from.get().domain()));
        if (own) {
            return Found.nobody("the author is of our own domain");
        }
        Optional<StoredLead> lead = tx.leads().byAddressKeys(List.of(context.keys.address(from.get()))).stream()
                .filter(l -> l.lead().isPresent())
                .findFirst();
        if (lead.isEmpty()) {
            return Found.nobody(from.get() + " is not known here");
        }
        return context.host
                .accounts()
                .find(reply.mailboxId())
                .map(a -> new Found(
                        Optional.of(new Addressee(lead.get(), a.mailbox(), subject(mail.subject()), references(mail))),
                        ""))
                .orElseGet(() -> Found.nobody("mailbox " + reply.mailboxId() + " is not configured here"));
    }

    /** Who wrote a stored message, if that can be read. */
    static Optional<EmailAddress> author(Tx tx, Inbound message) {
        return tx.inbox().raw(message.id()).map(MimeReader::read).flatMap(InboundMail::from);
    }

    private static String subject(String subject) {
        String bare = Subjects.bare(subject.strip());
        return "Re: " + (bare.isEmpty() ? "your message" : bare);
    }

    private static List<String> references(InboundMail mail) {
        List<String> thread = new ArrayList<>(
                mail.references().isEmpty() && mail.inReplyTo().size() == 1 ? mail.inReplyTo() : mail.references());
        mail.messageId().ifPresent(id -> {
            thread.remove(id);
            thread.add(id);
        });
        if (thread.size() <= FIRST_REFERENCES + LAST_REFERENCES) {
            return List.copyOf(thread);
        }
        List<String> some = new ArrayList<>(thread.subList(0, FIRST_REFERENCES));
        some.addAll(thread.subList(thread.size() - LAST_REFERENCES, thread.size()));
        return some;
    }
}
