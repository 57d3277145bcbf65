package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Bounce;
import dev.sdr.inbox.Verdict.Bounce.Severity;
import dev.sdr.inbox.Verdict.Fate;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.EmailAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** Delivery reports: the standard form (RFC 3464), that of Amazon SES, and the words of servers that use neither. */
final class DeliveryReports {

    private static final int LONGEST_DIAGNOSTIC = 500;
    private static final int LONGEST_WORDS = 20_000;

    private DeliveryReports() {}

    /**
     * Reads a mail as a delivery report.
     *
     * @param mail the mail
     * @param own the addresses of our own mailboxes, which are never its recipients unless it says so in a field
     */
    static Optional<Verdict> find(InboundMail mail, Set<EmailAddress> own) {
        Optional<SesNotification> ses = SesNotification.find(mail.text());
        if (ses.isPresent() && !ses.get().isComplaint()) {
            return ofSes(ses.get());
        }
        ReportText text = ReportText.of(mail.text());
        OriginalMail original = OriginalMail.of(mail, text);
        List<StatusReport.Group> groups = groups(mail);
        if (!groups.isEmpty()) {
            return Optional.of(standard(mail, groups, text, original));
        }
        if (has(mail, "message/disposition-notification")) {
            return Optional.of(Verdict.of(Kind.AUTOMATIC, "a read receipt (RFC 8098)"));
        }
        boolean standard = has(mail, "message/delivery-status") || has(mail, "message/global-delivery-status");
        Optional<String> sign = standard
                ? Optional.of("a delivery status without a recipient")
                : ReportSigns.find(mail, text, original);
        return sign.map(why -> inWords(mail, own, text, original, why));
    }

    private static boolean has(InboundMail mail, String type) {
        return mail.parts().stream().anyMatch(p -> p.contentType().equals(type));
    }

    /** The groups of the status parts; of the text, where it holds such fields without being marked as a report. */
    private static List<StatusReport.Group> groups(InboundMail mail) {
        List<StatusReport.Group> groups = new ArrayList<>();
        mail.parts().stream()
                .filter(p -> p.contentType().endsWith("delivery-status"))
                .forEach(p -> groups.addAll(StatusReport.recipients(p.text())));
        if (groups.isEmpty() && StatusReport.isIn(mail.text())) {
            groups.addAll(StatusReport.recipients(mail.text()));
        }
        return groups;
    }

    private static Optional<Verdict> ofSes(SesNotification ses) {
        if (ses.isBounce()) {
            List<Fate> fates = ses.bounced().stream().map(g -> fate(g, "", "")).toList();
            return Optional.of(verdict("a bounce told by Amazon SES", fates, ses.messageId()));
        }
        List<Fate> reached = ses.recipients().stream()
                .map(r -> new Fate(r, Optional.empty(), Severity.DELIVERED, "", ""))
                .toList();
        return ses.isDelivery()
                ? Optional.of(verdict("a delivery told by Amazon SES", reached, ses.messageId()))
                : Optional.of(Verdict.of(Kind.AUTOMATIC, "a notification of Amazon SES"));
    }

    private static Verdict standard(
            InboundMail mail, List<StatusReport.Group> groups, ReportText text, OriginalMail original) {
        Map<String, Fate> fates = new LinkedHashMap<>();
        List<ReportText.Failed> inWords = text.failed(Set.of());
        for (StatusReport.Group group : groups) {
            String words = groups.size() == 1 ? text.head() : wordsFor(address(group), inWords);
            Fate fate = fate(group, words, substitute(mail, groups, text, original));
            fates.merge(Addresses.key(fate.address()), fate, DeliveryReports::graver);
        }
        List<Fate> known =
                fates.values().stream().filter(f -> !f.address().isEmpty()).toList();
        List<Fate> used = known.isEmpty() ? List.copyOf(fates.values()) : known;
        Fate first = used.get(0);
        String why = "a delivery report (RFC 3464): " + first.severity().name().toLowerCase(Locale.ROOT)
                + (first.status().isEmpty() ? "" : ", status " + first.status());
        return verdict(why, used, messageId(mail, original));
    }

    /** Two groups about one recipient: the graver counts. */
    private static Fate graver(Fate a, Fate b) {
        return BY_SEVERITY.compare(a.severity(), b.severity()) >= 0 ? a : b;
    }

    /** The recipient where the only group names none: a local name, a directory entry. */
    private static String substitute(
            InboundMail mail, List<StatusReport.Group> groups, ReportText text, OriginalMail original) {
        if (groups.size() > 1) {
            return "";
        }
        return text.failed(ours(mail, Set.of(), original)).stream()
                .map(ReportText.Failed::address)
                .findFirst()
                .or(() -> original.addresses("to").stream().findFirst())
                .orElse("");
    }

    private static String wordsFor(String address, List<ReportText.Failed> inWords) {
        return inWords.stream()
                .filter(f -> f.address().equalsIgnoreCase(address))
                .map(ReportText.Failed::words)
                .findFirst()
                .orElse("");
    }

    /** The recipient a group names: where the mail ended, else as it was written, else what was found on the way. */
    private static String address(StatusReport.Group group) {
        return List.of("final-recipient", "original-recipient", "x-actual-recipient").stream()
                .map(name -> address(group.get(name)))
                .filter(a -> !a.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Fate fate(StatusReport.Group group, String words, String substitute) {
        String named = address(group);
        String address = named.isEmpty() ? substitute : named;
        String orig = address(group.get("original-recipient"));
        Optional<String> written = Optional.of(orig).filter(o -> !o.isEmpty() && !o.equalsIgnoreCase(address));
        String diagnostic = group.get("diagnostic-code");
        String status = group.get("status");
        String action = group.get("action").toLowerCase(Locale.ROOT).strip();
        String code = StatusCodes.best(diagnostic, status);
        if (!StatusCodes.isSpecific(code)) {
            code = StatusCodes.best(code, words);
        }
        String said = BounceClass.isTelling(diagnostic) || words.isEmpty()
                ? diagnostic
                : diagnostic + "\n" + status + "\n" + words;
        Severity severity = action.startsWith("delay")
                ? Severity.DELAYED
                : action.startsWith("deliver") || action.startsWith("relay") || action.startsWith("expand")
                        ? Severity.DELIVERED
                        : BounceClass.of(code, said);
        return new Fate(address, written, severity, code, shorten(diagnostic.isEmpty() ? words : diagnostic));
    }

    private static Verdict inWords(
            InboundMail mail, Set<EmailAddress> own, ReportText text, OriginalMail original, String why) {
        Set<String> ours = ours(mail, own, original);
        List<ReportText.Failed> failed =
                named(mail.header("x-failed-recipients").orElse(""), text, ours);
        if (failed.isEmpty()) {
            failed = original.addresses("to").stream()
                    .filter(a -> !ours.contains(Addresses.key(a)))
                    .map(a -> new ReportText.Failed(a, ""))
                    .toList();
        }
        boolean delayed = ReportSigns.isDelay(mail, text.head());
        List<Fate> fates = new ArrayList<>();
        for (ReportText.Failed one : failed) {
            fates.add(fate(one, failed.size() == 1, mail.subject() + "\n" + text.head(), delayed));
        }
        if (fates.isEmpty()) {
            fates.add(fate(new ReportText.Failed("", ""), true, mail.subject() + "\n" + text.head(), delayed));
        }
        return verdict("a delivery report: " + why, fates, messageId(mail, original));
    }

    /** The recipients of X-Failed-Recipients, each with the words about it; without that header those of the text. */
    private static List<ReportText.Failed> named(String header, ReportText text, Set<String> ours) {
        Set<String> named = new HashSet<>();
        List<ReportText.Failed> failed = new ArrayList<>();
        List<ReportText.Failed> inText = text.failed(ours);
        Matcher matcher = Addresses.IN_TEXT.matcher(header);
        while (matcher.find() && named.size() < 100) {
            String key = Addresses.key(matcher.group());
            if (named.add(key)) {
                failed.add(new ReportText.Failed(matcher.group(), wordsFor(matcher.group(), inText)));
            }
        }
        return failed.isEmpty() ? inText : failed;
    }

    /** The fate by the words about a recipient; by all words where it is the only one, or its own tell nothing. */
    private static Fate fate(ReportText.Failed failed, boolean only, String all, boolean delayed) {
        String near = failed.words();
        boolean telling = BounceClass.isTelling(near);
        String words = telling || !only ? near : near + "\n" + all;
        String code = StatusCodes.best(near);
        if (!StatusCodes.isSpecific(code) && only) {
            code = StatusCodes.best(code, all);
        }
        Severity severity = delayed ? Severity.DELAYED : BounceClass.of(code, words.isBlank() ? all : words);
        return new Fate(failed.address(), Optional.empty(), severity, code, shorten(near.isBlank() ? all : near));
    }

    /** Addresses a report mentions that are not its failed recipients: ours, and its author's. */
    private static Set<String> ours(InboundMail mail, Set<EmailAddress> own, OriginalMail original) {
        Set<String> ours = new HashSet<>();
        own.forEach(a -> ours.add(a.normalized()));
        for (String name : List.of("to", "cc", "delivered-to")) {
            Matcher to = Addresses.IN_TEXT.matcher(mail.header(name).orElse(""));
            while (to.find() && ours.size() < 100) {
                ours.add(Addresses.key(to.group()));
            }
        }
        mail.from().ifPresent(a -> ours.add(a.normalized()));
        for (String name : List.of("from", "return-path", "reply-to", "sender")) {
            original.addresses(name).forEach(a -> ours.add(Addresses.key(a)));
        }
        return ours;
    }

    private static final Comparator<Severity> BY_SEVERITY = Comparator.comparing(
            s -> List.of(Severity.DELIVERED, Severity.DELAYED, Severity.SOFT, Severity.BLOCK, Severity.HARD)
                    .indexOf(s));

    private static Verdict verdict(String why, List<Fate> fates, Optional<String> messageId) {
        List<Severity> failed = fates.stream()
                .map(Fate::severity)
                .filter(s -> BY_SEVERITY.compare(s, Severity.DELAYED) > 0)
                .toList();
        Severity whole = failed.stream()
                .min(BY_SEVERITY)
                .or(() -> fates.stream().map(Fate::severity).max(BY_SEVERITY))
                .orElse(Severity.SOFT);
        List<Fate> named = fates.stream()
                .filter(f -> !f.address().isEmpty() || fates.size() == 1)
                .toList();
        return Verdict.bounce(why, new Bounce(named, whole, messageId));
    }

    /** The original's Message-ID; else what the report itself answers. */
    private static Optional<String> messageId(InboundMail mail, OriginalMail original) {
        List<String> answered = mail.inReplyTo().isEmpty() ? mail.references() : mail.inReplyTo();
        return original.messageId(mail.messageId())
                .or(() -> answered.isEmpty() ? Optional.empty() : Optional.of(answered.get(answered.size() - 1)));
    }

    private static String address(String field) {
        return Addresses.first(field.substring(field.indexOf(';') + 1)).orElse("");
    }

    private static String shorten(String words) {
        String cut = words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) : words;
        String line = cut.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST_DIAGNOSTIC ? line.substring(0, LONGEST_DIAGNOSTIC) : line;
    }
}
