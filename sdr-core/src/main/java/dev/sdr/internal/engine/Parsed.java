package dev.sdr.internal.engine;

import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.RawMessage;
import dev.sdr.inbox.Verdict;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.MimeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message, read and judged, before anything of ours was looked up.
 *
 * @param raw the message
 * @param mail what could be read of it
 * @param newText its newly written part
 * @param verdict what it is
 * @param identity what makes it the same message wherever it lies
 * @param unsubscribe whom it unsubscribes, whoever sent it, if it was written by the header of a mail of ours
 */
record Parsed(
        RawMessage raw,
        InboundMail mail,
        String newText,
        Verdict verdict,
        String identity,
        Optional<Tokens.Unsubscribe> unsubscribe) {

    /** Every id of ours it may name: what it answers, and what a report is about. */
    List<String> ids() {
        if (unsubscribe.isPresent()) {
            return List.of(unsubscribe.get().messageId());
        }
        List<String> ids = new ArrayList<>();
        if (verdict.kind() == Verdict.Kind.OWN) {
            mail.messageId().ifPresent(ids::add);
            sentId().ifPresent(ids::add);
        }
        mail.to().forEach(a -> ReplyToken.messageId(a).ifPresent(ids::add));
        verdict.originalMessageId().ifPresent(ids::add);
        ids.addAll(mail.inReplyTo());
        for (int i = mail.references().size() - 1; i >= 0; i--) {
            ids.add(mail.references().get(i));
        }
        return ids;
    }

    /** Our Message-ID of a copy in Sent that its provider gave another one; of mail that only claims to be ours, none. */
    Optional<String> sentId() {
        return verdict.kind() == Verdict.Kind.OWN && raw.inSent().orElse(true)
                ? mail.header(MimeWriter.SENT_ID_HEADER)
                        .map(id -> id.replaceAll("[<>\\s]", ""))
                        .filter(Keys::isMessageId)
                : Optional.empty();
    }

    /** Whether it reports about a mail of ours, so that its author is nobody of ours. */
    boolean isReport() {
        return verdict.bounce().isPresent() || verdict.complaint().isPresent();
    }

    /** Whose addresses may say whom it concerns: its author, those a report is about, or whom we answer. */
    List<EmailAddress> people() {
        if (unsubscribe.isPresent()) {
            return List.of(); // it is not about who sends it
        }
        if (isReport()) {
            return verdict.recipients().stream()
                    .map(EmailAddress::parse)
                    .flatMap(Optional::stream)
                    .toList();
        }
        if (verdict.kind() == Verdict.Kind.OWN) { // an answer of a human of ours, to whom it goes
            return mail.inReplyTo().isEmpty() ? List.of() : mail.to();
        }
        return mail.from().stream().toList();
    }
}
