package dev.sdr.llm;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Makes text of somebody else's fit to be shown to a model: only what a reader would see, in one way of writing, and no more
 * than so many bytes. It takes away control characters, characters that are not seen (zero widths, joiners, fillers, tags,
 * variation selectors), those that change the direction of text, private and unassigned ones and halves of pairs; writes
 * compatible characters in their usual form (NFKC); and makes long blanks short. What it made it leaves as it is.
 */
final class Cleaning {

    /** What stands where a text was cut off. */
    static final String CUT = "\n[cut here; the rest is not shown]";

    private static final Pattern LINK = Pattern.compile("(?i)\\b(?:https?|mailto):\\S+");
    private static final int LOOK_AHEAD = 4;
    private static final int EMPTY_LINES = 2;

    private Cleaning() {}

    /** The text, cleaned, in at most so many bytes of UTF-8, the mark where it was cut included. */
    static String clean(String text, int maxBytes) {
        String seen = visible(text, LOOK_AHEAD * maxBytes);
        boolean more = seen.length() > LOOK_AHEAD * maxBytes;
        String usual = Normalizer.normalize(seen, Normalizer.Form.NFKC);
        String clean = spaced(visible(usual, Integer.MAX_VALUE));
        return more || bytes(clean) > maxBytes ? cut(clean, maxBytes - bytes(CUT)) : clean;
    }

    /** A mail of ours without its links: that to unsubscribe is the reader's alone. */
    static String withoutLinks(String text) {
        return LINK.matcher(text).replaceAll("[link]");
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String cut(String text, int maxBytes) {
        if (text.endsWith(CUT) && bytes(text) <= maxBytes + bytes(CUT)) {
            return text;
        }
        int at = 0;
        int used = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            used += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (used > maxBytes) {
                break;
            }
            at += Character.charCount(c);
        }
        return text.substring(0, at).stripTrailing() + CUT;
    }

    /** What is seen of a text, until there are more than so many characters of it. */
    private static String visible(String text, int most) {
        StringBuilder seen = new StringBuilder(Math.min(text.length(), 1 << 16));
        for (int i = 0; i < text.length() && seen.length() <= most; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isBreak(c)) {
                boolean pair = c == '\r' && i < text.length() && text.charAt(i) == '\n';
                seen.append(pair ? "" : "\n");
            } else if (c == '\t') {
                seen.append(' ');
            } else if (isSeen(c)) {
                seen.appendCodePoint(c);
            }
        }
        return seen.toString();
    }

    private static boolean isBreak(int c) {
        return c == '\n' || c == '\r' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> !isFiller(c);
        };
    }

    /** Letters and marks that show nothing. */
    private static boolean isFiller(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }

    private static String spaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int breaks = 0;
        boolean blank = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n') {
                breaks++;
                blank = false;
            } else if (Character.getType(c) == Character.SPACE_SEPARATOR) {
                blank = true;
            } else {
                if (breaks > 0) {
                    out.append("\n".repeat(out.length() == 0 ? 0 : Math.min(breaks, EMPTY_LINES)));
                } else if (blank && out.length() > 0) {
                    out.append(' ');
                }
                breaks = 0;
                blank = false;
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }
}
