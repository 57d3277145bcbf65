package dev.sdr.inbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a delivery report, and below them the mail it returns.
 *
 * @param head what the mail system says, of bounded length
 * @param original the returned mail or its headers, as far as they stand in the text; empty if they do not
 */
record ReportText(String head, String original) {

    private static final int LONGEST = 40_000;
    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_RECIPIENTS = 100;

    /** How the line above the returned mail begins, in the words of the servers that are known. */
    private static final Pattern MARKER = Pattern.compile(
            "(?iu)^[\\s\\-=|*#_<>+.]{0,90}(?:this is a copy of|(?:below|enclosed|attached|included)(?: this line)? is (?:a |the )?(?:copy|message)"
                    + "|(?:a )?copy of (?:the|your) |(?:the )?headers? of (?:the|your) |(?:the |your )?original (?:e-?mail|message|mail)"
                    + "|(?:the )?message (?:headers?|text) (?:follow|is following|are following)"
                    + "|(?:returned|unsent|undelivered|undeliverable|bounced) (?:message|mail)"
                    + "|the attachment contains the original|urspr\u00fcngliche (?:nachricht|mail|e-mail)|message d'origine"
                    + "|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht)");

    /** What makes such a line a sentence of the report after all. */
    private static final Pattern SENTENCE = Pattern.compile(
            "(?i)\\b(?:was|were|has|have|had|could|cannot|not|will|your system|exceeds?|size|rejected|to be|attached)\\b");

    /** The first line of a message's headers as servers write them. */
    private static final Pattern HEADERS = Pattern.compile("(?i)^(?:received: |return-path: ?<|x-received: )");

    private static final Pattern TRANSCRIPT = Pattern.compile("^\\s*(?:In:|Out: [123])");

    private static final Pattern AT_START = Pattern.compile(
            "(?iu)^[\\s*>|\"'<\u2022\u00b7-]{0,20}(?:mailto:|smtp:|rfc822;)?(" + Addresses.IN_TEXT.pattern() + ")");

    private static final Pattern LABELLED = Pattern.compile(
            "(?iu)(?<![\\p{L}\\p{N}])(?:recipients?(?: address)?(?: \\w{1,12})?|rcpt to|addressed to|delivered to|deliver(?:ed)? (?:your )?(?:mail|message|e-mail) to|delivering your mail to"
                    + "|undeliverable to|delivery failed|unknown (?:user|recipient|address|account)|invalid final delivery userid|failed addresses|permanent errors"
                    + "|mailbox|user|^\\s*to|^\\s*an|empf\u00e4nger|destinataire|destinatario|destinat\u00e1rio|ontvanger)(?:\\s{0,4}:\\s{0,8}|\\s{1,8})[<\\[\"']{0,2}("
                    + Addresses.IN_TEXT.pattern() + ")");

    private static final Pattern SENDER = Pattern.compile(
            "(?i)(?:from|sender|sent by|reply-to|return-path|mail from|by)\\s*[:=]?\\s*[<\\[\"']*\\s*$");

    /** A recipient and the words about it. */
    record Failed(String address, String words) {}

    static ReportText of(String text) {
        StringBuilder head = new StringBuilder();
        int at = 0;
        boolean first = true;
        while (at < text.length() && head.length() < LONGEST) {
            int newline = text.indexOf('\n', at);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(at, Math.min(end, at + LONGEST_LINE));
            boolean begins = HEADERS.matcher(line).find() || isMarker(line);
            if (begins && !first) {
                return new ReportText(head.toString(), text.substring(at));
            }
            first &= line.isBlank();
            if (!TRANSCRIPT.matcher(line).find()
                    || line.toLowerCase(Locale.ROOT).contains("rcpt to")) {
                head.append(line).append('\n');
            }
            at = end + 1;
        }
        return new ReportText(head.toString(), "");
    }

    private static boolean isMarker(String line) {
        return line.length() < 200
                && MARKER.matcher(line).find()
                && !SENTENCE.matcher(line).find();
    }

    /**
     * The recipients that failed, each with the words that follow it, up to the next one. Lines that begin with an address
     * come before addresses behind a label such as "RCPT TO:", and these before any other.
     *
     * @param ours addresses that are not meant: our own, and those of the report itself, in lower case
     */
    List<Failed> failed(Set<String> ours) {
        for (Pattern place : List.of(AT_START, LABELLED, Addresses.IN_TEXT)) {
            List<Failed> found = failed(place, ours);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<Failed> failed(Pattern place, Set<String> ours) {
        Map<String, StringBuilder> words = new LinkedHashMap<>();
        Map<String, String> spelling = new LinkedHashMap<>();
        StringBuilder before = new StringBuilder();
        StringBuilder current = before;
        String previous = "";
        for (String line : head.lines().toList()) {
            Matcher matcher = place.matcher(line);
            while (matcher.find()) {
                String address = matcher.group(matcher.groupCount() == 0 ? 0 : 1);
                String key = Addresses.key(address);
                String context = previous + " " + line.substring(0, matcher.start(matcher.groupCount() == 0 ? 0 : 1));
                if (isMeant(key, context, ours) && words.size() < MOST_RECIPIENTS) {
                    spelling.putIfAbsent(key, address);
                    current = words.computeIfAbsent(key, k -> new StringBuilder());
                }
            }
            current.append(line).append('\n');
            previous = line.isBlank() ? previous : line;
        }
        List<Failed> failed = new ArrayList<>();
        words.forEach((key, text) -> failed.add(new Failed(spelling.getOrDefault(key, key), text.toString())));
        return failed;
    }

    private static boolean isMeant(String key, String before, Set<String> ours) {
        String near = before.length() > 60 ? before.substring(before.length() - 60) : before;
        return key.contains("@")
                && key.indexOf('.', key.indexOf('@')) > 0
                && !ours.contains(key)
                && !Addresses.isRole(key)
                && !SENDER.matcher(near).find();
    }
}
