package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What happens to a step that could not go when it was due: after downtime, a pause or a long hold. Later steps always
 * count from what really happened, so nothing is caught up in a burst.
 *
 * @param action what to do with a step that is too late
 * @param after how late is too late; ignored by {@link Action#SHIFT}
 */
public record LatePolicy(Action action, Duration after) {

    /** What to do with a late step. */
    public enum Action {
        /** Send it as soon as possible, however late. */
        SHIFT,
        /** Pass over it and go on with the next. */
        SKIP,
        /** End the sequence for this lead. */
        EXPIRE
    }

    /** The default: a late step goes as soon as it can. */
    public static final LatePolicy SHIFT = new LatePolicy(Action.SHIFT, Duration.ZERO);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if {@code after} is negative
     */
    public LatePolicy {
        requireNonNull(action, "action");
        if (after.isNegative()) {
            throw new IllegalArgumentException("'after' must not be negative, was " + after);
        }
    }

    /**
     * Passes over steps that are too late.
     *
     * @param after how late is too late
     * @return the policy
     */
    public static LatePolicy skipAfter(Duration after) {
        return new LatePolicy(Action.SKIP, after);
    }

    /**
     * Ends the sequence for leads whose step is too late.
     *
     * @param after how late is too late
     * @return the policy
     */
    public static LatePolicy expireAfter(Duration after) {
        return new LatePolicy(Action.EXPIRE, after);
    }
}
