package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
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
        String remedy) {

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

    /** Checks. */
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
    }
}
