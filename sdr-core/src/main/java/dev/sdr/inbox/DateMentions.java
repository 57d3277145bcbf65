package dev.sdr.inbox;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the dates a text mentions, absolute and relative ones, where they stand. */
final class DateMentions {

    /**
     * A date in a text.
     *
     * @param start where it begins, a weekday's name before it included
     * @param end where it ends
     * @param date the day
     * @param named the weekday's name beside it, or that it consists of
     * @param rangeEnd whether it is the end of a range such as "9 to 13 March"
     * @param wholeMonth whether only a month is named and the date is its first day
     */
    record Mention(
            int start, int end, LocalDate date, Optional<DayOfWeek> named, boolean rangeEnd, boolean wholeMonth) {}

    private static final int MOST = 60;
    private static final String M = "(" + DateWords.MONTH_NAME + ")(?!\\p{L})(?:\\.(?=[ /-]?\\d))?";
    private static final String D = "(\\d{1,2})(?:st|nd|rd|th|er|ste|de|e|º|ª|°|\\.)?";
    private static final String OF = "[ /-]{0,2}(?:of |de |d'|di |do )?";

    private static final Pattern ISO = Pattern.compile("(?<![\\d.])(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?!\\d)");
    private static final Pattern MONTH_RANGE = Pattern.compile(
            "(?<!\\p{L})" + M
                    + " {0,2}(\\d{1,2})(?:st|nd|rd|th)?(?: ?(?:-|–|—) ?| (?:to|through|thru|until|till|and) )(\\d{1,2})(?!\\d|[:./]\\d)(?:st|nd|rd|th)?(?:,? {1,2}(\\d{4}))?");
    private static final Pattern DAY_MONTH = Pattern.compile("(?<![\\d.:/])" + D + OF + M
            + "(?:(?:,? {1,2}(?:de |del )?|[-/ ])(\\d{4})(?!\\d)|[-/']{1,2}(\\d{2})(?!\\d))?");
    private static final Pattern MONTH_DAY = Pattern.compile(
            "(?<!\\p{L})" + M + " {0,2}(\\d{1,2})(?!\\d|[:.]\\d)(?:st|nd|rd|th)?(?:,? {1,2}(\\d{4})(?!\\d))?");
    private static final Pattern NUMERIC = Pattern.compile(
            "(?<!\\d)(?<!\\d[./:-])(\\d{1,2})([./-])(\\d{1,2})(?:\\2(\\d{4}|\\d{2})|(?<=\\.\\d{1,2})\\.(?!\\d))?(?!\\d|[/:-]\\d|\\.\\d)");
    private static final Pattern WHOLE_MONTH = Pattern.compile(
            "(?<![\\p{L}\\d])(?:(end of|ende|fin|fin de|finales de|final de|fim de|fine|fine di|eind|einde|eind van) |(mid|mitte|mi|mediados de|meados de|metà|half|midden)[ -])?"
                    + "(" + DateWords.MONTH_NAME + ")(?!\\p{L})(?! {0,2}\\d{1,2}(?!\\d))(?: (?:de )?(\\d{4}))?");
    private static final Pattern WEEKDAY = Pattern.compile(
            "(?<!\\p{L})(?:(next|volgende|aanstaande|kommenden?|nächsten?|coming|this|following|(?:darauf)?folgenden?|darauffolgenden|daaropvolgende|(?:el |la |o |a )?próxim[oa]|prossim[oa]) )?"
                    + "(" + DateWords.DAY_NAME + ")(?![\\p{L}-])"
                    + "(?: (prochaine?|que viene|próxim[oa]|prossim[oa]|suivante?|siguiente|seguinte|successiv[oa]|erna|daarop|danach|darauf|after)(?!\\p{L}))?");
    private static final Pattern DAYS_AWAY = Pattern.compile(
            "(?<!\\p{L})(?:in|within|dans|d'ici|en|dentro de|em|daqui a|tra|fra|over|binnen) (\\d{1,2}|"
                    + DateWords.NUMBER_WORD + ") "
                    + "(days?|tage?n?|jours?|d[ií]as?|giorn[oi]|dag(?:en)?|weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|months?|monate?n?|mois|mes(?:es)?|mês|mes[ei]|maand(?:en)?)(?!\\p{L})");
    private static final Pattern TOMORROW = Pattern.compile(
            "(?<!\\p{L})(?:(day after tomorrow|übermorgen|après-demain|pasado mañana|depois de amanhã|dopodomani|overmorgen)"
                    + "|(tomorrow|morgen|demain|mañana|amanhã|domani))(?!\\p{L})(?! (?:früh )?(?:vous|um \\d))");
    private static final Pattern NEXT_WEEK = Pattern.compile(
            "(?<!\\p{L})(?:next week|nächster? woche|kommender? woche|la semaine prochaine|semaine prochaine|la próxima semana|próxima semana|la semana que viene"
                    + "|na próxima semana|semana que vem|la settimana prossima|la prossima settimana|settimana prossima|prossima settimana|volgende week)(?!\\p{L})");
    private static final Pattern END_OF_MONTH = Pattern.compile(
            "(?<!\\p{L})(?:the end of (?:the|this) month|end of (?:the|this) month|monatsende|ende des monats|(?:la )?fin du mois|fin de mes|final de mes|finales de mes|fim do mês|final do mês|fine (?:del )?mese|(?:het )?eind(?:e)? van de maand)(?!\\p{L})");

    private static final Pattern RANGE_BEFORE =
            Pattern.compile("(?:\\d{1,4}(?:st|nd|rd|th|\\.|er|º|e)?|" + DateWords.MONTH_NAME + "|" + DateWords.DAY_NAME
                    + ") ?\\.?(?:-|–|—|to|bis|bis zum|au|al|a|ao|até|até ao|tot|tot en met|t/m|through|thru|until|till|and|hasta el|fino al|e il|y el|et le|und)"
                    + " ?(?:the |den |dem |el |il |o |le |de |dia )?$");
    private static final Pattern NAMED_BEFORE = Pattern.compile(
            "(?<!\\p{L})(" + DateWords.DAY_NAME + ")\\.?,? ?(?:the |den |dem |der |le |el |il |o |de |dia |giorno )?$");

    private final String text;
    private final LocalDate today;
    private final DateOrder order;
    private final List<Mention> found = new ArrayList<>();

    private DateMentions(String text, LocalDate today, DateOrder order) {
        this.text = text;
        this.today = today;
        this.order = order;
    }

    /**
     * The dates of a text.
     *
     * @param text in lower case, white space as single spaces or line ends
     * @return in the order of the text, none within another
     */
    static List<Mention> find(String text, LocalDate today, DateOrder order) {
        DateMentions mentions = new DateMentions(text, today, order);
        mentions.absolute();
        mentions.relative();
        mentions.weekdays();
        mentions.found.sort(Comparator.comparing(Mention::start));
        return mentions.found;
    }

    private void absolute() {
        each(ISO, m -> DateOrder.date(number(m, 1), number(m, 2), number(m, 3), today), false);
        each(MONTH_RANGE, m -> named(m, 1, 3, m.group(4)), true);
        each(DAY_MONTH, m -> named(m, 2, 1, m.group(3) == null ? m.group(4) : m.group(3)), false);
        each(MONTH_DAY, m -> named(m, 1, 2, m.group(3)), false);
        each(NUMERIC, this::numeric, false);
    }

    private void relative() {
        each(END_OF_MONTH, m -> Optional.of(today.with(TemporalAdjusters.lastDayOfMonth())), true);
        each(DAYS_AWAY, m -> DateWords.number(m.group(1)).map(n -> later(n, m.group(2))), false);
        each(TOMORROW, m -> Optional.of(today.plusDays(m.group(1) == null ? 1 : 2)), false);
        each(NEXT_WEEK, m -> Optional.of(today.with(TemporalAdjusters.next(DayOfWeek.MONDAY))), false);
        Matcher month = WHOLE_MONTH.matcher(text);
        while (month.find() && found.size() < MOST) {
            if (isFree(month.start(), month.end())) {
                wholeMonth(month);
            }
        }
    }

    private void wholeMonth(Matcher m) {
        int day = m.group(2) != null ? 15 : 1;
        Optional<LocalDate> first = DateWords.month(m.group(3))
                .flatMap(n -> DateOrder.date(m.group(4) == null ? 0 : Integer.parseInt(m.group(4)), n, day, today));
        boolean end = m.group(1) != null;
        first.map(d -> end ? d.with(TemporalAdjusters.lastDayOfMonth()) : d)
                .ifPresent(d -> found.add(new Mention(m.start(), m.end(), d, Optional.empty(), end, !end)));
    }

    /** Weekdays that stand alone: the next one, or the next one after the date mentioned before. */
    private void weekdays() {
        Matcher m = WEEKDAY.matcher(text);
        while (m.find() && found.size() < MOST) {
            if (!isFree(m.start(), m.end())) {
                continue;
            }
            DayOfWeek day = DayOfWeek.of(DateWords.day(m.group(2)).orElse(1));
            String before = m.group(1) == null ? "" : m.group(1);
            String after = m.group(3) == null ? "" : m.group(3);
            Optional<LocalDate> anchor = anchor(m.start(), m.end(), before, after);
            LocalDate next = anchor.orElse(today).with(TemporalAdjusters.next(day));
            boolean weekAfter = before.equals("next") || before.equals("volgende");
            LocalDate date = anchor.isEmpty() && weekAfter && day != DayOfWeek.MONDAY && isThisWeek(next)
                    ? next.plusWeeks(1)
                    : next;
            found.add(new Mention(m.start(), m.end(), date, Optional.of(day), isRangeEnd(m.start()), false));
        }
    }

    /** The date from which "the following Monday" or "the Monday after 13 March" counts. */
    private Optional<LocalDate> anchor(int start, int end, String before, String after) {
        if (after.equals("after")) {
            return found.stream()
                    .filter(f -> f.start() >= end && f.start() <= end + 8)
                    .map(Mention::date)
                    .findFirst();
        }
        boolean following = before.startsWith("follow")
                || before.contains("folgend")
                || before.startsWith("daarop")
                || after.startsWith("suivant")
                || after.equals("siguiente")
                || after.equals("seguinte")
                || after.startsWith("successiv")
                || after.equals("erna")
                || after.equals("daarop")
                || after.equals("danach")
                || after.equals("darauf");
        return following
                ? found.stream()
                        .filter(f -> f.end() <= start)
                        .max(Comparator.comparing(Mention::end))
                        .map(Mention::date)
                : Optional.empty();
    }

    private boolean isThisWeek(LocalDate date) {
        return date.isBefore(today.with(TemporalAdjusters.next(DayOfWeek.MONDAY)));
    }

    private interface Reading {
        Optional<LocalDate> read(Matcher matcher);
    }

    private void each(Pattern pattern, Reading reading, boolean rangeEnd) {
        Matcher m = pattern.matcher(text);
        while (m.find() && found.size() < MOST) {
            if (isFree(m.start(), m.end())) {
                Matcher named = NAMED_BEFORE.matcher(text.substring(Math.max(0, m.start() - 30), m.start()));
                boolean isNamed = named.find();
                int start = isNamed ? m.start() - (named.regionEnd() - named.start()) : m.start();
                Optional<DayOfWeek> day =
                        isNamed ? DateWords.day(named.group(1)).map(DayOfWeek::of) : Optional.empty();
                reading.read(m)
                        .ifPresent(d ->
                                found.add(new Mention(start, m.end(), d, day, rangeEnd || isRangeEnd(start), false)));
            }
        }
    }

    private boolean isFree(int start, int end) {
        return found.stream().noneMatch(f -> f.start() < end && start < f.end());
    }

    private boolean isRangeEnd(int start) {
        return RANGE_BEFORE
                .matcher(text.substring(Math.max(0, start - 40), start))
                .find();
    }

    private Optional<LocalDate> numeric(Matcher m) {
        if (m.group().equals("24/7")) {
            return Optional.empty();
        }
        int year = m.group(4) == null ? 0 : number(m, 4);
        DateOrder used = m.group(2).equals(".") ? DateOrder.DAY_FIRST : order;
        Matcher before = NAMED_BEFORE.matcher(text.substring(Math.max(0, m.start() - 30), m.start()));
        Optional<DayOfWeek> named =
                before.find() ? DateWords.day(before.group(1)).map(DayOfWeek::of) : Optional.empty();
        return m.group(2).equals(".")
                ? DateOrder.date(year, number(m, 3), number(m, 1), today)
                : used.read(number(m, 1), number(m, 3), year, named, today);
    }

    private Optional<LocalDate> named(Matcher m, int monthGroup, int dayGroup, String yearText) {
        int year = yearText == null ? 0 : Integer.parseInt(yearText);
        return DateWords.month(m.group(monthGroup)).flatMap(n -> DateOrder.date(year, n, number(m, dayGroup), today));
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    private LocalDate later(int count, String unit) {
        if (unit.startsWith("mo") || unit.startsWith("mes") || unit.startsWith("mês") || unit.startsWith("maand")) {
            return today.plusMonths(count);
        }
        boolean weeks = unit.startsWith("w") || unit.startsWith("se");
        return weeks ? today.plusWeeks(count) : today.plusDays(count);
    }
}
