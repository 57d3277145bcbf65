package dev.sdr.store;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.TouchKey;

/**
 * What stays of a touch that was removed.
 *
 * @param referenceKey the keyed hash of an id that a reply or report may name: unique
 * @param leadId to whom it went
 * @param id its key
 */
public record PastTouch(String referenceKey, String leadId, TouchKey id) {

    /** Checks. */
    public PastTouch {
        requireNonNull(referenceKey, "referenceKey");
        requireNonNull(leadId, "leadId");
        requireNonNull(id, "id");
    }
}
