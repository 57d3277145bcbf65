package dev.sdr.sequence;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Set;

/**
 * The days and hours in which a lead may be written to, in the lead's own time zone.
 *
 * @param days the weekdays, at least one
 * @param from the first moment of each day, included
 * @param to the last moment of each day, not included; later than {@code from}; midnight stands for the day's end
 */
public record SendWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to) {

    /** Monday to Friday, 08:00 to 17:00. */
    public static final SendWindow OFFICE_HOURS =
            new SendWindow(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), LocalTime.of(8, 0), LocalTime.of(17, 0));

    /** Every day, all day. */
    public static final SendWindow ALWAYS =
            new SendWindow(EnumSet.allOf(DayOfWeek.class), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the window can never open
     */
    public SendWindow {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a send window needs at least one day");
        }
        if (!to.equals(LocalTime.MIDNIGHT) && !to.isAfter(from)) {
            throw new IllegalArgumentException("a send window must end after it begins, was " + from + " to " + to);
        }
    }

    /**
     * Whether the window is open.
     *
     * @param at the moment
     * @param zone the lead's zone
     * @return true if the local day and time lie inside
     */
    public boolean isOpen(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        LocalTime time = local.toLocalTime();
        return days.contains(local.getDayOfWeek()) && !time.isBefore(from) && (endsAtMidnight() || time.isBefore(to));
    }

    /**
     * The first moment at or after {@code at} at which the window is open. Exact over changes of the clock: an opening
     * time that a spring change skips opens when the gap ends.
     *
     * @param at the moment to look from
     * @param zone the lead's zone
     * @return {@code at} itself if the window is open then
     */
    public Instant nextOpen(Instant at, ZoneId zone) {
        if (isOpen(at, zone)) {
            return at;
        }
        LocalDate day = at.atZone(zone).toLocalDate();
        while (true) {
            if (days.contains(day.getDayOfWeek())) {
                Instant opens = day.atTime(from).atZone(zone).toInstant();
                if (!opens.isBefore(at) && isOpen(opens, zone)) {
                    return opens;
                }
            }
            day = day.plusDays(1);
        }
    }

    private boolean endsAtMidnight() {
        return to.equals(LocalTime.MIDNIGHT);
    }
}
