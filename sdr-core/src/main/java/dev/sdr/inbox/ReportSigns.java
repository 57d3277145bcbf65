package dev.sdr.inbox;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The signs by which a mail system is told from a person. One alone is never enough: a person may write from postmaster@,
 * forward a report, or speak of a mail that could not be delivered.
 */
final class ReportSigns {

    private static final int OPENING = 6_000;
    private static final Phrases WORDS = Phrases.load("report-words.txt");
    private static final Pattern DAEMON = Pattern.compile(
            "(?i)(?:mailer-?daemon|mail-?daemon|post-?master|post_master|bounces?|mail-delivery|maildelivery|delivery|smtp|sysadmin|microsoftexchange[0-9a-f]*)(?:[+-].*)?");
    private static final Pattern DAEMON_NAME = Pattern.compile(
            "(?i)mail(?:er)?[ -]?(?:delivery|daemon|administrator|system)|delivery (?:sub)?system|system administrator|post ?master|content.filter|interscan|microsoft outlook");
    private static final Pattern ANSWER =
            Pattern.compile("(?iu)^(?:re|aw|sv|antw|fwd?|wg|tr|rv|enc|odp|vs)\\s{0,3}(?:\\[\\d+\\])?:");
    private static final Pattern SMTP_REPLY = Pattern.compile(
            "(?<![\\p{L}\\d.])[45][0-5]\\d[ -]#?[45]\\.\\d{1,2}\\.\\d{1,3}|(?m)^.{0,80}(?:said: ?|<<< ?|>>> ?|response: ?|: )[45][0-5]\\d[ -]");

    private ReportSigns() {}

    /** Why a mail without a machine-readable report is one nevertheless, or empty. */
    static Optional<String> find(InboundMail mail, ReportText text, OriginalMail original) {
        if (mail.header("x-failed-recipients").isPresent()) {
            return Optional.of("the header X-Failed-Recipients");
        }
        boolean daemon = isDaemon(mail);
        boolean nobody = isFromNobody(mail);
        if (!daemon && !nobody) {
            return Optional.empty();
        }
        String subject = Phrases.normal(mail.subject(), 300);
        Optional<String> title =
                ANSWER.matcher(mail.subject()).find() ? Optional.empty() : WORDS.find("subject", subject);
        String opening = withoutQuotes(text.head());
        Optional<String> words = WORDS.find("body", Phrases.normal(opening, OPENING));
        boolean smtp = SMTP_REPLY
                .matcher(opening.length() > OPENING ? opening.substring(0, OPENING) : opening)
                .find();
        String who = daemon ? "written by a mail system" : "sent with an empty return path";
        if (title.isPresent() && (daemon || words.isPresent() || smtp || original.isReturned())) {
            return Optional.of(who + ", with the subject \"" + title.get() + "\"");
        }
        if (words.isPresent() && (daemon || smtp || original.isReturned())) {
            return Optional.of(who + ", and it says \"" + words.get() + "\"");
        }
        return smtp && daemon ? Optional.of(who + ", and it quotes a server's refusal") : Optional.empty();
    }

    /** Whether the words say that the mail is still being tried. */
    static boolean isDelay(InboundMail mail, String head) {
        return WORDS.find("delayed", Phrases.normal(mail.subject() + "\n" + head, OPENING))
                        .isPresent()
                && WORDS.find("given-up", Phrases.normal(mail.subject() + "\n" + head, OPENING))
                        .isEmpty();
    }

    /** Whether a mail system wrote it; some name themselves without a domain, or not at all. */
    private static boolean isDaemon(InboundMail mail) {
        String from = mail.header("from").orElse("").toLowerCase(Locale.ROOT);
        String address = mail.from()
                .map(a -> a.normalized())
                .or(() -> Addresses.first(from))
                .orElseGet(() -> from.replaceAll("[<>\"]", " ").strip());
        String local = Addresses.local(address);
        return from.isBlank()
                || from.contains("<>")
                || DAEMON.matcher(local).matches()
                || DAEMON_NAME
                        .matcher(mail.fromName().isEmpty() ? from : mail.fromName())
                        .find();
    }

    /** Whether its envelope has no sender, as that of every report must (RFC 5321 section 4.5.5). */
    static boolean isFromNobody(InboundMail mail) {
        return mail.header("return-path")
                .map(r -> r.replaceAll("\\s", ""))
                .filter(r -> r.equals("<>") || r.toLowerCase(Locale.ROOT).startsWith("<mailer-daemon"))
                .isPresent();
    }

    private static String withoutQuotes(String text) {
        StringBuilder kept = new StringBuilder();
        text.lines()
                .filter(l -> !l.startsWith(">") || l.startsWith(">>>"))
                .forEach(l -> kept.append(l).append('\n'));
        return kept.toString();
    }
}
