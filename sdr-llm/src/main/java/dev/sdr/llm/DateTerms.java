package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The words of dates, from {@code dates.txt}: full names in every language, abbreviations and words that mean something else
 * elsewhere only in the reader's.
 *
 * @param months by name: the month
 * @param shortMonths by name or abbreviation: the month, where a number stands beside it
 * @param days by name: the weekday
 * @param shortDays by abbreviation: the weekday, where a date follows
 * @param words by word: the relative date
 * @param units by language and word: a span of the calendar
 * @param whens by language and word: which of them
 */
record DateTerms(
        Map<String, Integer> months,
        Map<String, Integer> shortMonths,
        Map<String, Integer> days,
        Map<String, Integer> shortDays,
        Map<String, String> words,
        Map<String, Map<String, String>> units,
        Map<String, Map<String, String>> whens) {

    private static final List<String> LINES = read();
    private static final Map<String, DateTerms> BY_LANGUAGE = new ConcurrentHashMap<>();

    /** The words that count for a reader of a language. */
    static DateTerms of(String language) {
        return BY_LANGUAGE.computeIfAbsent(language, DateTerms::build);
    }

    /** Words as an alternation for patterns, the longest first. */
    static String alternation(Collection<String> words) {
        return words.stream()
                .sorted((a, b) -> a.length() == b.length() ? a.compareTo(b) : b.length() - a.length())
                .collect(Collectors.joining("|", "(?:", ")"));
    }

    private static DateTerms build(String language) {
        Map<String, Integer> months = new HashMap<>();
        Map<String, Integer> shortMonths = new HashMap<>();
        Map<String, Integer> days = new HashMap<>();
        Map<String, Integer> shortDays = new HashMap<>();
        Map<String, String> words = new HashMap<>();
        Map<String, Map<String, String>> units = new HashMap<>();
        Map<String, Map<String, String>> whens = new HashMap<>();
        Set<String> foreign = new HashSet<>();
        for (String line : LINES) {
            List<String> parts = List.of(line.split(" ", -1));
            boolean own = parts.get(0).equals(language);
            List<String> rest = parts.subList(2, parts.size());
            switch (parts.get(1)) {
                case "month" -> {
                    number(months, rest);
                    number(shortMonths, rest);
                }
                case "abbr" -> number(own ? shortMonths : new HashMap<>(), rest);
                case "day", "days" -> number(days, rest);
                case "short" -> number(own ? shortDays : new HashMap<>(), rest);
                case "word" -> pairs(words, rest);
                case "own" -> foreign.addAll(own ? List.of() : rest);
                case "unit" -> pairs(units.computeIfAbsent(parts.get(0), l -> new HashMap<>()), rest);
                case "when" -> pairs(whens.computeIfAbsent(parts.get(0), l -> new HashMap<>()), rest);
                default -> throw new IllegalStateException("dates.txt has a line of no known kind: " + line);
            }
        }
        boolean dutchOrGerman = language.equals("nl") || language.equals("de"); // they share the words that others lack
        foreign.stream().filter(w -> !(dutchOrGerman && w.equals("morgen"))).forEach(words::remove);
        return new DateTerms(months, shortMonths, days, shortDays, words, units, whens);
    }

    private static void number(Map<String, Integer> into, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            for (String name : names.get(i).split("\\|", -1)) {
                into.put(name, i + 1);
            }
        }
    }

    private static void pairs(Map<String, String> into, List<String> pairs) {
        for (String pair : pairs) {
            int at = pair.indexOf('=');
            into.putIfAbsent(pair.substring(0, at), pair.substring(at + 1));
        }
    }

    private static List<String> read() {
        try (InputStream in = requireNonNull(DateTerms.class.getResourceAsStream("words/dates.txt"), "dates.txt")) {
            return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
