package dev.sdr.internal.engine;

import dev.sdr.compose.Footer;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import dev.sdr.inbox.ReplyText;
import dev.sdr.inbox.Triage;
import dev.sdr.inbox.Verdict;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Mailbox;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads and judges messages, before and outside any transaction (protocol I1). Never throws. */
final class Parsing {

    private static final int IDENTITY_TEXT = 2_000;

    private final Context context;

    Parsing(Context context) {
        this.context = context;
    }

    /** Mail as it was kept. In which folder it lay is not kept with it, but that it was ours is. */
    Parsed parse(RawMessage kept, Inbound stored, Mailbox mailbox) {
        boolean ours = stored.kind().equals(Verdict.Kind.OWN.name());
        return parse(ours ? kept.inSent(true) : kept, mailbox);
    }

    Parsed parse(RawMessage raw, Mailbox mailbox) {
        InboundMail mail = MimeReader.read(raw);
        String newText;
        Verdict verdict;
        try {
            newText = Footer.cutOut(ReplyText.of(mail), context.settings.sender());
            verdict = raw.inSent().orElse(false)
                    ? Verdict.of(Verdict.Kind.OWN, "it lies in the folder of sent mail")
                    : Triage.judge(mail, newText, ownAddresses(), raw.receivedAt(), mailbox.zone());
        } catch (RuntimeException | StackOverflowError e) { // a person's reply must never be lost to a bug of ours
            context.failed("triage failed, so the message is taken for a person's", e);
            newText = mail.text();
            verdict = Verdict.of(Verdict.Kind.PERSON, "triage failed, so it is taken for a person's");
        }
        String text = mail.text();
        String identity = context.keys.inbound(
                mailbox.id(),
                mail.messageId().orElse(""),
                mail.date().map(Instant::toString).orElse(""),
                mail.from().map(EmailAddress::normalized).orElse(""),
                mail.messageId().isEmpty() && text.isBlank()
                        ? raw.ref() // nothing else tells it from others
                        : text.length() > IDENTITY_TEXT ? text.substring(0, IDENTITY_TEXT) : text);
        Optional<Tokens.Unsubscribe> unsubscribe = isReport(verdict)
                ? Optional.empty()
                : Unsubscribing.token(mail.subject()).flatMap(context.tokens::readUnsubscribe);
        if (unsubscribe.isPresent()) {
            newText = "";
            verdict = Verdict.of(Verdict.Kind.OPT_OUT, "a mail program unsubscribed by our header");
        }
        return new Parsed(raw, mail, newText, verdict, identity, unsubscribe);
    }

    /** A report about a mail quotes what somebody else wrote. */
    private static boolean isReport(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.DELIVERY_REPORT
                || verdict.bounce().isPresent()
                || verdict.complaint().isPresent();
    }

    private Set<EmailAddress> ownAddresses() {
        return context.host.accounts().all().stream()
                .map(a -> a.mailbox().address())
                .collect(Collectors.toSet());
    }
}
