package dev.sdr.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the newly written part of a mail: without quotes, forwarded history, signature and mobile footer. Linear. */
public final class ReplyText {

    private static final int LONGEST_LINE = 2_000;
    private static final int LONGEST = 100_000;

    /** "On Monday, Jane wrote:" in the languages of the common clients, possibly over two lines. */
    private static final Pattern ATTRIBUTION = Pattern.compile(
            "(?iu)^\\s*(?:on|am|le|el|em|il|op|den|po|dnia)\\s.{4,300}"
                    + "(?:wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał(?:\\(a\\))?)\\s*:\\s*$");

    private static final Pattern ATTRIBUTION_END = Pattern.compile(
            "(?iu)^.{0,200}(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev)\\s*:\\s*$");

    private static final Pattern ATTRIBUTION_START =
            Pattern.compile("(?iu)^\\s*(?:on|am|le|el|em|il|op|den)\\s.{4,200}(?:\\d|,|<).*$");

    /** "-----Original Message-----" and the like. */
    private static final Pattern DIVIDER =
            Pattern.compile("(?iu)^\\s*[-_*=]{2,}\\s*(?:original message|forwarded message"
                    + "|original appointment|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message original"
                    + "|message transféré|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht)\\s*[-_*=]*\\s*$"
                    + "|^\\s*_{20,}\\s*$|^\\s*Begin forwarded message:\\s*$");

    /** The first line of an Outlook header block, followed by its next. */
    private static final Pattern FROM_LINE =
            Pattern.compile("(?iu)^\\s*[*>]?\\s*\\**(?:from|von|de|da|van|från|fra|od)\\s?:\\**\\s+\\S.*$");

    private static final Pattern SENT_LINE = Pattern.compile(
            "(?iu)^\\s*[*>]?\\s*\\**(?:sent|date|gesendet|datum|envoyé|enviado(?: el)?|enviada(?: em)?|inviato|data|verzonden"
                    + "|skickat|sendt|to|an|à|para|a|aan)\\s?:\\**\\s+.*$");

    private static final Pattern MOBILE = Pattern.compile(
            "(?iu)^\\s*(?:sent (?:from|via) (?:my|an?|outlook|mail|yahoo|proton).{0,60}"
                    + "|get outlook for .{0,40}|gesendet (?:von|mit) .{0,60}|von meinem .{0,30} gesendet|envoyé (?:de|depuis) mon .{0,40}"
                    + "|enviado (?:desde|do) (?:mi|meu) .{0,40}|inviato da(?:l mio)? .{0,40}|verzonden (?:vanaf|met|vanuit) .{0,40})\\s*$");

    private static final Pattern SIGNATURE = Pattern.compile("^(?:--|-- |—|__)\\s?$");

    private ReplyText() {}

    /**
     * The newly written part.
     *
     * @param mail a mail
     * @return its new text; if nothing is left after taking the rest away, the whole text, so that it is never empty
     *     where somebody wrote something
     */
    public static String of(InboundMail mail) {
        String body = mail.text().length() > LONGEST ? mail.text().substring(0, LONGEST) : mail.text();
        List<String> kept = new ArrayList<>();
        List<String> lines = body.lines().map(ReplyText::cut).toList();
        boolean signature = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(">") || line.stripLeading().startsWith(">")) {
                signature = false; // a quote after a signature: what follows may be an inline answer
                continue;
            }
            if (startsHistory(lines, i)) {
                boolean quoted = isQuotedBelow(lines, i);
                if (!quoted) {
                    break;
                }
                if (i + 1 < lines.size()
                        && ATTRIBUTION_END.matcher(lines.get(i + 1)).matches()) {
                    i++; // an attribution over two lines
                }
                continue;
            }
            if (SIGNATURE.matcher(line).matches() || MOBILE.matcher(line).matches()) {
                signature = true;
            }
            if (!signature) {
                kept.add(line);
            }
        }
        String text = String.join("\n", kept).replaceAll("\n{3,}", "\n\n").strip();
        return text.isEmpty() ? unquoted(lines, body) : text;
    }

    private static String cut(String line) {
        return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
    }

    private static boolean startsHistory(List<String> lines, int i) {
        String line = lines.get(i);
        if (ATTRIBUTION.matcher(line).matches() || DIVIDER.matcher(line).matches()) {
            return true;
        }
        if (i + 1 < lines.size()) {
            String next = lines.get(i + 1);
            if (FROM_LINE.matcher(line).matches() && SENT_LINE.matcher(next).matches()) {
                return true;
            }
            return ATTRIBUTION_START.matcher(line).matches()
                    && ATTRIBUTION_END.matcher(next).matches();
        }
        return false;
    }

    /** Whether the history that starts here is marked with "> ", so that unmarked lines below are answers. */
    private static boolean isQuotedBelow(List<String> lines, int i) {
        for (int j = i + 1; j < Math.min(lines.size(), i + 5); j++) {
            String line = lines.get(j).strip();
            if (line.startsWith(">")) {
                return true;
            }
        }
        return false;
    }

    /** Where only quotes and signatures were found: the unquoted lines, or else everything. */
    private static String unquoted(List<String> lines, String body) {
        List<String> rest =
                lines.stream().filter(l -> !l.stripLeading().startsWith(">")).toList();
        String text = String.join("\n", rest).strip();
        return text.isEmpty() ? body.strip() : text;
    }
}
