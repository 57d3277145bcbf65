package dev.sdr.internal.words;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells the one language of a text by its words, in {@code languages.txt} and {@code tongues.txt}. A language is told if
 * it has words that each other lacks, several times more than the other has of its own.
 */
public final class Tongues {

    private static final int LONGEST = 20_000;
    private static final Pattern NO_WORDS =
            Pattern.compile("(?:https?://|www\\.)\\S{1,500}|\\S{1,100}@\\S{1,200}|\\S{0,50}\\d\\S{0,50}");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}]+");

    /** Of so many words of a language, another may have one of its own: names, a loan word. */
    private static final int TO_ONE = 4;
    /** Of so many words of the text, one must be of the language: else it is one that is not known here. */
    private static final int SHARE = 5;
    /** A single word tells a text of so few. */
    private static final int FEW = 3;
    /** A single word tells if it has so many letters. */
    private static final int TELLING = 4;

    private static final Map<String, Set<String>> LANGUAGES = read();

    private Tongues() {}

    /**
     * The language of a text in Latin or Cyrillic letters.
     *
     * @param text any text; 20,000 characters of it are read
     * @return its ISO 639-1 code, if its words tell
     */
    public static Optional<String> of(String text) {
        List<String> words = words(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        Map<String, Integer> known = new TreeMap<>();
        for (String word : words) {
            LANGUAGES.getOrDefault(word, Set.of()).forEach(l -> known.merge(l, 1, Integer::sum));
        }
        return known.keySet().stream()
                .filter(l -> known.getOrDefault(l, 0) * SHARE >= words.size())
                .filter(l -> known.keySet().stream().allMatch(other -> other.equals(l) || beats(l, other, words)))
                .filter(l -> isEnough(l, words))
                .findFirst();
    }

    private static boolean beats(String language, String other, List<String> words) {
        int own = 0;
        int others = 0;
        for (String word : words) {
            Set<String> of = LANGUAGES.getOrDefault(word, Set.of());
            boolean here = of.contains(language);
            boolean there = of.contains(other);
            own += here && !there ? 1 : 0;
            others += there && !here ? 1 : 0;
        }
        return own > 0 && others * TO_ONE <= own;
    }

    private static boolean isEnough(String language, List<String> words) {
        List<String> of = words.stream()
                .filter(w -> LANGUAGES.getOrDefault(w, Set.of()).contains(language))
                .distinct()
                .toList();
        return of.size() > 1 || (words.size() <= FEW && of.stream().anyMatch(w -> w.length() >= TELLING));
    }

    private static List<String> words(String text) {
        String small = normal(NO_WORDS.matcher(text).replaceAll(" "));
        List<String> words = new ArrayList<>();
        for (String word : BETWEEN.split(small, -1)) {
            if (isWord(word)) {
                words.add(word);
            }
        }
        return words;
    }

    /** A single consonant is an initial, or what an apostrophe left of a word. */
    private static boolean isWord(String word) {
        return word.length() > 1 || (word.length() == 1 && !"bcdfghjklmnpqrstvwxz".contains(word));
    }

    private static String normal(String text) {
        String small = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return small.replace("\u0307", ""); // what lower case makes of a Turkish capital I with its dot
    }

    private static Map<String, Set<String>> read() {
        Map<String, Set<String>> languages = new HashMap<>();
        Stream.of("languages.txt", "tongues.txt")
                .flatMap(Tongues::lines)
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .forEach(line -> {
                    String[] parts = line.split(" ", -1);
                    for (int i = 1; i < parts.length; i++) {
                        String word = normal(parts[i]);
                        if (isWord(word)) {
                            languages
                                    .computeIfAbsent(word, w -> new TreeSet<>())
                                    .add(parts[0]);
                        }
                        String plain = Sentences.plain(word); // as many type it
                        if (word.length() > 2 && !plain.equals(word)) {
                            languages
                                    .computeIfAbsent(plain, w -> new TreeSet<>())
                                    .add(parts[0]);
                        }
                    }
                });
        return Map.copyOf(languages);
    }

    private static Stream<String> lines(String file) {
        try (InputStream in = requireNonNull(Tongues.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
