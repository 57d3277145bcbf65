package dev.sdr.consent;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A person's explicit consent to be written to again. It lifts the suppressions it names and no others, so one that
 * comes later, or was not known to whoever recorded the consent, still stands (promise P6).
 *
 * @param id version 7 UUID
 * @param lifts the ids of the suppressions it lifts
 * @param evidence where and how it was given, for the audit, not blank
 * @param at when it was recorded
 */
public record Consent(UUID id, Set<UUID> lifts, String evidence, Instant at) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the evidence is blank
     */
    public Consent {
        requireNonNull(id, "id");
        lifts = Set.copyOf(lifts);
        requireNonNull(at, "at");
        if (evidence.isBlank()) {
            throw new IllegalArgumentException("a consent needs evidence: where and how it was given");
        }
    }
}
