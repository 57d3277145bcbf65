package dev.sdr.channel;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.Lead;
import java.time.Instant;

/**
 * What a step asks a {@link Channel} to deliver.
 *
 * @param id the touch's key
 * @param token a stable text of the library's own, equal for every attempt at this touch; an idempotency key for
 *     channels that take one
 * @param lead to whom
 * @param title a short title: the rendered subject, or the name of the step
 * @param text the prepared text, without any unfilled placeholder
 * @param begunAt when this attempt began
 */
public record ChannelMessage(TouchKey id, String token, Lead lead, String title, String text, Instant begunAt) {

    /** Checks. */
    public ChannelMessage {
        requireNonNull(id, "id");
        requireNonNull(token, "token");
        requireNonNull(lead, "lead");
        requireNonNull(title, "title");
        requireNonNull(text, "text");
        requireNonNull(begunAt, "begunAt");
    }
}
