package dev.sdr.gate;

import static java.util.Objects.requireNonNull;

/**
 * Why a lead must not be contacted for a campaign's purpose: a provider's terms or a country's rule.
 *
 * @param reason what holds it, by name, in one line
 * @param remedy what lifts it
 */
public record ContactHold(String reason, String remedy) {

    /** Checks. */
    public ContactHold {
        requireNonNull(reason, "reason");
        requireNonNull(remedy, "remedy");
    }
}
