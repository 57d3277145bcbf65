package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What a step would send to a lead, and when, if nobody replied and nothing held.
 *
 * @param stepId the step
 * @param channel the channel
 * @param at the earliest moment
 * @param subject the subject or title
 * @param text the text with its footer
 * @param problems why it would not leave as it is; empty if it would
 */
public record PlannedTouch(
        String stepId, String channel, Instant at, String subject, String text, List<String> problems) {

    /** Checks and copies. */
    public PlannedTouch {
        requireNonNull(stepId, "stepId");
        requireNonNull(channel, "channel");
        requireNonNull(at, "at");
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        problems = List.copyOf(problems);
    }
}
