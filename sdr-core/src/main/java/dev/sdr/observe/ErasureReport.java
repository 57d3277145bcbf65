package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What erasing a person has done in one call.
 *
 * @param waitingFor what must come to its end before the rest can be erased; call again then. Empty if all is erased
 * @param enrollments how many enrollments were removed, with their touches and words
 * @param messages how many messages became stubs without content, with their drafts
 * @param events how many events of the feed were emptied
 * @param records how many other things were removed: tasks, mail events, what had stayed of older touches
 */
public record ErasureReport(Optional<String> waitingFor, int enrollments, int messages, int events, int records) {

    /** Checks. */
    public ErasureReport {
        requireNonNull(waitingFor, "waitingFor");
    }

    /**
     * Whether everything is erased.
     *
     * @return false if it must be called again
     */
    public boolean isComplete() {
        return waitingFor.isEmpty();
    }
}
