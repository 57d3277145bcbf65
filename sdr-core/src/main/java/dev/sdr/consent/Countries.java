package dev.sdr.consent;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Countries as people write them: ISO 3166-1 codes of two and three letters, subdivisions ({@code US-CA}), English names,
 * names in the languages lists of leads come in, and each country's own name. The names are those of the Java platform.
 */
final class Countries {

    private static final Pattern SUBDIVISION = Pattern.compile("[A-Za-z]{2}-[A-Za-z0-9]{1,3}");
    private static final Pattern MARKS = Pattern.compile("\\p{M}");
    private static final Pattern DROPPED = Pattern.compile("[.'’]");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Set<String> CODES = Set.of(Locale.getISOCountries());

    /** What people write for some countries that no table of names has. */
    private static final Map<String, String> ALSO = Map.ofEntries(
            Map.entry("uk", "GB"),
            Map.entry("great britain", "GB"),
            Map.entry("england", "GB"),
            Map.entry("scotland", "GB"),
            Map.entry("wales", "GB"),
            Map.entry("northern ireland", "GB"),
            Map.entry("grossbritannien", "GB"),
            Map.entry("united states of america", "US"),
            Map.entry("america", "US"),
            Map.entry("holland", "NL"),
            Map.entry("czech republic", "CZ"),
            Map.entry("republic of ireland", "IE"),
            Map.entry("eire", "IE"),
            Map.entry("el", "GR"),
            Map.entry("korea", "KR"),
            Map.entry("republic of korea", "KR"),
            Map.entry("russian federation", "RU"),
            Map.entry("hong kong", "HK"),
            Map.entry("macau", "MO"),
            Map.entry("viet nam", "VN"),
            Map.entry("ivory coast", "CI"),
            Map.entry("uae", "AE"),
            Map.entry("turkey", "TR"),
            Map.entry("turkiye", "TR"));

    private Countries() {}

    /** Whether a text is a country's alpha-2 code in capitals. */
    static boolean isCode(String text) {
        return CODES.contains(text);
    }

    /** The alpha-2 code of a country, however it is written; empty if it is not known. */
    static Optional<String> code(String written) {
        String text = written.strip();
        if (SUBDIVISION.matcher(text).matches()) {
            text = text.substring(0, 2);
        }
        String upper = text.toUpperCase(Locale.ROOT);
        if (isCode(upper)) {
            return Optional.of(upper);
        }
        String name = plain(text);
        return Optional.ofNullable(ALSO.get(name))
                .or(() -> Optional.ofNullable(English.NAMES.get(name)))
                .or(() -> Optional.ofNullable(Local.NAMES.get(name)));
    }

    /** Without case, accents, punctuation and a leading article. */
    private static String plain(String name) {
        String bare =
                MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
        String words = DROPPED.matcher(
                        bare.toLowerCase(Locale.ROOT).replace("&", " and ").replace("ß", "ss"))
                .replaceAll("");
        String plain = BETWEEN.matcher(words).replaceAll(" ").strip();
        return plain.startsWith("the ") ? plain.substring(4) : plain;
    }

    /** English names and alpha-3 codes: what is asked first. */
    private static final class English {
        static final Map<String, String> NAMES = names();

        private static Map<String, String> names() {
            Map<String, String> names = new HashMap<>();
            for (String code : CODES) {
                Locale country = new Locale("", code);
                names.put(plain(country.getDisplayCountry(Locale.ENGLISH)), code);
                names.put(country.getISO3Country().toLowerCase(Locale.ROOT), code);
            }
            return names;
        }
    }

    /** All names in some languages, and some countries' own; made when a name is not English, for it takes a moment. */
    private static final class Local {
        private static final List<String> LANGUAGES = List.of("de", "fr", "es", "it", "nl", "pt", "pl");

        private static final List<String> OWN = List.of(
                "sv-SE", "da-DK", "nb-NO", "fi-FI", "cs-CZ", "sk-SK", "hu-HU", "ro-RO", "bg-BG", "el-GR", "hr-HR",
                "sl-SI", "et-EE", "lv-LV", "lt-LT", "is-IS", "ja-JP", "ko-KR", "zh-CN", "tr-TR", "ru-RU", "uk-UA");

        static final Map<String, String> NAMES = names();

        private static Map<String, String> names() {
            Map<String, String> names = new HashMap<>();
            for (String language : LANGUAGES) {
                for (String code : CODES) {
                    put(names, Locale.forLanguageTag(language), code);
                }
            }
            for (String own : OWN) {
                put(names, Locale.forLanguageTag(own), own.substring(3));
            }
            return names;
        }

        private static void put(Map<String, String> names, Locale language, String code) {
            names.putIfAbsent(plain(new Locale("", code).getDisplayCountry(language)), code);
        }
    }
}
