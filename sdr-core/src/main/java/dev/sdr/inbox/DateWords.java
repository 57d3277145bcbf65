package dev.sdr.inbox;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of months, days and small numbers in English, German, French, Spanish, Portuguese, Italian and Dutch. */
final class DateWords {

    private static final List<String> MONTHS = List.of(
            "january jan januar jänner janvier janv enero ene janeiro gennaio gen januari",
            "february feb februar feber février fevrier févr fév fev febrero fevereiro febbraio febb februari",
            "march mar märz maerz mrz mars marzo março marco maart mrt",
            "april apr avril avr abril abr aprile",
            "may mai mayo maio mag maggio mei",
            "june jun juni juin junio junho giugno giu",
            "july jul juli juillet juil julio julho luglio lug",
            "august aug août aout agosto ago augustus",
            "september sep sept septembre septiembre setiembre setembro set settembre sett",
            "october oct oktober okt octobre octubre outubro out ottobre ott",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre déc diciembre dic dezembro dicembre");

    private static final List<String> DAYS = List.of(
            "monday mon montag lundi lunes segunda segunda-feira lunedì lunedi maandag",
            "tuesday tue tues dienstag mardi martes terça terça-feira terca-feira martedì martedi dinsdag",
            "wednesday wed mittwoch mercredi miércoles miercoles quarta quarta-feira mercoledì mercoledi woensdag",
            "thursday thu thur thurs donnerstag jeudi jueves quinta quinta-feira giovedì giovedi donderdag",
            "friday fri freitag vendredi viernes sexta sexta-feira venerdì venerdi vrijdag",
            "saturday sat samstag sonnabend samedi sábado sabado sabato zaterdag",
            "sunday sun sonntag dimanche domingo domenica zondag");

    private static final List<String> NUMBERS = List.of(
            "a an one ein eine einem einer un une uno una um uma een",
            "two zwei deux dos dois duas due twee",
            "three drei trois tres três tre drie",
            "four vier quatre cuatro quatro quattro",
            "five fünf cinq cinco cinque vijf",
            "six sechs seis sei zes",
            "seven sieben sept siete sete sette zeven",
            "eight acht huit ocho oito otto",
            "nine neun neuf nueve nove negen",
            "ten zehn dix diez dez dieci tien",
            "eleven elf onze once undici",
            "twelve zwölf douze doce doze dodici twaalf");

    private static final Map<String, Integer> MONTH = index(MONTHS);
    private static final Map<String, Integer> DAY = index(DAYS);
    private static final Map<String, Integer> NUMBER = index(NUMBERS);

    /** A month's name, as an alternation for patterns. */
    static final String MONTH_NAME = alternation(MONTH.keySet());

    /** A weekday's name, as an alternation for patterns. */
    static final String DAY_NAME = alternation(DAY.keySet());

    /** A number up to 12 as a word, as an alternation for patterns. */
    static final String NUMBER_WORD = alternation(NUMBER.keySet());

    private DateWords() {}

    /** The number of a month, 1 to 12. */
    static Optional<Integer> month(String name) {
        return Optional.ofNullable(MONTH.get(name));
    }

    /** The number of a weekday, 1 for Monday. */
    static Optional<Integer> day(String name) {
        return Optional.ofNullable(DAY.get(name));
    }

    /** A number in digits or as a word. */
    static Optional<Integer> number(String word) {
        return word.chars().allMatch(Character::isDigit)
                ? Optional.of(Integer.parseInt(word))
                : Optional.ofNullable(NUMBER.get(word));
    }

    private static String alternation(Collection<String> words) {
        return words.stream()
                .sorted(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.joining("|", "(?:", ")"));
    }

    private static Map<String, Integer> index(List<String> lines) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            for (String word : lines.get(i).split(" ", -1)) {
                index.put(word, i + 1);
            }
        }
        return Map.copyOf(index);
    }
}
