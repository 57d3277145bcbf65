package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Bounce;
import dev.sdr.inbox.Verdict.Bounce.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Delivery reports: the standard form (RFC 3464) and the forms servers use without it. */
final class DeliveryReports {

    private static final int LONGEST_DIAGNOSTIC = 500;
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}");
    private static final Pattern STATUS = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern REPLY_CODE = Pattern.compile("(?m)(?:^|[\\s:<(])([45]\\d\\d)[\\s-]");
    private static final Pattern ORIGINAL_ID =
            Pattern.compile("(?im)^\\s*(?:original-)?message-id:\\s*(<[^<>\\s]{1,900}>)");
    private static final Pattern NO_SUCH_USER = Pattern.compile(
            "(?i)user unknown|unknown user|no such (?:user|recipient|mailbox)"
                    + "|does ?n[o']t exist|mailbox (?:not found|unavailable)|address not found|recipient (?:address )?rejected: (?:user|undeliverable)"
                    + "|invalid recipient|unrouteable address|account (?:that you tried to reach )?(?:is disabled|does not exist)"
                    + "|host or domain name not found|domain (?:does not exist|not found)|no mailbox here by that name|unknown or invalid");
    private static final Pattern BLOCKED =
            Pattern.compile("(?i)blocked|blacklist|blocklist|spam|policy|reputation|dmarc|spf|"
                    + "dkim|not authenticated|unauthenticated|banned|access denied|not authorized|content rejected");
    private static final Pattern FULL =
            Pattern.compile("(?i)quota|mailbox (?:is )?full|over ?quota|insufficient storage");
    private static final Pattern DELAYED = Pattern.compile(
            "(?i)delivery (?:status notification \\(delay\\)|delayed|is delayed)|delayed mail|warning: (?:message|could not send)|still being retried|will be retried|has not yet been delivered");
    private static final Pattern SUBJECT = Pattern.compile(
            "(?i)^(?:\\W*)(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed)"
                    + "|mail delivery (?:failed|failure|subsystem|system)|mail fail(?:ed|ure)|permanent delivery failure|returned mail|failure notice|mail system error|message undeliverable"
                    + "|unzustellbar|nicht zustellbar|non remis|échec de|no se puede entregar|não entregue|non recapitabile|onbestelbaar|warning: could not send)");
    private static final Pattern DAEMON =
            Pattern.compile("(?i)^(?:mailer-daemon|postmaster|mail-daemon|bounce[s]?|microsoftexchange[0-9a-f]*)$");

    private DeliveryReports() {}

    static Optional<Verdict> find(InboundMail mail) {
        Optional<InboundMail.Part> status = mail.parts().stream()
                .filter(p -> p.contentType().equals("message/delivery-status")
                        || p.contentType().equals("message/global-delivery-status"))
                .findFirst();
        if (status.isPresent()) {
            return Optional.of(standard(mail, status.get().text()));
        }
        boolean disposition =
                mail.parts().stream().anyMatch(p -> p.contentType().equals("message/disposition-notification"));
        if (disposition) {
            return Optional.of(Verdict.of(Verdict.Kind.AUTOMATIC, "a read receipt (RFC 8098)"));
        }
        Optional<String> failed = mail.header("x-failed-recipients");
        boolean daemon = isDaemon(mail);
        boolean subject = SUBJECT.matcher(mail.subject()).find();
        boolean qmail = mail.text().stripLeading().startsWith("Hi. This is the ");
        if (failed.isPresent() || qmail || (daemon && subject)) {
            return Optional.of(other(mail, failed.orElse("")));
        }
        return Optional.empty();
    }

    /** Whether a mail system wrote it; some name themselves without a domain. */
    private static boolean isDaemon(InboundMail mail) {
        String local = mail.from()
                .map(a -> a.normalized().substring(0, a.normalized().indexOf('@')))
                .orElseGet(() ->
                        mail.header("from").orElse("").replaceAll("[<>\"]", " ").strip());
        return DAEMON.matcher(local.split("[\\s@]", 2)[0]).matches()
                || mail.header("return-path").filter(r -> r.equals("<>")).isPresent();
    }

    private static Verdict standard(InboundMail mail, String report) {
        Set<String> recipients = new LinkedHashSet<>();
        for (String name : List.of("final-recipient", "original-recipient")) {
            fields(report, name).forEach(v -> address(v).ifPresent(recipients::add));
        }
        String action = field(report, "action")
                .orElse("failed")
                .toLowerCase(Locale.ROOT)
                .strip();
        String code = field(report, "status")
                .flatMap(v -> match(STATUS, v))
                .or(() -> match(STATUS, field(report, "diagnostic-code").orElse("")))
                .orElse("");
        String diagnostic = field(report, "diagnostic-code").orElse("");
        Severity severity = switch (action) {
            case "delayed" -> Severity.DELAYED;
            case "delivered", "relayed", "expanded" -> Severity.DELIVERED;
            default -> severity(code, diagnostic.isEmpty() ? mail.text() : diagnostic);
        };
        return verdict(severity, recipients, code, diagnostic, mail, "Action: " + action + ", Status: " + code);
    }

    private static Verdict other(InboundMail mail, String failed) {
        Set<String> recipients = new LinkedHashSet<>();
        Matcher inHeader = ADDRESS.matcher(failed);
        while (inHeader.find()) {
            recipients.add(inHeader.group());
        }
        String head = beforeOriginal(mail.text());
        if (recipients.isEmpty()) {
            Set<String> own = new LinkedHashSet<>();
            mail.to().forEach(a -> own.add(a.normalized()));
            Matcher matcher = ADDRESS.matcher(head);
            while (matcher.find() && recipients.size() < 20) {
                String found = matcher.group().replaceAll("\\.$", "");
                if (!own.contains(found.toLowerCase(Locale.ROOT))) {
                    recipients.add(found);
                }
            }
        }
        String code = match(STATUS, head).orElse("");
        Severity severity = DELAYED.matcher(mail.subject() + "\n" + head).find()
                ? Severity.DELAYED
                : severity(
                        code.isEmpty()
                                ? match(REPLY_CODE, head)
                                        .map(c -> c.charAt(0) + ".0.0")
                                        .orElse("")
                                : code,
                        head);
        return verdict(severity, recipients, code, head, mail, "the subject \"" + shorten(mail.subject(), 80) + "\"");
    }

    private static Verdict verdict(
            Severity severity, Set<String> recipients, String code, String diagnostic, InboundMail mail, String why) {
        Bounce bounce = new Bounce(
                severity,
                List.copyOf(recipients),
                code,
                shorten(diagnostic.replaceAll("\\s+", " ").strip(), LONGEST_DIAGNOSTIC),
                originalId(mail));
        return new Verdict(
                Verdict.Kind.DELIVERY_REPORT, "a delivery report: " + why, Optional.of(bounce), Optional.empty());
    }

    /** Hard only if the address or its domain does not exist; the sender's fault is a block; the rest may pass. */
    static Severity severity(String code, String words) {
        if (code.startsWith("4.")) {
            return Severity.SOFT;
        }
        if (code.matches("5\\.1\\.(?:1|2|3|6|10)|5\\.4\\.4")) {
            return Severity.HARD;
        }
        if (code.startsWith("5.7.")) {
            return NO_SUCH_USER.matcher(words).find() && !BLOCKED.matcher(words).find()
                    ? Severity.HARD
                    : Severity.BLOCK;
        }
        if (code.startsWith("5.2.")
                || code.startsWith("5.3.")
                || FULL.matcher(words).find()) {
            return code.equals("5.2.1") && NO_SUCH_USER.matcher(words).find() ? Severity.HARD : Severity.SOFT;
        }
        if (NO_SUCH_USER.matcher(words).find()) {
            return Severity.HARD;
        }
        return BLOCKED.matcher(words).find() ? Severity.BLOCK : Severity.SOFT;
    }

    /** The Message-ID of the mail it is about: from the returned headers, else from the text below the report. */
    private static Optional<String> originalId(InboundMail mail) {
        List<String> places = new ArrayList<>();
        for (InboundMail.Part part : mail.parts()) {
            if (part.contentType().equals("message/rfc822")
                    || part.contentType().equals("text/rfc822-headers")
                    || part.contentType().equals("message/global-headers")
                    || part.contentType().equals("message/global")) {
                places.add(part.text());
            }
        }
        mail.parts().stream()
                .filter(p -> p.contentType().endsWith("delivery-status"))
                .forEach(p -> places.add(p.text()));
        places.add(mail.text());
        for (String place : places) {
            Matcher matcher = ORIGINAL_ID.matcher(place);
            if (matcher.find()) {
                return MessageIds.first(matcher.group(1));
            }
        }
        List<String> named = mail.inReplyTo().isEmpty() ? mail.references() : mail.inReplyTo();
        return named.isEmpty() ? Optional.empty() : Optional.of(named.get(named.size() - 1));
    }

    private static String beforeOriginal(String text) {
        Matcher matcher = Pattern.compile(
                        "(?im)^-{2,}.*(?:copy of the message|original message|returned message|headers).*$"
                                + "|^received: ")
                .matcher(text);
        return matcher.find() ? text.substring(0, matcher.start()) : shorten(text, 5_000);
    }

    /** The value of a field in the header-like groups of a report, unfolded. */
    static Optional<String> field(String report, String name) {
        return fields(report, name).stream().findFirst();
    }

    private static List<String> fields(String report, String name) {
        List<String> values = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean inside = false;
        for (String line : report.lines().toList()) {
            if (inside && !line.isEmpty() && Character.isWhitespace(line.charAt(0))) {
                current.append(' ').append(line.strip());
                continue;
            }
            if (inside) {
                values.add(current.toString());
            }
            inside = line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
            if (inside) {
                current = new StringBuilder(line.substring(name.length() + 1).strip());
            }
        }
        if (inside) {
            values.add(current.toString());
        }
        return values;
    }

    private static Optional<String> address(String field) {
        return match(ADDRESS, field.substring(field.indexOf(';') + 1));
    }

    private static Optional<String> match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(matcher.groupCount())) : Optional.empty();
    }

    private static String shorten(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
