package dev.sdr.internal.text;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the earlier part of a conversation begins in a text, and whether it is marked as a quote. */
public final class History {

    private static final int NEAR = 5;
    private static final Set<String> DIVIDERS = MailWords.set("divider");
    private static final Set<String> ALONE = MailWords.set("divider-alone");
    private static final Pattern INSIDE = Pattern.compile(MailWords.any("divider-inside"));
    private static final Pattern BY = Pattern.compile(MailWords.any("divider") + "(?: [a-z\\p{L}]{1,5})? .{1,150}");
    private static final Pattern INITIALS = Pattern.compile("^\\s{0,3}\\p{Lu}\\p{L}{0,20}>(?:\\s|$)");
    private static final String EDGE = "-_=*~#+>|\u2010\u2011\u2012\u2013\u2014\u2015\u2500\u2501 \u2022";

    /**
     * A beginning.
     *
     * @param next the line after its headers
     * @param own how many characters of its first line are the person's own
     * @param marked whether a quote follows, so that what stands below without a mark is new
     */
    public record Start(int next, int own, boolean marked) {}

    private History() {}

    /**
     * The history that begins at a line.
     *
     * @param lines the lines of a text
     * @param i the number of one, from 0
     * @return where it begins, or null if none does
     */
    public static @Nullable Start at(List<Line> lines, int i) {
        Line line = lines.get(i);
        if (line.mark() == Line.Mark.HISTORY) {
            return line.isQuote() ? null : new Start(i + 1, 0, false);
        }
        if (!line.isPlain()) {
            return null;
        }
        int block = HeaderBlock.end(lines, i);
        if (block > 0) {
            return start(lines, block, 0);
        }
        if (isDivider(lines, i)) {
            return start(lines, afterHeaders(lines, i + 1), 0);
        }
        Attribution.Found found = Attribution.at(lines, i);
        return found == null ? null : start(lines, found.next(), found.own());
    }

    private static Start start(List<Line> lines, int next, int own) {
        return new Start(next, own, isQuotedBelow(lines, next));
    }

    private static int afterHeaders(List<Line> lines, int from) {
        int next = nextFilled(lines, from);
        if (next < 0) {
            return from;
        }
        int block = HeaderBlock.end(lines, next);
        if (block > 0) {
            return block;
        }
        int last = next;
        while (last < lines.size()
                && last - next < NEAR
                && !HeaderBlock.fields(lines.get(last)).isEmpty()) {
            last++;
        }
        return last > next ? last : from;
    }

    private static boolean isDivider(List<Line> lines, int i) {
        String key = lines.get(i).key();
        if (key.length() > 250) {
            return false;
        }
        int start = 0;
        int end = key.length();
        while (start < end && EDGE.indexOf(key.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && (EDGE.indexOf(key.charAt(end - 1)) >= 0 || key.charAt(end - 1) == ':')) {
            end--;
        }
        String words = key.substring(start, end);
        if (words.isEmpty()) {
            return key.length() >= 5 && isAboveHeaders(lines, i);
        }
        if (INSIDE.matcher(words).find()) {
            return true;
        }
        boolean ruled = start >= 2 || key.length() - end >= 2;
        if (DIVIDERS.contains(words)) {
            return ruled || isAboveHeaders(lines, i);
        }
        if (ALONE.contains(words)) {
            return ruled || key.endsWith(":") || isAboveHeaders(lines, i);
        }
        return (ruled && BY.matcher(words).matches())
                || (start >= 3 && key.length() - end >= 3 && isAboveHeaders(lines, i));
    }

    private static boolean isAboveHeaders(List<Line> lines, int i) {
        int next = nextFilled(lines, i + 1);
        return next >= 0 && HeaderBlock.end(lines, next) > 0;
    }

    /** The next line with words within a few lines, or -1. */
    private static int nextFilled(List<Line> lines, int from) {
        for (int i = from; i < Math.min(lines.size(), from + NEAR); i++) {
            if (!lines.get(i).isBlank()) {
                return i;
            }
        }
        return -1;
    }

    static boolean isQuotedBelow(List<Line> lines, int from) {
        int next = nextFilled(lines, from);
        return next >= 0 && (lines.get(next).isQuote() || initials(lines.get(next)) != null);
    }

    /**
     * The name before a line quoted in the old way.
     *
     * @param line a line
     * @return the name, such as the "Jane" of "Jane> ", or null if there is none
     */
    public static @Nullable String initials(Line line) {
        String text = line.text();
        int end = text.indexOf('>');
        if (end <= 0 || end > 24 || !line.isPlain() || !INITIALS.matcher(text).find()) {
            return null;
        }
        return text.substring(0, end).strip();
    }
}
