package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;

/**
 * What came of enrolling one lead.
 *
 * @param leadId the lead's id as handed in
 * @param result what happened
 * @param enrollmentId the new enrollment, or the one that was there already
 * @param reason why not, or what to know, in one line; may be empty
 */
public record Enrolled(String leadId, Result result, Optional<UUID> enrollmentId, String reason) {

    /** What happened. */
    public enum Result {
        /** The lead is enrolled now. */
        ENROLLED,
        /** The lead was in this sequence already; nothing changed but its attributes. */
        ALREADY,
        /** The lead was not enrolled. */
        REFUSED
    }

    /** Checks. */
    public Enrolled {
        requireNonNull(leadId, "leadId");
        requireNonNull(result, "result");
        requireNonNull(enrollmentId, "enrollmentId");
        requireNonNull(reason, "reason");
    }
}
