package dev.sdr.llm;

import java.util.Locale;
import java.util.regex.Pattern;

/** The words of a text, to look others up in: without regard to case, blanks and the shape of quotation marks. */
final class Words {

    private static final int LEAST = 2;
    private static final int MOST = 4_000;
    private static final Pattern SINGLE = Pattern.compile("[\u2018\u2019\u201A\u201B\u2032\u00B4`]");
    private static final Pattern DOUBLE = Pattern.compile("[\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB]");
    private static final Pattern DASH = Pattern.compile("[\u2010-\u2015\u2212]");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** What models put around a quote. */
    private static final Pattern AROUND = Pattern.compile("^[\\s\"'.\u2026]+|[\\s\"'.\u2026]+$");

    private final String text;

    /** Of a text as {@link Data} cleans it. */
    Words(String text) {
        this.text = plain(text);
    }

    private static String plain(String text) {
        String clean = Cleaning.clean(text, Integer.MAX_VALUE / 8).toLowerCase(Locale.ROOT);
        String marks = DOUBLE.matcher(SINGLE.matcher(clean).replaceAll("'")).replaceAll("\"");
        return BLANKS.matcher(DASH.matcher(marks).replaceAll("-"))
                .replaceAll(" ")
                .strip();
    }

    /** Whether a quote stands in the text; one of fewer than two characters or more than 4,000 does not. */
    boolean hold(String quote) {
        if (quote.length() > MOST) {
            return false;
        }
        String looked = AROUND.matcher(plain(quote)).replaceAll("");
        return looked.length() >= LEAST && text.contains(looked);
    }

    /** Whether a name or address stands in the text as a whole, and not as a part of a longer one. */
    boolean name(String name) {
        String looked = plain(name);
        if (looked.length() < LEAST) {
            return false;
        }
        for (int at = text.indexOf(looked); at >= 0; at = text.indexOf(looked, at + 1)) {
            int end = at + looked.length();
            if (!goesOn(at - 1, -1) && !goesOn(end, 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a name goes on at a place: a full stop or the like counts if letters follow it. */
    private boolean goesOn(int at, int step) {
        if (at < 0 || at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        if (Character.isLetterOrDigit(c)) {
            return true;
        }
        int next = at + step;
        boolean joins = "._%+@-".indexOf(c) >= 0;
        return joins && next >= 0 && next < text.length() && Character.isLetterOrDigit(text.charAt(next));
    }
}
