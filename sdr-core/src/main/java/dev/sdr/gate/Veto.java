package dev.sdr.gate;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.Lead;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The host's own say before anything is sent: it is asked last, about many at once, and what it names does not go. If
 * it throws, everything it was asked about holds.
 *
 * <p>An implementation is safe for use by several threads at once and bounds every wait.
 */
@FunctionalInterface
public interface Veto {

    /**
     * Asks about some touches.
     *
     * @param candidates what would be sent now
     * @return an objection by {@link Candidate#enrollmentId()} for each that must not go now; one that is missing may
     */
    Map<UUID, Objection> ask(List<Candidate> candidates);

    /**
     * What would be sent.
     *
     * @param enrollmentId the enrollment
     * @param lead to whom
     * @param sequenceId the sequence
     * @param campaignId the campaign
     * @param stepId the step
     * @param channel the channel
     */
    record Candidate(
            UUID enrollmentId, Lead lead, String sequenceId, String campaignId, String stepId, String channel) {

        /** Checks. */
        public Candidate {
            requireNonNull(enrollmentId, "enrollmentId");
            requireNonNull(lead, "lead");
            requireNonNull(sequenceId, "sequenceId");
            requireNonNull(campaignId, "campaignId");
            requireNonNull(stepId, "stepId");
            requireNonNull(channel, "channel");
        }
    }

    /**
     * Why something must not go, and what happens instead.
     *
     * @param action what happens
     * @param until when to ask again; used by {@link Action#HOLD} and cut to 24 hours ahead
     * @param reason why, in one line
     */
    record Objection(Action action, Instant until, String reason) {

        /** What happens instead. */
        public enum Action {
            /** Ask again later. */
            HOLD,
            /** Pass over the step. */
            SKIP,
            /** Stop the enrollment. */
            STOP
        }

        /** Checks. */
        public Objection {
            requireNonNull(action, "action");
            requireNonNull(until, "until");
            requireNonNull(reason, "reason");
        }

        /**
         * Not now.
         *
         * @param until when to ask again
         * @param reason why
         * @return the objection
         */
        public static Objection hold(Instant until, String reason) {
            return new Objection(Action.HOLD, until, reason);
        }

        /**
         * Not this step.
         *
         * @param reason why
         * @return the objection
         */
        public static Objection skip(String reason) {
            return new Objection(Action.SKIP, Instant.EPOCH, reason);
        }

        /**
         * Not at all.
         *
         * @param reason why
         * @return the objection
         */
        public static Objection stop(String reason) {
            return new Objection(Action.STOP, Instant.EPOCH, reason);
        }
    }
}
