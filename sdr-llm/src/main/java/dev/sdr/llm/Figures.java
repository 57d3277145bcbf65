package dev.sdr.llm;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a text that belong to no date. {@code 5,000}, {@code 5.000}, {@code 5 000}, {@code 5'000}, {@code 5k} and "five
 * thousand" are one number. A lone comma or point before exactly three figures is taken as a mark of thousands.
 *
 * @param amounts numbers with a currency, a per cent or another unit, such as {@code 20 %}, {@code 5000 eur}, {@code 30 min}
 * @param numbers other numbers
 * @param dates the numbers in the dates
 */
record Figures(Set<String> amounts, Set<String> numbers, Set<String> dates) {

    private static final Pattern NUMBER = Pattern.compile(
            "(?<![\\p{L}\\d])(?:[1-9]\\d{0,2}(?:([ '.,])\\d{3})(?:\\1\\d{3})*(?!\\d)(?:[.,]\\d{1,2}(?!\\d))?|\\d+(?:[.,]\\d+)?)");

    private static final String CURRENCY_BEFORE =
            "(us ?\\$|\\$|€|£|¥|₹|\\b(?:eur|usd|gbp|chf|jpy|sek|nok|dkk|pln|cad|aud|inr|brl))";
    private static final Pattern BEFORE = Pattern.compile(CURRENCY_BEFORE + " ?$");
    private static final Pattern SCALE = Pattern.compile("^(?: ?(k|tsd\\.?|mn|mio\\.?|mln|bn|mrd\\.?|md)"
            + "| (thousand|tausend|duizend|mille|mila|mil|hundred|hundert|honderd|million|millions|millionen|milioni|milione|millones|millón|milhões"
            + "|milhão|miljoen|billion|billions|milliards?|milliarden?|miliardi|miljard|bilhões))(?![\\p{L}\\d])");
    /** The unit after "a", "per" and the like, within the next few words. */
    private static final Pattern PERIOD = Pattern.compile(
            "(?<=^[^.!?]{0,40}(?:[ /]| (?:a|an|per|each|every|je|pro|im|in der|par|al|a la|por|ao|per|and|und|et|y|e|en) ))(\\p{L}+)(?=[ .,;:!?/]|$)");

    private static final Set<String> MONEY = Set.of("eur", "usd", "gbp", "chf", "jpy", "inr", "kr", "pln", "brl");
    private static final Set<String> TIMES = Set.of("s", "min", "h", "day", "week", "month", "year");
    private static final Pattern LETTER_SCALE = Pattern.compile("^ ?(m|b)(?![\\p{L}\\d])");

    private static final Map<String, BigDecimal> SCALES = new HashMap<>();
    private static final Map<String, String> UNITS = new HashMap<>();
    private static final Pattern AFTER;

    static {
        scale(2, "hundred hundert honderd");
        scale(3, "k tsd tsd. thousand tausend duizend mille mila mil");
        scale(6, "m mn mio mio. mln million millions millionen milioni milione millones millón milhões milhão miljoen");
        scale(9, "b bn mrd mrd. md billion billions milliard milliards milliarde milliarden miliardi miljard bilhões");
        unit(
                "%",
                "%|percent|per cent|pct|prozent|pour cent|pourcent|por ciento|por cento|per cento|procent|percentage points?|prozentpunkte?");
        unit("eur", "€|eur|euros?");
        unit("usd", "us$|us $|$|usd|dollars?|dólares|dollari|dólar");
        unit("gbp", "£|gbp|pounds?|pfund|libras|sterline");
        unit("chf", "chf|franken|sfr|sfr.");
        unit("jpy", "¥|jpy|yen");
        unit("inr", "₹|inr|rupees?");
        unit("kr", "kr|kr.|sek|nok|dkk|kronen|kronor");
        unit("pln", "zł|pln|złoty|zloty");
        unit("brl", "brl|r$|reais");
        unit("s", "seconds?|sekunden?|secondes?|segundos?|secondi|seconden");
        unit("min", "minutes?|minuten?|minutos?|minuti|minuto|mins?");
        unit("h", "h|hours?|hrs?|stunden?|heures?|horas?|ore|ora|uren|uur");
        unit(
                "day",
                "days?|tagen?|tage|tag|jours?|días?|dias?|giorni|giorno|dagen|dag|working days?|werktagen?|arbeitstagen?");
        unit("week", "weeks?|wochen?|semaines?|semanas?|settimane|settimana|weken");
        unit("month", "months?|monaten?|monate|monat|mois|mes|meses|mesi|mese|maanden?|mês");
        unit("year", "years?|yrs?|jahren?|jahre|jahr|ans?|années?|años?|anni|anno|anos?|jaren|jaar");
        unit("x", "x|times|fold|-fold|mal|fois|veces|vezes|volte|keer|-fach|fach");
        unit("km", "km|kilometers?|kilometres?|kilometern?");
        unit("m2", "m2|sqm|square metres?|square meters?|quadratmetern?");
        unit("kg", "kg|kilos?|kilograms?|kilogramm");
        unit("t", "t|tons?|tonnes?|tonnen?|tonnellate|toneladas|ton");
        unit("gb", "gb|gigabytes?");
        unit("tb", "tb|terabytes?");
        unit("kwh", "kwh");
        unit("mwh", "mwh");
        AFTER = Pattern.compile("^[ -]?("
                + DateTerms.alternation(
                        UNITS.keySet().stream().map(Pattern::quote).toList()) + ")(?![\\p{L}\\d])");
    }

    private static void scale(int zeros, String words) {
        for (String word : words.split(" ", -1)) {
            SCALES.put(word, BigDecimal.TEN.pow(zeros));
        }
    }

    /** Takes the forms of a unit, divided by bars; a letter before a question mark may be left out. */
    private static void unit(String unit, String forms) {
        for (String form : forms.split("\\|", -1)) {
            int optional = form.indexOf('?');
            if (optional > 0) {
                String rest = form.substring(optional + 1);
                unit(unit, form.substring(0, optional) + rest);
                unit(unit, form.substring(0, optional - 1) + rest);
            } else {
                UNITS.put(form, unit);
            }
        }
    }

    /**
     * Reads a text.
     *
     * @param text any text
     * @param language the reader's language
     * @return its figures
     */
    static Figures of(String text, String language) {
        DateReader.Found found = DateReader.read(Plain.lower(text), language);
        String rest = NumberWords.inFigures(found.rest(), language);
        Set<String> amounts = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Matcher matcher = NUMBER.matcher(rest);
        while (matcher.find()) {
            BigDecimal value = value(matcher.group());
            String after = rest.substring(matcher.end());
            Matcher before = BEFORE.matcher(rest.substring(Math.max(0, matcher.start() - 6), matcher.start()));
            List<String> units = new ArrayList<>();
            if (before.find()) {
                units.add(canonical(before.group(1)));
            }
            Matcher scale = SCALE.matcher(after);
            Matcher letter = LETTER_SCALE.matcher(after);
            if (scale.find()) {
                value = value.multiply(factor(scale.group(1) == null ? scale.group(2) : scale.group(1)));
                after = after.substring(scale.end());
            } else if (letter.find()
                    && (!units.isEmpty()
                            || AFTER.matcher(after.substring(letter.end())).find())) {
                value = value.multiply(factor(letter.group(1)));
                after = after.substring(letter.end());
            }
            Matcher unit = AFTER.matcher(after);
            if (units.isEmpty() && unit.find()) {
                units.add(canonical(unit.group(1)));
            }
            String number = value.stripTrailingZeros().toPlainString();
            if (units.isEmpty()) {
                numbers.add(number);
            } else {
                String amount = number + " " + units.get(0);
                amounts.add(MONEY.contains(units.get(0)) ? amount + period(after) : amount);
            }
        }
        return new Figures(amounts, numbers, found.numbers());
    }

    /** For how long a sum of money is paid, such as {@code  per month}, if the next words say so. */
    private static String period(String after) {
        Matcher matcher = PERIOD.matcher(after);
        while (matcher.find()) {
            String unit = UNITS.getOrDefault(matcher.group(1), "");
            if (TIMES.contains(unit)) {
                return " per " + unit;
            }
        }
        return "";
    }

    /** The amounts, and sums of money also without the time they are paid for. */
    Set<String> knownAmounts() {
        Set<String> known = new HashSet<>(amounts);
        amounts.forEach(a -> known.add(a.replaceAll(" per \\w+$", "")));
        return known;
    }

    /** Every number, whatever it counts. */
    Set<String> all() {
        Set<String> all = new HashSet<>(numbers);
        amounts.forEach(a -> all.add(a.substring(0, a.indexOf(' '))));
        all.addAll(dates);
        return all;
    }

    private static BigDecimal factor(String word) {
        return Objects.requireNonNull(SCALES.get(word), word);
    }

    private static String canonical(String form) {
        return UNITS.getOrDefault(form, form);
    }

    private static BigDecimal value(String number) {
        String digits = number.replace(" ", "").replace("'", "");
        int last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
        if (last < 0) {
            return new BigDecimal(digits);
        }
        int decimals = digits.length() - last - 1;
        boolean grouped = decimals == 3 && !digits.startsWith("0");
        String whole = digits.substring(0, last).replace(".", "").replace(",", "");
        String part = digits.substring(last + 1);
        return new BigDecimal(grouped ? whole + part : whole + "." + part);
    }
}
