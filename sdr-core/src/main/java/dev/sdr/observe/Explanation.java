package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.TouchState;
import dev.sdr.track.DeliveryState;
import dev.sdr.track.Engagement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Why an enrollment stands where it stands.
 *
 * @param enrollmentId the enrollment
 * @param leadId the lead
 * @param sequenceId the sequence
 * @param stepId the step that is next, or was last
 * @param state where it stands
 * @param gate the gate that holds or would hold it, empty if none
 * @param reason why, in one line
 * @param next when the runner looks at it next; empty if it is over
 * @param remedy what lifts a hold, empty if nothing needs to
 * @param mails what left or may have left for it, and what became of that, earliest first; none of what retention removed
 */
public record Explanation(
        UUID enrollmentId,
        String leadId,
        String sequenceId,
        String stepId,
        State state,
        String gate,
        String reason,
        Optional<Instant> next,
        String remedy,
        List<Mail> mails) {

    /**
     * A mail that left or may have left.
     *
     * @param stepId its step
     * @param begunAt when it was begun
     * @param state whether it left, or counts as sent because nobody knows
     * @param delivery how far it got, by its first 500 events; nothing is known without a provider that reports
     * @param engagement what people did with it, as the conditions {@code opened} and {@code clicked} count it
     */
    public record Mail(
            String stepId, Instant begunAt, TouchState state, DeliveryState delivery, Engagement engagement) {

        /** Checks. */
        public Mail {
            requireNonNull(stepId, "stepId");
            requireNonNull(begunAt, "begunAt");
            requireNonNull(state, "state");
            requireNonNull(delivery, "delivery");
            requireNonNull(engagement, "engagement");
        }
    }

    /** Where an enrollment stands. */
    public enum State {
        /** Its step is planned for later. */
        SCHEDULED,
        /** Its step goes in the next run. */
        DUE,
        /** A gate holds it. */
        HELD,
        /** A touch is begun and its outcome is not known yet. */
        IN_FLIGHT,
        /** Ended before its last step. */
        STOPPED,
        /** Went through its last step. */
        FINISHED
    }

    /** Checks and copies. */
    public Explanation {
        requireNonNull(enrollmentId, "enrollmentId");
        requireNonNull(leadId, "leadId");
        requireNonNull(sequenceId, "sequenceId");
        requireNonNull(stepId, "stepId");
        requireNonNull(state, "state");
        requireNonNull(gate, "gate");
        requireNonNull(reason, "reason");
        requireNonNull(next, "next");
        requireNonNull(remedy, "remedy");
        mails = List.copyOf(mails);
    }
}
