package dev.sdr.llm;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Texts in one form, so that the same words look the same however they were typed. */
final class Plain {

    /** Characters nobody sees: format characters, fillers and marks that only change how a character looks. */
    static final Pattern INVISIBLE = Pattern.compile(
            "[\\p{Cf}\\p{Co}\\p{Cs}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2800\\u3164\\uFE00-\\uFE0F"
                    + "\\uFFA0\\x{E0000}-\\x{E01EF}]");

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['-][\\p{L}\\p{N}]+)*");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\x{85}]+");
    private static final Pattern SINGLE_QUOTES = Pattern.compile("[\\u2018-\\u201B\\u2032\\u00B4`\\u02BC]");
    private static final Pattern DOUBLE_QUOTES = Pattern.compile("[\\u201C-\\u201F\\u2033\\u00AB\\u00BB]");
    private static final Pattern DASHES = Pattern.compile("[\\u2010-\\u2015\\u2212\\uFE58\\uFE63\\uFF0D]");
    private static final Pattern STOPS = Pattern.compile("[\\u3002\\uFF61\\u2024]");
    private static final Pattern SLASHES = Pattern.compile("[\\u2044\\u2215]");
    private static final Pattern OTHER_DIGIT = Pattern.compile("[\\p{Nd}&&[^0-9]]");

    private Plain() {}

    /**
     * A text in compatibility form, without invisible characters, with plain quotes, dashes, digits and single spaces.
     *
     * @param text any text
     * @return the text, in its own upper and lower case
     */
    static String of(String text) {
        String plain = INVISIBLE.matcher(text).replaceAll("");
        plain = SINGLE_QUOTES.matcher(plain).replaceAll("'"); // before NFKC, which makes a space and a mark of some
        plain = Normalizer.normalize(plain, Normalizer.Form.NFKC);
        plain = SINGLE_QUOTES.matcher(plain).replaceAll("'");
        plain = DOUBLE_QUOTES.matcher(plain).replaceAll("\"");
        plain = DASHES.matcher(plain).replaceAll("-");
        plain = STOPS.matcher(plain).replaceAll(".");
        plain = SLASHES.matcher(plain).replaceAll("/");
        plain = OTHER_DIGIT
                .matcher(plain)
                .replaceAll(m -> Integer.toString(Character.digit(m.group().codePointAt(0), 10)));
        return SPACE.matcher(plain).replaceAll(" ").strip();
    }

    /**
     * The same in lower case.
     *
     * @param text any text
     * @return the text
     */
    static String lower(String text) {
        return of(text).toLowerCase(Locale.ROOT);
    }

    /**
     * The words of a text in plain form.
     *
     * @param plain a text that went through {@link #of} or {@link #lower}
     * @return its words, in order, as written
     */
    static List<String> words(String plain) {
        return WORD.matcher(plain).results().map(MatchResult::group).toList();
    }

    /**
     * A text without accents, for comparing words.
     *
     * @param text any text
     * @return the text, where {@code ü} is {@code u} and {@code ß} is {@code ss}
     */
    static String withoutAccents(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace("ß", "ss")
                .replace("ø", "o")
                .replace("ł", "l");
    }
}
