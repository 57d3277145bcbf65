package dev.sdr.internal.text;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line above a quote that says whose it is: "On Monday, 2 March 2026 at 10:00, Jane wrote:", in many languages, over
 * up to five lines, with or without a verb. What a person could have written is one only if a quote follows.
 */
final class Attribution {

    private static final int MOST_LINES = 5;
    private static final int LONGEST = 600;
    private static final int DATE_WITHIN = 45;

    private static final Pattern VERB =
            Pattern.compile("(?<!\\p{L})" + MailWords.any("verb") + "(?![\\p{L}(])|" + MailWords.any("verb-cjk"));
    private static final Pattern TAIL =
            Pattern.compile("[>)\\]\\s]{0,4}(?:" + MailWords.any("verb") + "|" + MailWords.any("verb-cjk") + ")\\s?:?");
    private static final Pattern ENDS_WITH_VERB = Pattern.compile(
            "(?:(?<!\\p{L})" + MailWords.any("verb") + "|" + MailWords.any("verb-cjk") + ")[-\\s:*_\"'.\u3002]{0,8}$");
    private static final Pattern START = Pattern.compile("[-\u2013\u2014*_\"'\u201e\u201c\u00ab\\[(<|:. ]{0,8}"
            + MailWords.any("start") + "(?:(?<![a-z\\p{IsCyrillic}])|(?![\\p{L}])).{0," + DATE_WITHIN + "}");
    private static final Pattern INNER_START = Pattern.compile(
            "(?<![^\\s\\-\u2013\u2014_>.!?)])(?:On|Am|Le|El|Il|Em|Op|Den|W dniu|Dnia|V\u00e0o)\\s(?=[^\\n]{0,45}\\d)");
    private static final Pattern TIME = Pattern.compile("(?<!\\d)\\d{1,2}[:h]\\d{2}(?!\\d)"
            + "|(?<!\\p{L})(?:kl|klo|kello|alle|ore|um|at|pukul|\u03c3\u03c4\u03b9\u03c2|o)\\.? ?\\d{1,2}[.:]\\d{2}"
            + "|(?<!\\d)\\d{1,2} ?(?:am|pm|a\\.m|p\\.m|uhr)(?!\\p{L})|\\d[\u65f6\u6642\u6642\uc2dc\u70b9]");
    private static final Pattern YEAR = Pattern.compile(
            "(?<!\\d)(?:19|20)\\d\\d(?!\\d)|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}[./-]\\d|(?:19|20)\\d\\d[\u5e74\ub144]");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>()@]{1,64}@[^\\s<>()@]{2,64}");
    private static final Pattern BRACKETED =
            Pattern.compile("[<(\\[]\\s?(?:mailto:)?[^\\s<>()@]{1,64}@[^\\s<>()]{2,200}");
    /** "On 5 May 2026 he wrote:" is a sentence, with a name in place of "he" it is what clients without times write. */
    private static final Pattern PRONOUN = Pattern.compile(
            "(?<!\\p{L})(?:i|we|he|she|they|it|ich|wir|er|sie|il|elle|ils|nous|él|ella|ellos|lui|lei|hij|zij|wij|han|hun|hon)"
                    + " (?:also )?" + MailWords.any("verb") + "\\s?:");
    /** An ISO date, a zone and a name, or a date, a name and an address, without a colon: old forms of Gmail. */
    private static final Pattern WITHOUT_COLON = Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2} \\d{1,2}:\\d{2} gmt[+-]\\d{2}:\\d{2} [^:<]{1,80}(?:<[^\\s<>]{3,200}>:?)?"
                    + "|\\d{4}[/-]\\d{1,2}[/-]\\d{1,2} [^<]{1,80}<[^\\s<>@]{1,64}@[^\\s<>]{3,200}>:?");

    private static final Set<String> WEEKDAYS = MailWords.set("weekday");

    /** How sure it is. */
    private enum Strength {
        NONE,
        /** Only above a quote. */
        WEAK,
        STRONG
    }

    /**
     * What was found.
     *
     * @param next the line after it
     * @param own how many characters of its first line are the person's own
     */
    record Found(int next, int own) {}

    private Attribution() {}

    /** Whether a line is only the end of one, such as "wrote:". */
    static boolean isTail(String key) {
        return key.length() < 30 && TAIL.matcher(key).matches();
    }

    /** The attribution that begins at a line, or null. */
    static @Nullable Found at(List<Line> lines, int from) {
        Line first = lines.get(from);
        if (!first.isPlain() || !mayEnd(lines, from)) {
            return null;
        }
        boolean dated = startsWithDate(first.key());
        if (!dated && !isNamed(first.key(), lines, from)) {
            return null;
        }
        StringBuilder joined = new StringBuilder();
        int pieces = 0;
        for (int i = from; i < lines.size() && pieces < MOST_LINES && joined.length() < LONGEST; i++) {
            Line line = lines.get(i);
            if (line.isQuote() || line.mark() != Line.Mark.NONE) {
                return null;
            }
            if (line.isBlank()) {
                if (!goesOnAfterBlank(lines, i + 1)) {
                    return null;
                }
                continue;
            }
            if (pieces > 0 && isWhole(line.key())) {
                return null; // the next line is one by itself
            }
            joined.append(pieces++ == 0 ? "" : " ").append(line.key());
            Strength strength = strength(joined.toString(), dated);
            if (strength == Strength.STRONG || (strength == Strength.WEAK && History.isQuotedBelow(lines, i + 1))) {
                return new Found(i + 1, pieces == 1 && !dated ? own(first) : 0);
            }
            if (endsWithColon(line.key())) {
                return null;
            }
        }
        return null;
    }

    /** Whether one could end soon: a line with a colon at its end, or a quote. Spares most lines the costly looks. */
    private static boolean mayEnd(List<Line> lines, int from) {
        for (int i = from; i < Math.min(lines.size(), from + MOST_LINES + 3); i++) {
            String key = lines.get(i).key();
            if (lines.get(i).isQuote()
                    || endsWithColon(key)
                    || key.endsWith("--")
                    || key.endsWith(">")
                    || key.contains(" gmt+")
                    || key.contains(" gmt-")
                    || History.initials(lines.get(i)) != null) {
                return true;
            }
        }
        return false;
    }

    private static boolean goesOnAfterBlank(List<Line> lines, int next) {
        if (next >= lines.size()) {
            return false;
        }
        String key = lines.get(next).key();
        return key.startsWith("<") || key.startsWith("mailto:") || isTail(key);
    }

    /** A line that names somebody and may be the first of several. */
    private static boolean isNamed(String key, List<Line> lines, int at) {
        boolean atEnd = at + 1 >= lines.size();
        return VERB.matcher(key).find()
                || BRACKETED.matcher(key).find()
                || (key.endsWith("<") && !atEnd && lines.get(at + 1).key().indexOf('@') > 0);
    }

    private static boolean isWhole(String key) {
        if (startsWithDate(key) && strength(key, true) == Strength.STRONG) {
            return true;
        }
        boolean named = BRACKETED.matcher(key).find() && VERB.matcher(key).find();
        boolean starts = START.matcher(key).lookingAt() && digitWithin(key, DATE_WITHIN);
        return (named || starts) && TIME.matcher(key).find();
    }

    private static boolean startsWithDate(String key) {
        if (START.matcher(key).lookingAt()) {
            return digitWithin(key, DATE_WITHIN);
        }
        int start = 0;
        while (start < key.length() && "\"'*_<[(-".indexOf(key.charAt(start)) >= 0) {
            start++;
        }
        int end = start;
        while (end < key.length() && Character.isLetter(key.charAt(end))) {
            end++;
        }
        boolean digit = end == start && end < key.length() && Character.isDigit(key.charAt(end));
        return digit || (end > start && WEEKDAYS.contains(key.substring(start, end)) && digitWithin(key, 30));
    }

    private static boolean digitWithin(String key, int length) {
        for (int i = 0; i < Math.min(length, key.length()); i++) {
            if (Character.isDigit(key.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWithColon(String key) {
        int end = key.length();
        while (end > 0 && " *_".indexOf(key.charAt(end - 1)) >= 0) {
            end--;
        }
        return end > 0 && key.charAt(end - 1) == ':';
    }

    private static Strength strength(String joined, boolean dated) {
        boolean verb = VERB.matcher(joined).find();
        boolean atEnd = verb && ENDS_WITH_VERB.matcher(joined).find();
        boolean colon = endsWithColon(joined) || (atEnd && joined.endsWith("--")); // Zoho draws a rule around it
        if (WITHOUT_COLON.matcher(joined).matches()) {
            return Strength.STRONG;
        }
        if (!colon && !atEnd) {
            return Strength.NONE;
        }
        boolean time = TIME.matcher(joined).find();
        boolean bracketed = BRACKETED.matcher(joined).find();
        boolean address = bracketed || ADDRESS.matcher(joined).find();
        if (!colon) {
            return time || address || YEAR.matcher(joined).find() ? Strength.WEAK : Strength.NONE;
        }
        if (verb) {
            boolean year = YEAR.matcher(joined).find();
            boolean timed = time && (dated || year);
            boolean addressed = address && (dated || atEnd);
            boolean named = atEnd && ((dated && year && !PRONOUN.matcher(joined).find()) || joined.contains(" via "));
            boolean said = bracketed || timed || addressed || named;
            return said ? Strength.STRONG : joined.length() <= 200 ? Strength.WEAK : Strength.NONE;
        }
        if (dated && address && time) {
            return bracketed && YEAR.matcher(joined).find() ? Strength.STRONG : Strength.WEAK;
        }
        return Strength.NONE;
    }

    /** Where an attribution begins in the middle of a line: the length of what stands before it. */
    private static int own(Line line) {
        String text = line.text();
        Matcher inner = INNER_START.matcher(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        if (!inner.find() || inner.start() == 0) {
            return 0;
        }
        String before = MailWords.folded(text.substring(0, inner.start()));
        String after = MailWords.folded(text.substring(inner.start()));
        boolean partOfIt = before.indexOf('@') >= 0 || VERB.matcher(before).find();
        return partOfIt || !VERB.matcher(after).find() || !TIME.matcher(after).find() ? 0 : inner.start();
    }
}
