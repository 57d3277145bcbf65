package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Complaint;
import dev.sdr.inbox.Verdict.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Complaints of recipients, told by their providers: feedback reports (ARF, RFC 5965), Microsoft's mails of its junk
 * reporting program, which name the recipient in a header of the returned mail only, Amazon's notifications, SpamCop and
 * X-ARF.
 */
final class Complaints {

    /** Types that a machine reports by itself: failed authentication (RFC 6591), viruses. */
    private static final Set<String> BY_MACHINE = Set.of("auth-failure", "dmarc", "dkim", "virus");

    private static final Set<String> OPT_OUT = Set.of("opt-out", "opt-out-list", "unsubscribe");
    private static final int MOST = 50;

    private Complaints() {}

    static Optional<Verdict> find(InboundMail mail) {
        Optional<InboundMail.Part> report = mail.parts().stream()
                .filter(p -> p.contentType().equals("message/feedback-report"))
                .findFirst();
        if (report.isPresent()) {
            return Optional.of(standard(mail, report.get().text()));
        }
        Optional<SesNotification> ses = SesNotification.find(mail.text()).filter(SesNotification::isComplaint);
        if (ses.isPresent()) {
            return Optional.of(verdict(
                    "a complaint told by Amazon SES",
                    ses.get().complaintType(),
                    ses.get().recipients(),
                    ses.get().messageId()));
        }
        return other(mail);
    }

    private static Verdict standard(InboundMail mail, String report) {
        String type = OriginalMail.field(report, "feedback-type")
                .map(t -> t.toLowerCase(Locale.ROOT).split("[;\\s]", 2)[0])
                .filter(t -> !t.isEmpty())
                .orElse("abuse");
        OriginalMail original = original(mail);
        return verdict(
                "a feedback report of type " + type,
                type,
                recipients(report, original),
                original.messageId(mail.messageId()));
    }

    private static OriginalMail original(InboundMail mail) {
        return OriginalMail.of(mail, ReportText.of(mail.text()));
    }

    /** Those the report names; some providers hide them, so then those the returned mail was addressed to. */
    private static List<String> recipients(String report, OriginalMail original) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : report.lines().limit(1_000).toList()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("original-rcpt-to:") || lower.startsWith("removal-recipient:")) {
                Matcher matcher = Addresses.IN_TEXT.matcher(line);
                while (matcher.find() && found.size() < MOST) {
                    found.putIfAbsent(Addresses.key(matcher.group()), matcher.group());
                }
            }
        }
        return found.isEmpty() ? returned(original) : new ArrayList<>(found.values());
    }

    private static List<String> returned(OriginalMail original) {
        for (String name : List.of("x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "to")) {
            List<String> found = original.addresses(name);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static Optional<Verdict> other(InboundMail mail) {
        OriginalMail original = original(mail);
        String from = mail.from().map(a -> a.normalized()).orElse("");
        String subject = mail.subject().toLowerCase(Locale.ROOT);
        boolean junkReport = original.has("x-hmxmroriginalrecipient")
                || (subject.startsWith("complaint about message from")
                        && (from.equals("staff@hotmail.com") || from.endsWith(".amazonses.com")));
        if (junkReport) {
            return Optional.of(verdict(
                    "a report of a junk mail reporting program",
                    "abuse",
                    returned(original),
                    original.messageId(mail.messageId())));
        }
        boolean spamCop = from.endsWith("@reports.spamcop.net");
        boolean xArf = mail.header("x-xarf").isPresent() || mail.header("x-arf").isPresent();
        if (spamCop || xArf) {
            return Optional.of(verdict(
                    spamCop ? "a report of SpamCop" : "a report in X-ARF",
                    "abuse",
                    returned(original),
                    original.messageId(mail.messageId())));
        }
        return Optional.empty();
    }

    private static Verdict verdict(String why, String type, List<String> recipients, Optional<String> messageId) {
        if (type.equals("not-spam")) {
            return Verdict.of(Kind.AUTOMATIC, why);
        }
        Kind kind = OPT_OUT.contains(type) ? Kind.OPT_OUT : Kind.COMPLAINT;
        return Verdict.complaint(kind, why, new Complaint(type, !BY_MACHINE.contains(type), recipients, messageId));
    }
}
