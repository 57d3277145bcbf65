package dev.sdr.consent;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * An entry of the suppression ledger: nothing is sent to what it names. Entries are only ever added; a {@link Consent}
 * lifts the ones it names, and a later entry stands again.
 *
 * @param id version 7 UUID
 * @param kind what {@code value} is
 * @param value the keyed hash of an address, or a domain in lower-case ASCII (its subdomains included)
 * @param reason why, in one line
 * @param cause what exactly caused it (an inbound id, an event, the host's own key): recorded once per cause
 * @param at when it was recorded
 */
public record Suppression(UUID id, Kind kind, String value, String reason, String cause, Instant at) {

    /** What an entry names. */
    public enum Kind {
        /** One address, by its keyed hash. */
        ADDRESS,
        /** A domain and its subdomains. */
        DOMAIN
    }

    /** Checks. */
    public Suppression {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(value, "value");
        requireNonNull(reason, "reason");
        requireNonNull(cause, "cause");
        requireNonNull(at, "at");
    }
}
