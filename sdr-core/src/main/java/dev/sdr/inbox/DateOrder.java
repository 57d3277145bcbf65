package dev.sdr.inbox;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a sender writes the 4th of March as 3/4 or as 4/3. */
enum DateOrder {
    DAY_FIRST,
    MONTH_FIRST,
    /** Nothing tells: the nearer of the two dates is taken. */
    UNKNOWN;

    private static final int LONG = 120;
    private static final int SHORT = 60;
    private static final Pattern OFFSET = Pattern.compile("([+-])(\\d{2})(\\d{2})\\b");
    private static final Pattern ENGLISH =
            Pattern.compile("(?i)\\b(?:the|will|out of|office|return|back|and|for|please)\\b");
    private static final Set<String> COMMON = Set.of("com", "net", "org", "io", "co", "ai", "app", "biz", "info");

    /** What the mail itself tells: its language, its author's domain, the zone of its Date. */
    static DateOrder of(InboundMail mail, String words) {
        if (!ENGLISH.matcher(words).find()) {
            return DAY_FIRST;
        }
        String domain = mail.from().map(a -> a.domain()).orElse("");
        String top = domain.substring(domain.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (top.equals("us") || top.equals("gov") || top.equals("edu") || top.equals("mil")) {
            return MONTH_FIRST;
        }
        if (!COMMON.contains(top)) {
            return DAY_FIRST;
        }
        Matcher offset = OFFSET.matcher(mail.header("date").orElse(""));
        if (!offset.find() || offset.group().endsWith("0000")) {
            return UNKNOWN; // many servers write UTC wherever they stand
        }
        int hours = Integer.parseInt(offset.group(2));
        return offset.group(1).equals("-") && hours >= 4 && hours <= 10 ? MONTH_FIRST : DAY_FIRST;
    }

    /**
     * The date that two numbers mean: what only one order allows; what the weekday beside it says; what is not past; what
     * is near, if the other is months away; what the sender's order says.
     *
     * @param named the weekday that stands beside it, if any
     */
    Optional<LocalDate> read(int first, int second, int year, Optional<DayOfWeek> named, LocalDate today) {
        List<LocalDate> possible = new ArrayList<>();
        date(year, second, first, today).ifPresent(possible::add);
        date(year, first, second, today).filter(d -> !possible.contains(d)).ifPresent(possible::add);
        if (possible.size() < 2) {
            return possible.stream().findFirst();
        }
        LocalDate dayFirst = possible.get(0);
        LocalDate monthFirst = possible.get(1);
        if (named.isPresent()
                && (dayFirst.getDayOfWeek() == named.get()) != (monthFirst.getDayOfWeek() == named.get())) {
            return Optional.of(dayFirst.getDayOfWeek() == named.get() ? dayFirst : monthFirst);
        }
        if (dayFirst.isBefore(today) != monthFirst.isBefore(today)) {
            return Optional.of(dayFirst.isBefore(today) ? monthFirst : dayFirst);
        }
        LocalDate wanted = this == MONTH_FIRST ? monthFirst : dayFirst;
        LocalDate other = this == MONTH_FIRST ? dayFirst : monthFirst;
        boolean otherIsNearer =
                ChronoUnit.DAYS.between(today, other) <= SHORT && ChronoUnit.DAYS.between(today, wanted) > LONG;
        boolean nearest = this == UNKNOWN && other.isBefore(wanted);
        return Optional.of(otherIsNearer || nearest ? other : wanted);
    }

    /** A date; one without a year (0) is that of this year, or of the next if it is long past. */
    static Optional<LocalDate> date(int year, int month, int day, LocalDate today) {
        try {
            int full = year > 0 && year < 100 ? 2000 + year : year;
            LocalDate date = LocalDate.of(full == 0 ? today.getYear() : full, month, day);
            return Optional.of(full == 0 && date.isBefore(today.minusDays(SHORT)) ? date.plusYears(1) : date);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
