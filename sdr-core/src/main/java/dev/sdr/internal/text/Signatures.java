package dev.sdr.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes signatures, mobile footers, legal disclaimers and banners of mail gateways out of a stretch of new text. What
 * could be a person's sentence stays: a footer names a device or an app, a disclaimer speaks twice like one, lines after
 * a greeting are contact details only if some of them say so and none is a sentence.
 */
public final class Signatures {

    private static final int MOST_LINES = 12;
    private static final int LONGEST_LINE = 100;
    private static final int FEW_WORDS = 4;
    private static final int SOME_WORDS = 6;
    private static final int LONGEST_DISCLAIMER = 3_000;

    private static final Pattern DELIMITER = Pattern.compile("--|\u2014|\u2013|_{2,4}|- -");
    private static final Pattern NAMED_DELIMITER = Pattern.compile("-- ?[^\\s-].{0,40}");
    private static final Pattern RULE = Pattern.compile("[-\u2013\u2014_=~*#+\u2500\u2501]{3,}");
    private static final Pattern LINK =
            Pattern.compile("[<(\\[]?(?:https?://|mailto:|www\\.)[^\\s>)\\]]{1,300}[>)\\]]?");
    private static final Pattern CONTACT = Pattern.compile("(?:https?://|www\\.)\\S|\\S@\\S"
            + "|(?<!\\p{L})(?:tel|telefon|t\u00e9l|phone|ph|mob|mobile|mobil|cell|fax|t|m|p|d|o|office|direct|handy|whatsapp|skype)"
            + "\\.? ?[:.+(/] ?[+(\\d]|[+(]?\\d[\\d ()./-]{7,20}\\d");
    private static final Set<String> CLOSINGS = MailWords.set("closing");
    private static final Pattern FROM_ANY = Pattern.compile(MailWords.any("mobile-any") + "(?!\\p{L}).{0,70}");
    private static final Pattern FROM_DEVICE = Pattern.compile(MailWords.any("mobile-any", "mobile")
            + ".{0,110}|.{1,60}" + MailWords.any("mobile-end") + ".?|" + MailWords.anyBoth("mobile-both"));
    private static final Pattern FROM_SHORT = Pattern.compile(MailWords.any("mobile-short") + " .{1,40}");
    private static final Pattern DEVICE = Pattern.compile("(?<![a-z\\p{IsCyrillic}])" + MailWords.any("device"));
    private static final Pattern DISCLAIMER = Pattern.compile("[-*_\\[(\"\u00ab ]{0,6}" + MailWords.any("disclaimer"));
    private static final Pattern EVIDENCE = Pattern.compile(MailWords.any("disclaimer-evidence"));
    private static final Pattern BANNER = Pattern.compile("[-*_(\"\u26a0\ufe0f ]{0,6}" + MailWords.any("banner"));
    private static final Pattern COMPANY =
            Pattern.compile("(?:inc|ltd|co|corp|llc|plc|bv|b\\.v|s\\.a|s\\.r\\.l|s\\.p\\.a|e\\.v|oy|ab|a/s)\\.$");
    private static final String TRACKER = "\u1427"; // the mark that Mailtrack leaves

    private Signatures() {}

    /**
     * The lines that a person wrote in a stretch of new text.
     *
     * @param stretch the lines of the stretch
     * @return those without what was taken out
     */
    public static List<Line> without(List<Line> stretch) {
        List<Line> lines = new ArrayList<>(stretch);
        lines.removeIf(l -> l.mark() == Line.Mark.SIGNATURE);
        removeParagraphs(lines);
        removeFooters(lines);
        cutFrom(lines, delimiter(lines));
        cutFrom(lines, contactDetails(lines));
        trimRules(lines);
        return lines;
    }

    private static void cutFrom(List<Line> lines, int at) {
        if (at >= 0) {
            lines.subList(at, lines.size()).clear();
        }
    }

    /** Where a signature begins that something divides from the text, or -1. */
    private static int delimiter(List<Line> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String key = lines.get(i).key();
            if (key.isEmpty() || !isEdge(key.charAt(0))) {
                continue;
            }
            List<Line> below = lines.subList(i + 1, lines.size());
            boolean named = NAMED_DELIMITER.matcher(key).matches() && filled(below) <= 4 && isDetails(below, FEW_WORDS);
            boolean rule = RULE.matcher(key).matches()
                    && (filled(below) == 0 || isDetails(below, key.charAt(0) == '_' ? SOME_WORDS : FEW_WORDS));
            if (DELIMITER.matcher(key).matches() || named || rule) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isEdge(char c) {
        return !Character.isLetterOrDigit(c);
    }

    /** The number of lines with words, as far as it matters. */
    private static int filled(List<Line> lines) {
        int filled = 0;
        for (int i = 0; i < Math.min(lines.size(), 5 * MOST_LINES) && filled <= MOST_LINES; i++) {
            filled += lines.get(i).isBlank() ? 0 : 1;
        }
        return filled;
    }

    /** Short lines, not many, and no sentence among them. */
    private static boolean isDetails(List<Line> lines, int words) {
        if (lines.size() > 5 * MOST_LINES || filled(lines) > MOST_LINES) {
            return false;
        }
        for (Line line : lines) {
            String key = line.key();
            if (key.length() > LONGEST_LINE
                    || isSentence(key, words)
                    || (key.startsWith("ps") && key.length() > 3 && !Character.isLetter(key.charAt(2)))
                    || key.startsWith("p.s")) {
                return false;
            }
        }
        return true;
    }

    /** Whether a line asks, or ends like a sentence of that many words; "Acme Inc." does not. */
    private static boolean isSentence(String key, int words) {
        if (key.endsWith("?")) {
            return true;
        }
        boolean ends = key.endsWith(".") || key.endsWith("!") || key.endsWith(":") || key.endsWith("\u3002");
        return ends && !COMPANY.matcher(key).find() && key.split(" ", words).length == words;
    }

    /** Where contact details begin under a greeting and a name, or -1. */
    private static int contactDetails(List<Line> lines) {
        int closing = -1;
        int seen = 0;
        for (int i = lines.size() - 1; i >= 0 && seen <= MOST_LINES + 2 && closing < 0; i--) {
            String key = lines.get(i).key();
            seen += key.isEmpty() ? 0 : 1;
            closing = isClosing(key) ? i : -1;
        }
        int name = closing < 0 ? -1 : nextFilled(lines, closing + 1);
        int details = name < 0 ? -1 : nextFilled(lines, name + 1);
        if (details < 0 || lines.get(name).key().length() > 60) {
            return -1;
        }
        List<Line> below = lines.subList(details, lines.size());
        boolean contact = below.stream().anyMatch(l -> CONTACT.matcher(l.key()).find());
        return contact && isDetails(below, SOME_WORDS) ? details : -1;
    }

    private static boolean isClosing(String key) {
        int end = key.length();
        while (end > 0 && ",.!;:- ".indexOf(key.charAt(end - 1)) >= 0) {
            end--;
        }
        return end > 0 && CLOSINGS.contains(key.substring(0, end));
    }

    private static int nextFilled(List<Line> lines, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                return i;
            }
        }
        return -1;
    }

    /** "Sent from my iPhone": a line of its own, with an empty line, a link or nothing below it. */
    private static void removeFooters(List<Line> lines) {
        List<Line> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String next = i + 1 < lines.size() ? lines.get(i + 1).key() : "";
            boolean link = LINK.matcher(next).matches();
            boolean alone = next.isEmpty() || link || RULE.matcher(next).matches() || isFooter(next);
            if (alone && isFooter(lines.get(i).key())) {
                i += link ? 1 : 0;
            } else {
                kept.add(lines.get(i));
            }
        }
        lines.clear();
        lines.addAll(kept);
    }

    static boolean isFooter(String key) {
        if (key.length() < 6 || key.length() > 300) {
            return false;
        }
        String words = LINK.matcher(key).replaceAll(" ").strip();
        int start = 0;
        while (start < words.length() && !Character.isLetterOrDigit(words.charAt(start))) {
            start++;
        }
        String plain = words.substring(start);
        int count = plain.split(" ", 16).length;
        if (count > 13 || plain.endsWith("?")) {
            return false;
        }
        boolean from = FROM_DEVICE.matcher(plain).matches()
                || (count <= 4 && FROM_SHORT.matcher(plain).matches());
        boolean device = from && DEVICE.matcher(plain).find();
        boolean any =
                count <= 8 && FROM_ANY.matcher(plain).matches() && plain.chars().noneMatch(c -> ",;:!".indexOf(c) >= 0);
        return device || any;
    }

    /** Disclaimers, from the line that begins one to the end of its paragraph, and banners of gateways. */
    private static void removeParagraphs(List<Line> lines) {
        List<Line> kept = new ArrayList<>();
        int start = 0;
        while (start < lines.size()) {
            int end = start;
            while (end < lines.size() && !lines.get(end).isBlank()) {
                end++;
            }
            List<Line> paragraph = lines.subList(start, end);
            kept.addAll(paragraph.subList(0, legal(paragraph)));
            if (end < lines.size()) {
                kept.add(lines.get(end));
            }
            start = end + 1;
        }
        lines.clear();
        lines.addAll(kept);
    }

    /** Where the legal words of a paragraph begin, or its size. */
    private static int legal(List<Line> paragraph) {
        if (!paragraph.isEmpty() && BANNER.matcher(paragraph.get(0).key()).lookingAt()) {
            return 0;
        }
        for (int i = 0; i < paragraph.size(); i++) {
            if (DISCLAIMER.matcher(paragraph.get(i).key()).lookingAt()) {
                return hasEvidence(paragraph.subList(i, paragraph.size())) ? i : paragraph.size();
            }
        }
        return paragraph.size();
    }

    private static boolean hasEvidence(List<Line> lines) {
        for (Line line : lines) {
            String text = line.text();
            String words = text.length() > LONGEST_DISCLAIMER ? text.substring(0, LONGEST_DISCLAIMER) : text;
            if (EVIDENCE.matcher(MailWords.folded(words)).find()) {
                return true;
            }
        }
        return false;
    }

    /** Rules and marks of trackers under the last words. */
    private static void trimRules(List<Line> lines) {
        int end = lines.size();
        boolean rules = false;
        while (end > 0) {
            String key = lines.get(end - 1).key();
            boolean rule = key.equals(TRACKER) || RULE.matcher(key).matches();
            if (!key.isEmpty() && !rule) {
                break;
            }
            rules |= rule;
            end--;
        }
        if (rules) {
            lines.subList(end, lines.size()).clear();
        }
    }
}
