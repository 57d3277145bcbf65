package dev.sdr.reply;

import dev.sdr.internal.words.Sentences;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many days ahead the first day is that sentences name. A rough reading, for urgency only. */
final class Nearness {

    private static final int LONGEST = 5_000;
    private static final Pattern TOKENS =
            Pattern.compile("\\d{1,2}[./-]\\d{1,2}(?![\\d:])|\\d{1,6}(?:st|nd|rd|th)?|\\p{L}{1,30}");
    private static final Pattern NUMERIC = Pattern.compile("(\\d{1,2})[./-](\\d{1,2})");
    private static final Pattern ORDINAL = Pattern.compile("\\d{1,2}(?:st|nd|rd|th)");
    private static final Set<String> BY = Set.of(
            "by",
            "before",
            "until",
            "till",
            "bis",
            "vor",
            "avant",
            "antes",
            "para",
            "ate",
            "entro",
            "prima",
            "voor",
            "uiterlijk",
            "spatestens",
            "spaetestens",
            "jusqu",
            "deadline",
            "due");

    private static final Map<String, DayOfWeek> DAYS = new HashMap<>();
    private static final Map<String, Month> MONTHS = new HashMap<>();
    private static final Map<String, Integer> RELATIVE = new HashMap<>();

    static {
        days(
                "monday mon montag lundi lunes segunda lunedi maandag",
                "tuesday tue dienstag mardi martes terca martedi dinsdag",
                "wednesday wed mittwoch mercredi miercoles quarta mercoledi woensdag",
                "thursday thu donnerstag jeudi jueves quinta giovedi donderdag",
                "friday fri freitag vendredi viernes sexta venerdi vrijdag",
                "saturday samstag samedi sabado sabato zaterdag",
                "sunday sonntag dimanche domingo domenica zondag");
        months(
                "january januar janvier enero janeiro gennaio januari jan",
                "february februar fevrier febrero fevereiro febbraio februari feb",
                "march marz maerz mars marzo marco maart mar",
                "april avril abril aprile apr easter ostern paques pascua pascoa pasqua pasen",
                "may mai mayo maio maggio mei",
                "june juni juin junio junho giugno jun",
                "july juli juillet julio julho luglio jul summer sommer ete verano verao estate zomer",
                "august aout agosto augustus aug",
                "september septembre septiembre setembro settembre sept sep autumn herbst rentree otono outono autunno herfst",
                "october oktober octobre octubre outubro ottobre oct",
                "november novembre noviembre novembro nov",
                "december dezember decembre diciembre dezembro dicembre dec");
        for (String today : "today heute aujourd hoy hoje oggi vandaag tonight asap".split(" ", -1)) {
            RELATIVE.put(today, 0);
        }
        for (String tomorrow : "tomorrow tmrw tmr morgen demain manana amanha domani".split(" ", -1)) {
            RELATIVE.put(tomorrow, 1);
        }
        for (String after : "ubermorgen uebermorgen overmorgen dopodomani".split(" ", -1)) {
            RELATIVE.put(after, 2);
        }
    }

    private final List<String> tokens;
    private final LocalDate today;
    private final List<Long> dates = new ArrayList<>();
    private final List<Long> weekdays = new ArrayList<>();

    private Nearness(List<String> tokens, LocalDate today) {
        this.tokens = tokens;
        this.today = today;
    }

    private static void days(String... names) {
        for (int i = 0; i < names.length; i++) {
            DayOfWeek day = DayOfWeek.of(i + 1);
            for (String name : names[i].split(" ", -1)) {
                DAYS.put(name, day);
            }
        }
    }

    private static void months(String... names) {
        for (int i = 0; i < names.length; i++) {
            Month month = Month.of(i + 1);
            for (String name : names[i].split(" ", -1)) {
                MONTHS.put(name, month);
            }
        }
    }

    /**
     * Days from a day to the nearest day named.
     *
     * @param text where to look
     * @param today the day to count from
     * @return 0 for today; empty if no day is named
     */
    static OptionalLong days(String text, LocalDate today) {
        return days(text, today, false);
    }

    /** The same for days that are a deadline: "by Friday", "before the 20th", "today". */
    static OptionalLong deadline(String text, LocalDate today) {
        return days(text, today, true);
    }

    private static OptionalLong days(String text, LocalDate today, boolean deadlinesOnly) {
        String read = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        Nearness nearness = new Nearness(
                TOKENS.matcher(Sentences.plain(read))
                        .results()
                        .map(MatchResult::group)
                        .toList(),
                today);
        for (int i = 0; i < nearness.tokens.size(); i++) {
            if (!deadlinesOnly || nearness.isDeadline(i)) {
                nearness.look(i);
            }
        }
        return (nearness.dates.isEmpty() ? nearness.weekdays : nearness.dates)
                .stream().mapToLong(l -> l).min();
    }

    private boolean isDeadline(int at) {
        return RELATIVE.containsKey(tokens.get(at))
                || tokens.subList(Math.max(0, at - 3), at).stream().anyMatch(BY::contains);
    }

    private void look(int i) {
        String token = tokens.get(i);
        Matcher numeric = NUMERIC.matcher(token);
        if (RELATIVE.containsKey(token)) {
            dates.add((long) RELATIVE.get(token));
        } else if (DAYS.containsKey(token)) {
            int later = Math.floorMod(
                            DAYS.get(token).getValue() - today.getDayOfWeek().getValue() - 1, 7)
                    + 1;
            weekdays.add((long) later);
        } else if (MONTHS.containsKey(token)) {
            month(MONTHS.get(token), i);
        } else if (numeric.matches()) {
            numeric(Integer.parseInt(numeric.group(1)), Integer.parseInt(numeric.group(2)));
        } else if (ORDINAL.matcher(token).matches()) {
            int day = day(i);
            LocalDate date = day > today.getDayOfMonth() ? today : today.plusMonths(1);
            add(date.getMonthValue(), day);
        }
    }

    private void month(Month month, int at) {
        int day = Math.max(day(at - 1), day(at - 2));
        day = day > 0 ? day : day(at + 1);
        if (day > 0) {
            add(month.getValue(), day);
        } else {
            add(month.getValue(), month == today.getMonth() ? month.minLength() : 15);
        }
    }

    private void numeric(int first, int second) {
        if (second >= 1 && second <= 12) {
            add(second, first);
        } else if (first <= 12) {
            add(first, second);
        }
    }

    private int day(int at) {
        if (at < 0 || at >= tokens.size() || !Character.isDigit(tokens.get(at).charAt(0))) {
            return 0;
        }
        String digits = tokens.get(at).replaceAll("\\D", "");
        int day = digits.length() > 2 ? 0 : Integer.parseInt(digits);
        return day <= 31 ? day : 0;
    }

    private void add(int month, int day) {
        if (day >= 1 && day <= Month.of(month).maxLength()) {
            LocalDate date = LocalDate.of(
                    today.getYear(), month, Math.min(day, Month.of(month).minLength()));
            LocalDate next = date.isBefore(today) ? date.plusYears(1) : date;
            dates.add(next.toEpochDay() - today.toEpochDay());
        }
    }
}
