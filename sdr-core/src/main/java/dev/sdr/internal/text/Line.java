package dev.sdr.internal.text;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a mail.
 *
 * @param text as it was written, without its quote marks and invisible characters
 * @param key the same for comparing: folded, blanks of all kinds as one space, cut to a bounded length
 * @param depth how many quote marks stood before it, 0 for none
 * @param mark what the HTML says of it
 */
public record Line(String text, String key, int depth, Mark mark) {

    private static final int LONGEST_KEY = 400;

    /** What markup knows that text does not show. */
    public enum Mark {
        /** Nothing. */
        NONE,
        /** The history of the conversation begins here; the line itself is empty. */
        HISTORY,
        /** Part of a signature. */
        SIGNATURE
    }

    /**
     * A line.
     *
     * @param text as it was written, without its quote marks
     * @param depth how many quote marks stood before it
     * @param mark what the HTML says of it
     * @return the line with its key
     */
    public static Line of(String text, int depth, Mark mark) {
        return new Line(text, key(text), depth, mark);
    }

    /** Whether it shows nothing and begins no history. */
    public boolean isBlank() {
        return key.isEmpty() && mark != Mark.HISTORY;
    }

    /** Whether it is quoted. */
    public boolean isQuote() {
        return depth > 0;
    }

    /** Whether it stands in the open: no quote, no mark, not blank. */
    boolean isPlain() {
        return depth == 0 && mark == Mark.NONE && !key.isEmpty();
    }

    /** Its text with its quote marks as "> ". */
    public String marked() {
        return depth == 0 ? text : "> ".repeat(Math.min(depth, 20)) + text;
    }

    /**
     * The lines of a plain text with their quote marks counted.
     *
     * @param text a plain text
     * @return its lines
     */
    public static List<Line> all(String text) {
        List<Line> lines = new ArrayList<>();
        int at = 0;
        boolean open = false; // "<http://..." goes on in the next line, which may begin with its ">"
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !isLineEnd(text.charAt(end))) {
                end++;
            }
            Line line = open ? of(text.substring(at, end), 0, Mark.NONE) : quoted(text, at, end);
            line = isMboxFrom(line, lines) ? of(text.substring(at + 1, end), 0, Mark.NONE) : line;
            lines.add(line);
            open = line.depth == 0 && opensLink(line.key);
            at = text.startsWith("\r\n", end) ? end + 2 : end + 1;
        }
        return lines;
    }

    private static Line quoted(String text, int from, int to) {
        int depth = 0;
        int start = from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '>' || c == '\uFF1E') {
                depth++;
                start = i + 1;
            } else if (!isBlank(c) && !isInvisible(c)) {
                break;
            }
        }
        String rest = text.substring(depth == 0 ? from : start, to);
        String visible = visible(depth > 0 && rest.startsWith(" ") ? rest.substring(1) : rest);
        Line line = of(visible, depth, Mark.NONE);
        return depth == 1 && Attribution.isTail(line.key) ? of(visible, 0, Mark.NONE) : line;
    }

    /** Mailbox files put a ">" before a line that begins with "From ". */
    private static boolean isMboxFrom(Line line, List<Line> before) {
        boolean alone = before.isEmpty() || before.get(before.size() - 1).depth == 0;
        return line.depth == 1 && alone && line.text.startsWith("From ") && line.key.indexOf(':') < 0;
    }

    private static boolean opensLink(String key) {
        int open = key.lastIndexOf('<');
        return open >= 0
                && key.indexOf('>', open) < 0
                && (key.startsWith("http", open + 1) || key.startsWith("mailto:", open + 1));
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029' || c == '\u0085' || c == '\u000B' || c == '\f';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || Character.isSpaceChar(c);
    }

    /** Characters that show nothing: zero-width blanks, direction marks, soft hyphens, joiners of nothing. */
    private static boolean isInvisible(char c) {
        return c == '\u200B'
                || c == '\u2060'
                || c == '\uFEFF'
                || c == '\u00AD'
                || c == '\u034F'
                || c == '\u061C'
                || c == '\u200E'
                || c == '\u200F'
                || (c >= '\u202A' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069')
                || (c < ' ' && c != '\t');
    }

    /** The text without invisible characters and with ordinary blanks, trailing ones gone. */
    static String visible(String text) {
        boolean clean = true;
        for (int i = 0; i < text.length() && clean; i++) {
            char c = text.charAt(i);
            clean = c >= ' ' && c < 127;
        }
        if (clean) {
            return text.stripTrailing();
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isInvisible(c)) {
                out.append(Character.isSpaceChar(c) && c != '\u3000' ? ' ' : c);
            }
        }
        return out.toString().stripTrailing();
    }

    private static String key(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST_KEY));
        boolean blank = true;
        for (int i = 0; i < text.length() && out.length() < LONGEST_KEY; i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                if (!blank) {
                    out.append(' ');
                }
                blank = true;
            } else if (!isInvisible(c) && c != '\u200C' && c != '\u200D') {
                out.append(c);
                blank = false;
            }
        }
        return MailWords.folded(out.toString()).strip();
    }
}
