package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Something a person is asked to do for a lead.
 *
 * @param id the task's id
 * @param leadId the lead
 * @param title a short title
 * @param text the prepared text
 * @param createdAt when it was created
 * @param withdrawn whether the lead's sequence has stopped since, so that it should no longer be done
 */
public record OpenTask(String id, String leadId, String title, String text, Instant createdAt, boolean withdrawn) {

    /** Checks. */
    public OpenTask {
        requireNonNull(id, "id");
        requireNonNull(leadId, "leadId");
        requireNonNull(title, "title");
        requireNonNull(text, "text");
        requireNonNull(createdAt, "createdAt");
    }
}
