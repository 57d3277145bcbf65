package dev.sdr.inbox;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the first day back from an out-of-office mail. */
final class ReturnDate {

    private static final List<String> MONTHS = List.of(
            "january jan januar jän jänner janvier janv enero ene janeiro gennaio gen januari",
            "february feb februar février févr febrero fevereiro fev febbraio februari",
            "march mar märz mrz mars marzo março maart mrt",
            "april apr avril avr abril abr aprile",
            "may mai mayo maio mag maggio mei",
            "june jun juni juin junio junho giugno giu",
            "july jul juli juillet juil julio julho luglio lug",
            "august aug août agosto ago augustus",
            "september sep sept septembre septiembre setembro set settembre",
            "october oct oktober okt octobre octubre outubro out ottobre ott",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre déc diciembre dic dezembro dicembre");
    private static final List<String> DAYS = List.of(
            "monday mon montag lundi lunes segunda lunedì maandag",
            "tuesday tue dienstag mardi martes terça martedì dinsdag",
            "wednesday wed mittwoch mercredi miércoles quarta mercoledì woensdag",
            "thursday thu donnerstag jeudi jueves quinta giovedì donderdag",
            "friday fri freitag vendredi viernes sexta venerdì vrijdag",
            "saturday samstag samedi sábado sabato zaterdag",
            "sunday sonntag dimanche domingo domenica zondag");
    private static final Map<String, Integer> MONTH = index(MONTHS);
    private static final Map<String, Integer> DAY = index(DAYS);

    private static final String DATE = "(?:(\\d{4})-(\\d{1,2})-(\\d{1,2})"
            + "|(\\d{1,2})(?:st|nd|rd|th|er|º|\\.)?(?:\\s+(?:of|de|d'))?\\s*([\\p{L}]{3,10})\\.?(?:,?\\s*(?:de\\s+)?(\\d{4}))?"
            + "|([\\p{L}]{3,10})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s*(\\d{4}))?"
            + "|(\\d{1,2})[./-](\\d{1,2})(?:[./-](\\d{2,4}))?)";
    private static final String GAP =
            "[\\s,:(]{1,4}(?:(?:the|on|dem|den|am|le|el|o|il|de|dia|giorno)\\s+)?(?:\\p{L}{3,12}(?:-feira)?,?\\s+(?:(?:the|dem|den)\\s+)?)?";
    /** The day itself is the first day back. */
    private static final Pattern BACK = Pattern.compile(
            "(?iu)\\b(?:return(?:ing)?|back|again|available again|wieder(?: (?:da|erreichbar|im (?:büro|haus)))?(?: ab)?|zurück|de retour|retour|reviens|vuelvo|regreso|de vuelta|retorno|volto|regresso|rientro|torn(?:o|erò)|di ritorno|terug|ab)"
                    + "(?:\\s+(?:to|in|im|at|au|à la|a la|al|ao|in het)\\s+(?:the\\s+|work|my\\s+)?\\p{L}*)?(?:\\s+(?:on|from|ab|am|le|el|em|il|op|vanaf|a partir de|dal|à partir du|in))?"
                    + GAP + DATE);
    /** The day is the last day away. */
    private static final Pattern UNTIL = Pattern.compile(
            "(?iu)(?:until|till|through|thru|to|bis(?: (?:einschließlich|zum|einschl\\.))?|jusqu'au|jusqu’au|au|hasta(?: el)?|até(?: (?:o )?(?:dia )?)?|fino al?|al|tot(?: en met)?|t/m|-|–)"
                    + GAP + DATE);

    private static final Pattern ON_WEEKDAY = Pattern.compile(
            "(?iu)(?:back|return(?:ing)?|zurück|wieder|retour|vuelvo|volto|rientro|terug)[^.\\n]{0,30}?\\b("
                    + String.join("|", DAY.keySet()) + ")\\b");

    private ReturnDate() {}

    /**
     * The first day back.
     *
     * @param words subject and new text
     * @param today the day it came in
     * @param monthFirst whether 3/4 is rather the 4th of March
     */
    static Optional<LocalDate> find(String words, LocalDate today, boolean monthFirst) {
        String text = words.length() > 5_000 ? words.substring(0, 5_000) : words;
        return search(BACK, text, today, monthFirst, 0)
                .or(() -> search(UNTIL, text, today, monthFirst, 1))
                .or(() -> weekday(text, today));
    }

    /** The first day back, only where the words speak of coming back. */
    static Optional<LocalDate> back(String words, LocalDate today, boolean monthFirst) {
        return search(BACK, words.length() > 5_000 ? words.substring(0, 5_000) : words, today, monthFirst, 0);
    }

    private static Optional<LocalDate> search(
            Pattern pattern, String text, LocalDate today, boolean monthFirst, int add) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            Optional<LocalDate> date = date(matcher, today, monthFirst).map(d -> d.plusDays(add));
            if (date.isPresent()) {
                return date;
            }
        }
        return Optional.empty();
    }

    private static Optional<LocalDate> date(Matcher m, LocalDate today, boolean monthFirst) {
        try {
            if (m.group(1) != null) {
                return near(number(m, 1), number(m, 2), number(m, 3), today);
            }
            if (m.group(4) != null && m.group(5) != null) {
                return named(m, 5, 4, 6, today);
            }
            if (m.group(7) != null) {
                return named(m, 7, 8, 9, today);
            }
            int a = number(m, 10);
            int b = number(m, 11);
            int year = m.group(12) == null ? 0 : number(m, 12);
            boolean dotted = m.group(0).contains(".");
            boolean first = a > 12 ? false : b > 12 ? true : monthFirst && !dotted;
            return near(year > 0 && year < 100 ? 2000 + year : year, first ? a : b, first ? b : a, today);
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty(); // not a date after all
        }
    }

    private static Optional<LocalDate> named(Matcher m, int monthGroup, int dayGroup, int yearGroup, LocalDate today) {
        Integer month = MONTH.get(m.group(monthGroup).toLowerCase(Locale.ROOT));
        if (month == null) {
            return Optional.empty();
        }
        int year = m.group(yearGroup) == null ? 0 : number(m, yearGroup);
        return near(year, month + 1, number(m, dayGroup), today);
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    /** The date, if it lies within a year from today; one without a year is the next one. */
    private static Optional<LocalDate> near(int year, int month, int day, LocalDate today) {
        LocalDate date = LocalDate.of(year == 0 ? today.getYear() : year, month, day);
        if (year == 0 && date.isBefore(today.minusDays(1))) {
            date = date.plusYears(1);
        }
        boolean sane = !date.isBefore(today.minusDays(1)) && date.isBefore(today.plusYears(1));
        return sane ? Optional.of(date) : Optional.empty();
    }

    private static Optional<LocalDate> weekday(String text, LocalDate today) {
        Matcher matcher = ON_WEEKDAY.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Integer day = DAY.get(matcher.group(1).toLowerCase(Locale.ROOT));
        return day == null ? Optional.empty() : Optional.of(today.with(TemporalAdjusters.next(DayOfWeek.of(day + 1))));
    }

    private static Map<String, Integer> index(List<String> lines) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            for (String word : lines.get(i).split(" ", -1)) {
                index.put(word, i);
            }
        }
        return index;
    }
}
