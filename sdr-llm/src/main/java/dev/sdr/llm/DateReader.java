package dev.sdr.llm;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds dates, times, weekdays and relative dates in a text, and names each in one form whatever the language. */
final class DateReader {

    private static final Map<String, DateReader> BY_LANGUAGE = new ConcurrentHashMap<>();
    private static final String YEAR = "((?:19|20)\\d\\d)";
    private static final String DAY = "(0?[1-9]|[12]\\d|3[01])";

    /**
     * What a text holds.
     *
     * @param keys the dates and times: {@code 2026-12-01}, {@code --12-01}, {@code 2026-12}, {@code month:12}, {@code day:2},
     *     {@code t:10:00}, {@code tomorrow}, {@code next-week}
     * @param rest the text with a gap in the place of each
     */
    record Found(List<String> keys, String rest) {

        /** What a reader knows from these: of a full date also its month, its day of the month and its weekday. */
        Set<String> known() {
            Set<String> known = new HashSet<>(keys);
            for (String key : keys) {
                if (key.matches("\\d{4}-\\d\\d-\\d\\d")) {
                    known.add("-" + key.substring(4));
                    known.add(key.substring(0, 7));
                    known.add("day:" + LocalDate.parse(key).getDayOfWeek().getValue());
                }
                if (key.matches("\\d{4}-\\d\\d(-\\d\\d)?")) {
                    known.add("month:" + Integer.parseInt(key.substring(5, 7)));
                }
                if (key.matches("--\\d\\d-\\d\\d")) {
                    known.add("month:" + Integer.parseInt(key.substring(2, 4)));
                }
            }
            return known;
        }

        /** The numbers in these dates: years, days and full hours. */
        Set<String> numbers() {
            Set<String> numbers = new HashSet<>();
            for (String key : keys) {
                if (key.matches("\\d{4}-.*")) {
                    numbers.add(key.substring(0, 4));
                }
                if (key.matches(".*-\\d\\d-\\d\\d")) {
                    numbers.add(Integer.toString(Integer.parseInt(key.substring(key.length() - 2))));
                }
                if (key.matches("t:\\d\\d:00")) {
                    numbers.add(Integer.toString(Integer.parseInt(key.substring(2, 4))));
                }
            }
            return numbers;
        }
    }

    private static final Pattern LETTERS = Pattern.compile("\\p{L}+");
    private static final Pattern DIGIT = Pattern.compile("\\d");

    /**
     * How a date looks.
     *
     * @param pattern its pattern
     * @param needs words of which there is one of each set in every such date, so that most texts need not be searched for it
     * @param key what it is
     */
    private record Rule(Pattern pattern, List<Set<String>> needs, Function<MatchResult, String> key) {

        boolean mayBeIn(Set<String> words, boolean figures) {
            boolean hasFigures = figures || !pattern.pattern().contains("\\d");
            return hasFigures && needs.stream().noneMatch(n -> Collections.disjoint(n, words));
        }
    }

    private final List<Rule> rules = new ArrayList<>();
    private final DateTerms terms;

    private DateReader(String language) {
        terms = DateTerms.of(language);
        String month = "(" + DateTerms.alternation(terms.shortMonths().keySet()) + ")\\.?";
        List<Set<String>> months = wordsOf(terms.shortMonths().keySet());
        String of = "(?: of| de| del| di)?";
        rule("(?<![\\d.])" + YEAR + "-(\\d\\d)-(\\d\\d)(?![\\d])", m -> date(m.group(1), m.group(2), m.group(3)));
        rule(
                "(?<![\\d.])" + DAY + "\\. ?" + "(0?[1-9]|1[0-2])\\. ?" + YEAR + "(?!\\d)",
                m -> date(m.group(3), m.group(2), m.group(1)));
        rule(
                "(?<![\\d.])" + DAY + "\\.(0[1-9]|1[0-2])\\.(\\d\\d)(?![\\d.])",
                m -> date("20" + m.group(3), m.group(2), m.group(1)));
        rule("(?<![\\d.])" + DAY + "\\.(0?[1-9]|1[0-2])\\.(?!\\d)", m -> date("", m.group(2), m.group(1)));
        rule("(?<![\\d/])(\\d{1,2})[/-](\\d{1,2})[/-]((?:19|20)?\\d\\d)(?![\\d/])", DateReader::slashes);
        rule(
                months,
                "\\b" + DAY + "(?:st|nd|rd|th|er|ª|º|o)?\\.?" + of + " " + month + "(?:,? " + "(?:de |del )?" + YEAR
                        + ")?(?![\\p{L}\\d])",
                m -> date(Objects.toString(m.group(3), ""), shortMonth(m.group(2)), m.group(1)));
        rule(
                months,
                "(?<![\\p{L}])" + month + " " + DAY + "(?:st|nd|rd|th)?(?:,? " + YEAR + ")?(?![\\p{L}\\d:])",
                m -> date(Objects.toString(m.group(3), ""), shortMonth(m.group(1)), m.group(2)));
        rule(
                months,
                "(?<![\\p{L}])" + month + "(?: de| del| di)? " + YEAR + "(?!\\d)",
                m -> m.group(2) + "-" + two(shortMonth(m.group(1))));
        rule("\\bon the " + DAY + "(?:st|nd|rd|th)\\b", m -> "on:" + m.group(1));
        rule("\\bday (?:after|before)\\b(?: (?:tomorrow|yesterday))?", m -> m.group());
        rule("\\bq([1-4])\\b", m -> "quarter:" + m.group(1));
        times();
        words();
    }

    private void times() {
        rule(
                "(?<![\\d:])([01]?\\d|2[0-4]):([0-5]\\d)(?::[0-5]\\d)? ?(am|a\\.m\\.|pm|p\\.m\\.)?(?: ?uhr| ?h\\b)?(?![\\d:])",
                m -> time(m.group(1), m.group(2), Objects.toString(m.group(3), "")));
        rule("(?<![\\d.])([01]?\\d|2[0-4])[.h]([0-5]\\d) ?(?:uhr|h\\b|uur)", m -> time(m.group(1), m.group(2), ""));
        rule("(?<![\\d.])([01]?\\d|2[0-4])h([0-5]\\d)\\b", m -> time(m.group(1), m.group(2), ""));
        rule(
                "(?<![\\d.:])(1[0-2]|0?[1-9])(?:\\.([0-5]\\d))? ?(am|a\\.m\\.|pm|p\\.m\\.)(?!\\p{L})",
                m -> time(m.group(1), Objects.toString(m.group(2), "00"), m.group(3)));
        rule("(?<![\\d.:])([01]?\\d|2[0-4]) ?(?:uhr|o'clock)\\b", m -> time(m.group(1), "00", ""));
        rule(
                "(?<!\\p{L})(?:à|vers|dès|a las|às|alle|ore|om) ([01]?\\d|2[0-4])(?: ?(?:heures?|horas?|uur|h))?(?![\\p{L}\\d.,:])",
                m -> time(m.group(1), "00", ""));
    }

    private void words() {
        String days = DateTerms.alternation(terms.days().keySet());
        rule(
                wordsOf(terms.days().keySet()),
                "(?<![\\p{L}])(" + days + ")s?(?![\\p{L}])",
                m -> "day:" + terms.days().get(m.group(1)));
        if (!terms.shortDays().isEmpty()) {
            String abbreviated = DateTerms.alternation(terms.shortDays().keySet());
            rule(
                    wordsOf(terms.shortDays().keySet()),
                    "(?<![\\p{L}])(" + abbreviated + ")(?:[.,]| at| ) ?(?=\\d|\\u0001)",
                    m -> "day:" + terms.shortDays().get(m.group(1)));
        }
        rule(
                "(?<=\\b(?:in|of|by|until|till|since|from|during|for|through|early|mid|late|this|next|last) )(may|march)(?![\\p{L}])",
                m -> "month:" + terms.shortMonths().get(m.group(1)));
        Set<String> clear = new HashSet<>(terms.months().keySet());
        clear.removeAll(Set.of("may", "march", "mars"));
        rule(
                wordsOf(clear),
                "(?<![\\p{L}])(" + DateTerms.alternation(clear) + ")(?![\\p{L}])",
                m -> "month:" + terms.months().get(m.group(1)));
        rule(
                wordsOf(terms.words().keySet()),
                "(?<![\\p{L}]|guten |goede )("
                        + DateTerms.alternation(terms.words().keySet()) + ")s?(?![\\p{L}])",
                m -> Objects.requireNonNull(terms.words().get(m.group(1))));
        rule(
                "(?<=\\b(?:na|até|à|próxima|esta) )(segunda|terça|quarta|quinta|sexta)(?![\\p{L}-])",
                m -> "day:"
                        + (2
                                + List.of("segunda", "terça", "quarta", "quinta", "sexta")
                                        .indexOf(m.group(1))
                                - 1));
        terms.units()
                .forEach((language, units) ->
                        spans(units, Objects.requireNonNull(terms.whens().get(language))));
    }

    /** "Next week", "semana próxima", "end of the month". */
    private void spans(Map<String, String> units, Map<String, String> whens) {
        List<Set<String>> both = List.of(units.keySet(), whens.keySet());
        String unit = "(" + DateTerms.alternation(units.keySet()) + ")";
        String when = "(" + DateTerms.alternation(whens.keySet()) + ")";
        rule(
                both,
                "(?<![\\p{L}])" + when + " (?:\\p{L}+ )?" + unit + "(?![\\p{L}])",
                m -> whens.get(m.group(1)) + "-" + units.get(m.group(2)));
        rule(
                both,
                "(?<![\\p{L}])" + unit + " (?:que )?" + when + "(?![\\p{L}])",
                m -> whens.get(m.group(2)) + "-" + units.get(m.group(1)));
        rule(
                List.of(units.keySet()),
                "(?<![\\p{L}])(?:end of (?:the |this )?|ende (?:der |des |dieses |dieser )?|fin de (?:la |l')?|finales de |fine |final d[ao] |eind van de )"
                        + unit + "(?![\\p{L}])",
                m -> "end-" + units.get(m.group(1)));
    }

    private void rule(String regex, Function<MatchResult, String> key) {
        rule(List.of(), regex, key);
    }

    private void rule(List<Set<String>> needs, String regex, Function<MatchResult, String> key) {
        rules.add(new Rule(Pattern.compile(regex), needs, key));
    }

    /**
     * Reads a text.
     *
     * @param text the text in plain form and lower case
     * @param language the reader's language: its abbreviations count
     * @return what it holds
     */
    static Found read(String text, String language) {
        DateReader reader = BY_LANGUAGE.computeIfAbsent(language, DateReader::new);
        List<String> keys = new ArrayList<>();
        String rest = text.toLowerCase(Locale.ROOT);
        boolean figures = DIGIT.matcher(rest).find();
        Set<String> words = new HashSet<>();
        LETTERS.matcher(rest).results().map(MatchResult::group).forEach(w -> {
            words.add(w);
            words.add(bare(w));
        });
        for (Rule rule : reader.rules) {
            if (!rule.mayBeIn(words, figures)) {
                continue;
            }
            Matcher matcher = rule.pattern.matcher(rest);
            rest = matcher.replaceAll(m -> {
                keys.add(rule.key.apply(m));
                return "\u0001";
            });
        }
        return new Found(keys, rest);
    }

    /** The words that names are made of. */
    private static List<Set<String>> wordsOf(Collection<String> names) {
        Set<String> words = new HashSet<>();
        names.forEach(n -> LETTERS.matcher(n).results().map(MatchResult::group).forEach(words::add));
        return List.of(words);
    }

    private static String bare(String word) {
        return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    }

    private String shortMonth(String name) {
        return Objects.toString(terms.shortMonths().get(name), "0");
    }

    private static String date(String year, String month, String day) {
        String monthDay = two(month) + "-" + two(day);
        if (year.isEmpty()) {
            return "--" + monthDay;
        }
        try {
            return LocalDate.parse(year + "-" + monthDay).toString();
        } catch (DateTimeException e) {
            return "none:" + year + "-" + monthDay; // no such day: held by nothing but the same mistake
        }
    }

    /** A date whose order nobody knows is known only by its own letters; one that can be read in one way, by that. */
    private static String slashes(MatchResult m) {
        int first = Integer.parseInt(m.group(1));
        int second = Integer.parseInt(m.group(2));
        String year = m.group(3).length() == 2 ? "20" + m.group(3) : m.group(3);
        if (first > 12 && first <= 31 && second >= 1 && second <= 12) {
            return date(year, m.group(2), m.group(1));
        }
        if (second > 12 && second <= 31 && first >= 1 && first <= 12) {
            return date(year, m.group(1), m.group(2));
        }
        return first == second && first >= 1 && first <= 12
                ? date(year, m.group(1), m.group(2))
                : "ambiguous:" + first + "/" + second + "/" + year;
    }

    private static String time(String hour, String minute, String half) {
        int h = Integer.parseInt(hour);
        if (half.startsWith("p") && h < 12) {
            h += 12;
        } else if (half.startsWith("a") && h == 12) {
            h = 0;
        }
        return "t:" + two(Integer.toString(h)) + ":" + minute;
    }

    private static String two(String number) {
        return number.length() == 1 ? "0" + number : number;
    }
}
