package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes number words in figures: "twenty-five" and "fünfundzwanzig" as 25, "two hundred thousand" as 200000. "One" and "a"
 * count only before a scale, a per cent or a currency, because they are seldom numbers otherwise. What it cannot put together
 * stays two numbers, each of which a fact must then hold.
 */
final class NumberWords {

    private static final List<String> LINES = read();
    private static final Map<String, NumberWords> BY_LANGUAGE = new ConcurrentHashMap<>();

    private static final List<String> GERMAN_UNITS =
            List.of("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun");
    private static final List<String> DUTCH_UNITS =
            List.of("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen");
    private static final Pattern WORD = Pattern.compile("[\\p{L}]+(?:-[\\p{L}]+)*");
    private static final Pattern GERMAN =
            Pattern.compile("(?:(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)?(hundert|tausend))?(?:und)?"
                    + "(?:(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und)?"
                    + "(zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)?");
    private static final Pattern DUTCH = Pattern.compile(
            "(een|twee|drie|vier|vijf|zes|zeven|acht|negen)(?:en|ën)(twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)");
    private static final Pattern ONE = Pattern.compile(
            "(?<![\\p{L}])(?:a|an|one|ein|eine|einem|einen|einer|une?|una|uno|um|uma|een) (?=(?:hundred|thousand|million|billion|hundert|tausend|million\\p{L}*"
                    + "|milliard\\p{L}*|cent|mille|mill\\p{L}+|milh\\p{L}+|mili\\p{L}+|honderd|duizend|miljo\\p{L}+|miljard|percent|per cent|prozent|pour cent|por ciento"
                    + "|procent|euros?|dollars?|pounds?|franken)(?![\\p{L}]))");
    private static final Pattern PER_CENT =
            Pattern.compile("(?<!\\p{L})(?:pour|por|per) ?(?:cent|ciento|cento)(?!\\p{L})");
    private static final Pattern FRACTION = Pattern.compile(
            "(?<![\\p{L}])(?:a|one|an|ein|einem|une?|uno?|um|een) (?:(third|derde|quarter|kwart|fifth)(?= (?:of|off|less|more|cheaper|van|minder|meer))"
                    + "|(drittel|tiers|tercio|terzo|terço|viertel|quart|cuarto|quarto|fünftel)(?![\\p{L}]))");
    private static final Pattern FRENCH_EIGHTY = Pattern.compile("quatre[- ]vingts?(?:[- ](dix|[\\p{L}]+))?");

    private final Map<String, BigDecimal> numbers = new HashMap<>();
    private final Map<String, BigDecimal> scales = new HashMap<>();
    private final Map<String, String> parts = new HashMap<>();

    private NumberWords(String language) {
        for (String line : LINES) {
            List<String> words = List.of(line.split(" ", -1));
            boolean own = words.get(0).equals(language);
            for (String pair : words.subList(2, words.size())) {
                int at = pair.indexOf('=');
                String word = pair.substring(0, at);
                String value = pair.substring(at + 1);
                switch (words.get(1)) {
                    case "all" -> number(word, value);
                    case "own" -> {
                        if (own) {
                            number(word, value);
                        }
                    }
                    case "scale" -> {
                        if (own || !isElsewhere(word)) {
                            scales.put(word, new BigDecimal(value));
                        }
                    }
                    case "part" -> parts.put(word, value);
                    default -> throw new IllegalStateException("numbers.txt has a line of no known kind: " + line);
                }
            }
        }
    }

    private static boolean isElsewhere(String word) {
        return List.of("cent", "cents", "miles", "mil").contains(word);
    }

    private void number(String word, String value) {
        if (value.isEmpty()) {
            numbers.remove(word); // a word of another meaning here
        } else {
            numbers.put(word, new BigDecimal(value));
        }
    }

    /**
     * A text with its number words in figures.
     *
     * @param text the text in plain form and lower case
     * @param language the reader's language: its ambiguous words count
     * @return the text; parts and multiples are written as {@code 0.5} and {@code 2 x}
     */
    static String inFigures(String text, String language) {
        NumberWords words = BY_LANGUAGE.computeIfAbsent(language, NumberWords::new);
        String parts = FRACTION.matcher(text).replaceAll(m -> fraction(m.group().replaceAll(".* ", "")));
        return words.replace(
                PER_CENT.matcher(ONE.matcher(parts).replaceAll("1 ")).replaceAll("%"));
    }

    private static String fraction(String word) {
        if (word.startsWith("f")) {
            return "0.2";
        }
        return word.startsWith("t") || word.startsWith("d") ? "0.3333" : "0.25";
    }

    private String replace(String text) {
        String source = FRENCH_EIGHTY.matcher(text).replaceAll(m -> {
            BigDecimal more = m.group(1) == null ? BigDecimal.ZERO : value(m.group(1));
            return more == null
                    ? "80 " + m.group(1)
                    : new BigDecimal(80).add(more).toPlainString();
        });
        StringBuilder out = new StringBuilder();
        Matcher matcher = WORD.matcher(source);
        int at = 0;
        @Nullable BigDecimal running = null;
        while (matcher.find()) {
            String between = source.substring(at, matcher.start());
            String word = matcher.group();
            boolean joins = between.equals(" ");
            BigDecimal scale = scales.get(word);
            BigDecimal value = value(word);
            String part = parts.get(word);
            if (running != null && joins && scale != null) {
                running = running.multiply(scale);
            } else {
                if (running != null) {
                    out.append(running.toPlainString());
                    running = null;
                }
                out.append(between);
                if (value != null) {
                    running = value;
                } else if (scale != null && !endsInNumber(out)) {
                    running = scale;
                } else if (part != null && !isIdiom(source, matcher)) {
                    out.append(part.startsWith("x") ? part.substring(1) + " x" : part);
                } else {
                    out.append(word);
                }
            }
            at = matcher.end();
        }
        if (running != null) {
            out.append(running.toPlainString());
        }
        return out.append(source.substring(at)).toString();
    }

    /** "5 million": the scale belongs to figures, and is read with them. */
    private static boolean endsInNumber(StringBuilder out) {
        String tail = out.toString().stripTrailing();
        return !tail.isEmpty() && Character.isDigit(tail.charAt(tail.length() - 1));
    }

    private static boolean isIdiom(String text, Matcher word) {
        return text.startsWith("-check", word.end()) || text.startsWith(" check", word.end());
    }

    private @Nullable BigDecimal value(String word) {
        BigDecimal simple = numbers.get(word);
        if (simple != null) {
            return simple;
        }
        int hyphen = word.indexOf('-');
        if (hyphen > 0) {
            BigDecimal tens = value(word.substring(0, hyphen));
            BigDecimal units =
                    word.substring(hyphen + 1).equals("one") ? BigDecimal.ONE : value(word.substring(hyphen + 1));
            return tens == null || units == null || tens.compareTo(units) <= 0 ? null : tens.add(units);
        }
        Matcher dutch = DUTCH.matcher(word);
        if (dutch.matches()) {
            return BigDecimal.valueOf(unit(dutch.group(1))).add(requireNonNull(numbers.get(dutch.group(2))));
        }
        Matcher german = GERMAN.matcher(word);
        if (word.length() < 7 || !german.matches()) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO;
        if (german.group(2) != null) {
            int times = german.group(1) == null ? 1 : unit(german.group(1));
            sum = BigDecimal.valueOf(times)
                    .multiply(BigDecimal.TEN.pow(german.group(2).equals("hundert") ? 2 : 3));
        }
        if (german.group(3) != null) {
            sum = sum.add(BigDecimal.valueOf(unit(german.group(3))));
        }
        return german.group(4) == null ? sum : sum.add(requireNonNull(numbers.get(german.group(4))));
    }

    private static int unit(String word) {
        return 1 + Math.max(GERMAN_UNITS.indexOf(word), DUTCH_UNITS.indexOf(word));
    }

    private static List<String> read() {
        try (InputStream in =
                requireNonNull(NumberWords.class.getResourceAsStream("words/numbers.txt"), "numbers.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
