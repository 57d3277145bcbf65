package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import dev.sdr.internal.text.History;
import dev.sdr.internal.text.HtmlText;
import dev.sdr.internal.text.Line;
import dev.sdr.internal.text.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the newly written part of a mail: without quotes, forwarded history, signature, disclaimer and mobile footer. An
 * answer between quotes stays. In doubt a line stays, and the result is never empty where somebody wrote something.
 *
 * <p>One pass over at most 262,144 characters with a bounded look ahead at each line, so its time grows with the text.
 */
public final class ReplyText {

    private static final int LONGEST = 262_144;

    private ReplyText() {}

    /**
     * The newly written part of a mail.
     *
     * <p>Of a mail with text and HTML the HTML is read if it names its quotes, because its marks need no guessing and its
     * lines are not wrapped, or if the text is only a stub. Else the text is read, which is what the person typed and not
     * a rendering of it. If the one holds nothing new, the other is asked.
     *
     * @param mail a mail
     * @return its new text; if nothing is left after taking the rest away, the whole text with its quotes marked "> "
     */
    public static String of(InboundMail mail) {
        List<Line> text = Line.all(cut(mail.text()));
        Optional<String> html = mail.html();
        if (html.isEmpty()) {
            return found(text).text;
        }
        List<Line> marked = HtmlText.lines(cut(html.get()));
        boolean structured = marked.stream().anyMatch(l -> l.isQuote() || l.mark() != Line.Mark.NONE);
        boolean stub = letters(text) * 2 < letters(marked);
        Found first = found(structured || stub ? marked : text);
        if (first.sure) {
            return first.text;
        }
        Found second = found(structured || stub ? text : marked);
        return second.sure || first.text.isEmpty() ? second.text : first.text;
    }

    /**
     * A text without its lines that are marked as quoted: where nothing new was written, the new text is the quotes, and
     * they are not the author's words.
     *
     * @param text a new text
     * @return its lines that do not begin with {@code >}
     */
    public static String withoutQuotes(String text) {
        return text.indexOf('>') < 0
                ? text
                : text.lines()
                        .filter(l -> !l.stripLeading().startsWith(">"))
                        .collect(java.util.stream.Collectors.joining("\n"));
    }

    /**
     * The newly written part of a plain text body.
     *
     * @param body the text of a mail
     * @return its new text, as for a mail
     */
    public static String ofText(String body) {
        return found(Line.all(cut(requireNonNull(body, "body")))).text;
    }

    /**
     * The newly written part of an HTML body.
     *
     * @param body the HTML of a mail
     * @return its new text, as for a mail
     */
    public static String ofHtml(String body) {
        return found(HtmlText.lines(cut(requireNonNull(body, "body")))).text;
    }

    private record Found(String text, boolean sure) {}

    private static String cut(String body) {
        return body.length() > LONGEST ? body.substring(0, LONGEST) : body;
    }

    private static int letters(List<Line> lines) {
        return lines.stream().mapToInt(l -> l.text().length()).sum();
    }

    private static Found found(List<Line> lines) {
        List<List<Line>> stretches = stretches(lines);
        String fresh = joined(
                stretches.stream().flatMap(s -> Signatures.without(s).stream()).toList());
        if (!fresh.isEmpty()) {
            return new Found(fresh, true);
        }
        String signed = joined(stretches.stream().flatMap(List::stream).toList());
        return new Found(signed.isEmpty() ? joined(lines) : signed, false);
    }

    private static String joined(List<Line> lines) {
        return lines.stream()
                .filter(l -> l.mark() != Line.Mark.HISTORY)
                .map(Line::marked)
                .collect(Collectors.joining("\n"))
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }

    /** The stretches of lines between quotes, up to a history that is not marked as a quote. */
    private static List<List<Line>> stretches(List<Line> lines) {
        List<List<Line>> stretches = new ArrayList<>();
        List<Line> open = new ArrayList<>();
        @Nullable String initials = null; // of a quote in the old way, "Jane> "
        int i = 0;
        while (i < lines.size()) {
            Line line = lines.get(i);
            History.Start start = line.isQuote() ? null : History.at(lines, i);
            String mine = start == null ? History.initials(line) : null;
            boolean old = mine != null && (mine.equals(initials) || mine.equals(initials(lines, i + 1)));
            initials = old ? mine : initials;
            boolean quote = line.isQuote() || old || isTorn(lines, i);
            if (start == null && !quote) {
                open.add(line);
                i++;
                continue;
            }
            if (start != null && start.own() > 0) {
                open.add(own(line, start.own()));
            }
            if (!open.isEmpty()) {
                stretches.add(open);
                open = new ArrayList<>();
            }
            if (start != null && !start.marked()) {
                return stretches;
            }
            if (start != null) {
                initials = nextInitials(lines, start.next());
            }
            i = start == null ? i + 1 : start.next();
        }
        stretches.add(open);
        return stretches;
    }

    /** A person's words before an attribution on the same line, without the dashes between the two. */
    private static Line own(Line line, int length) {
        String text = line.text().substring(0, length).stripTrailing();
        int end = text.length();
        while (end > 0 && "-_>\u2013\u2014 ".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return Line.of(text.substring(0, end), 0, Line.Mark.NONE);
    }

    private static @Nullable String initials(List<Line> lines, int at) {
        return at < lines.size() ? History.initials(lines.get(at)) : null;
    }

    /** The end of a link that a client broke over two lines of a quote. */
    private static boolean isTorn(List<Line> lines, int at) {
        String key = lines.get(at).key();
        return key.endsWith(">")
                && key.indexOf('<') < 0
                && at > 0
                && lines.get(at - 1).isQuote()
                && at + 1 < lines.size()
                && lines.get(at + 1).isQuote();
    }

    private static @Nullable String nextInitials(List<Line> lines, int from) {
        for (int i = from; i < Math.min(lines.size(), from + 5); i++) {
            if (!lines.get(i).isBlank()) {
                return History.initials(lines.get(i));
            }
        }
        return null;
    }
}
