package dev.sdr.pacing;

import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** When steps are due. Pure. */
public final class Schedule {

    private Schedule() {}

    /**
     * When a step is due.
     *
     * @param from when the step before it was sent or passed over, or when the lead was enrolled
     * @param delay the gap, in days of the lead's calendar
     * @param window when the lead may be written to
     * @param zone the lead's zone
     * @return the first moment of the window on or after the day {@code delay} later; without a gap, the first one at
     *     or after {@code from}
     */
    public static Instant due(Instant from, Delay delay, SendWindow window, ZoneId zone) {
        if (delay.days() == 0) {
            return window.nextOpen(from, zone);
        }
        LocalDate day = from.atZone(zone).toLocalDate();
        if (delay.businessDays()) {
            for (int left = delay.days(); left > 0; left--) {
                do {
                    day = day.plusDays(1);
                } while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY);
            }
        } else {
            day = day.plusDays(delay.days());
        }
        return window.nextOpen(day.atStartOfDay(zone).toInstant(), zone);
    }

    /**
     * When the next day begins.
     *
     * @param now the moment
     * @param zone whose day
     * @return the first moment of the next calendar day
     */
    public static Instant nextDay(Instant now, ZoneId zone) {
        return now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    }
}
