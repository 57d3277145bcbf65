package dev.sdr.consent;

import static java.util.Objects.requireNonNull;

import dev.sdr.consent.ContactRule.Disclosure;
import java.util.List;
import java.util.Optional;

/**
 * What the contact rules say about writing to one lead.
 *
 * @param country the lead's country as an ISO 3166-1 alpha-2 code, if it is known
 * @param held the rule that holds it, if one does
 * @param disclosure whether the first mail names the source of the address and links the privacy notice
 * @param notes what could not be looked at, each in one line: an unknown country, an unknown legal basis
 */
public record ContactRuling(
        Optional<String> country, Optional<ContactRule> held, Disclosure disclosure, List<String> notes) {

    /** Checks and copies. */
    public ContactRuling {
        requireNonNull(country, "country");
        requireNonNull(held, "held");
        requireNonNull(disclosure, "disclosure");
        notes = List.copyOf(notes);
    }
}
