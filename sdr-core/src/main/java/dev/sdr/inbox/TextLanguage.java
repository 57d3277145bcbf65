package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import dev.sdr.internal.words.Tongues;
import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells the language of a text by its letters and small words. Knows the large languages of Europe, some small ones, and
 * those that have letters of their own; of a text that mixes languages, or is too short to tell, it says nothing.
 */
public final class TextLanguage {

    private static final int LONGEST = 20_000;

    /** Of ten letters so many must be of one script. */
    private static final int MOST = 7;

    /** Of so many Chinese characters in Japanese, at least one is followed by letters of the language's own. */
    private static final int KANA = 10;

    private static final Set<String> CYRILLIC = Set.of("ru", "uk", "bg");

    /** Letters of other languages than Arabic. */
    private static final Pattern PERSIAN = Pattern.compile("[پچژگکیٹڈڑںےە]");

    private TextLanguage() {}

    /**
     * The language of a text. A link, an address or a number tells nothing. Takes time linear in the first 20,000
     * characters, and reads no more.
     *
     * @param text any text
     * @return a lower-case ISO 639-1 code such as {@code en}, or empty if it cannot be told for sure
     */
    public static Optional<String> of(String text) {
        String read = requireNonNull(text, "text").length() > LONGEST ? text.substring(0, LONGEST) : text;
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        read.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .forEach(script -> letters.merge(script, 1, Integer::sum));
        int all = letters.values().stream().mapToInt(i -> i).sum();
        int kana = letters.getOrDefault(UnicodeScript.HIRAGANA, 0) + letters.getOrDefault(UnicodeScript.KATAKANA, 0);
        int han = letters.getOrDefault(UnicodeScript.HAN, 0);
        if (most(kana + han, all)) {
            return kana * KANA >= han ? Optional.of("ja") : kana == 0 ? Optional.of("zh") : Optional.empty();
        }
        int korean = letters.getOrDefault(UnicodeScript.HANGUL, 0);
        if (most(korean + han, all) && korean > han) {
            return Optional.of("ko");
        }
        return letters.keySet().stream()
                .filter(script -> most(letters.getOrDefault(script, 0), all))
                .findFirst()
                .flatMap(script -> of(script, read));
    }

    private static boolean most(int some, int all) {
        return some > 0 && some * 10 >= all * MOST;
    }

    private static Optional<String> of(UnicodeScript script, String text) {
        return switch (script) {
            case LATIN -> Tongues.of(text);
            case CYRILLIC -> Tongues.of(text).filter(CYRILLIC::contains);
            case GREEK -> Optional.of("el");
            case HEBREW -> Optional.of("he");
            case ARABIC -> PERSIAN.matcher(text).find() ? Optional.empty() : Optional.of("ar");
            case THAI -> Optional.of("th");
            default -> Optional.empty();
        };
    }
}
