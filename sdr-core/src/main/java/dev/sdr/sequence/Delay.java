package dev.sdr.sequence;

/**
 * The gap before a step, counted in days of the lead's calendar from the day the step before it was sent or passed over
 * (for the first step: from the day of enrollment). The step is due at the earliest when that day's window opens; with
 * no days, at once.
 *
 * @param days the number of days, at least 0
 * @param businessDays whether only Monday to Friday count
 */
public record Delay(int days, boolean businessDays) {

    /** No gap. */
    public static final Delay NONE = new Delay(0, false);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if {@code days} is negative or more than 3650
     */
    public Delay {
        if (days < 0 || days > 3650) {
            throw new IllegalArgumentException("a delay must be 0 to 3650 days, was " + days);
        }
    }

    /**
     * Calendar days.
     *
     * @param days the number of days, at least 0
     * @return the delay
     */
    public static Delay days(int days) {
        return new Delay(days, false);
    }

    /**
     * Days from Monday to Friday.
     *
     * @param days the number of days, at least 0
     * @return the delay
     */
    public static Delay businessDays(int days) {
        return new Delay(days, true);
    }
}
