package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What a step would send to a lead, and when, if nobody replied, opened or followed anything and nothing held.
 *
 * @param stepId the step
 * @param channel the channel
 * @param at the earliest moment
 * @param subject the subject or title
 * @param text the text with its footer
 * @param assumes what its condition takes for granted here; empty without one
 * @param problems why it would not leave as it is; empty if it would
 */
public record PlannedTouch(
        String stepId, String channel, Instant at, String subject, String text, String assumes, List<String> problems) {

    /** Checks and copies. */
    public PlannedTouch {
        requireNonNull(stepId, "stepId");
        requireNonNull(channel, "channel");
        requireNonNull(at, "at");
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        requireNonNull(assumes, "assumes");
        problems = List.copyOf(problems);
    }
}
