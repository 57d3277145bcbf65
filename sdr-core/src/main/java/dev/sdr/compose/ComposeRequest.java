package dev.sdr.compose;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.Lead;
import dev.sdr.sequence.Step;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a {@link Composer} works from.
 *
 * @param lead for whom
 * @param sequenceId the sequence
 * @param step the step, with its templates
 * @param values the placeholders' values: the lead's attributes, and {@code sender_name}, {@code sender_first_name},
 *     {@code sender_email}, {@code sender_company} and {@code sender_address}
 * @param campaignId the campaign; empty in a preview
 * @param enrollmentId the enrollment, which with the step names the text that is wanted; none in a preview
 */
public record ComposeRequest(
        Lead lead,
        String sequenceId,
        Step step,
        Map<String, String> values,
        String campaignId,
        Optional<UUID> enrollmentId) {

    /** Checks and copies. */
    public ComposeRequest {
        requireNonNull(lead, "lead");
        requireNonNull(sequenceId, "sequenceId");
        requireNonNull(step, "step");
        values = Map.copyOf(values);
        requireNonNull(campaignId, "campaignId");
        requireNonNull(enrollmentId, "enrollmentId");
    }
}
