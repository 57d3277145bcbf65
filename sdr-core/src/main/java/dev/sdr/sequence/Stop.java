package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One reason why a lead or an enrollment is stopped. Stops are a set by source: a later one never takes the place of an
 * earlier one.
 *
 * @param reason the kind of reason
 * @param cause what exactly caused it: an inbound id, an event, the host's own key
 * @param at when it was recorded
 */
public record Stop(Reason reason, String cause, Instant at) {

    /** The kinds of reasons, and whether they end everything or the steps only. */
    public enum Reason {
        /** A person replied: no further step; answers may go. */
        REPLIED(false),
        /** A meeting was booked: no further step; answers may go. */
        MEETING(false),
        /** A person said no, or is the wrong person: no further step; the reply policy stopped it. */
        DECLINED(false),
        /** A person of ours has answered outside this library: no further step. */
        ANSWERED_BY_HUMAN(false),
        /** Mail to the address came back again and again, for reasons that may pass. */
        SOFT_BOUNCE(false),
        /** Somebody else of the lead's company replied, and the host stops a company as one. */
        COMPANY(false),
        /** The campaign was stopped. */
        CAMPAIGN(false),
        /** A step was later than its late policy allows. */
        EXPIRED(false),
        /** The person asked not to be written to. */
        OPTED_OUT(true),
        /** The address does not exist. */
        HARD_BOUNCE(true),
        /** The person has left the company. */
        LEFT_COMPANY(true),
        /** The person complained to their provider. */
        COMPLAINT(true),
        /** The address or its domain is on the suppression list. */
        SUPPRESSED(true),
        /** The host stopped it. */
        MANUAL(true);

        private final boolean everything;

        Reason(boolean everything) {
            this.everything = everything;
        }

        /**
         * Whether nothing at all may go any more, answers included.
         *
         * @return false if only further steps are stopped
         */
        public boolean stopsEverything() {
            return everything;
        }
    }

    /** Checks. */
    public Stop {
        requireNonNull(reason, "reason");
        requireNonNull(cause, "cause");
        requireNonNull(at, "at");
    }

    /**
     * Whether another stop has the same source.
     *
     * @param other the other stop
     * @return true if reason and cause are equal
     */
    public boolean sameSource(Stop other) {
        return reason == other.reason && cause.equals(other.cause);
    }
}
