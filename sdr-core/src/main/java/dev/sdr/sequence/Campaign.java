package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A named batch of enrollments.
 *
 * @param id the host's id, 1 to 200 characters
 * @param name a name for people
 * @param createdAt when it was created
 * @param sequenceId the sequence its enrollments go through
 * @param purpose why it writes to its leads: what its mailer's terms and the contact rules are asked about. That of a
 *     sequence's own campaign is what the sequence said when its first lead was enrolled
 * @param status whether it runs
 */
public record Campaign(String id, String name, Instant createdAt, String sequenceId, Purpose purpose, Status status) {

    /** Whether a campaign runs. */
    public enum Status {
        /** Its enrollments go on. */
        RUNNING,
        /** Its enrollments hold until it is resumed. */
        PAUSED,
        /** Its enrollments are stopped for good. */
        STOPPED
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the id is blank or too long
     */
    public Campaign {
        if (id.isBlank() || id.length() > 200) {
            throw new IllegalArgumentException("a campaign's id must have 1 to 200 characters and not be blank");
        }
        requireNonNull(name, "name");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(sequenceId, "sequenceId");
        requireNonNull(purpose, "purpose");
        requireNonNull(status, "status");
    }

    /**
     * This campaign in another state.
     *
     * @param next the state
     * @return a changed copy
     */
    public Campaign with(Status next) {
        return new Campaign(id, name, createdAt, sequenceId, purpose, next);
    }

    /**
     * This campaign for another purpose.
     *
     * @param next the purpose
     * @return a changed copy
     */
    public Campaign with(Purpose next) {
        return new Campaign(id, name, createdAt, sequenceId, next, status);
    }
}
