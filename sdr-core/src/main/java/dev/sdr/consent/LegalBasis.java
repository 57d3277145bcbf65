package dev.sdr.consent;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a host says about why it may write to a lead: the values of the lead attribute {@code legal_basis}. Their names in
 * lower case are what the attribute holds; several are separated by commas. The host must be able to prove what it says.
 */
public enum LegalBasis {
    /** The person asked for mail like this, or agreed to it, and that can be proved. */
    CONSENT,
    /** A customer, who is written to about goods or services like those it bought, and could object when it gave the address. */
    EXISTING_CUSTOMER,
    /** The person inquired; Canada's law lets it count for six months. */
    INQUIRY,
    /** The person published the address without a word against advertising, and the mail concerns the person's role there. */
    CONSPICUOUS_PUBLICATION,
    /** The address belongs to a company or another legal person, whatever its domain. */
    CORPORATE_SUBSCRIBER,
    /** The address belongs to a sole trader or a private person, whatever its domain: no ground, but rules for such apply. */
    INDIVIDUAL_SUBSCRIBER,
    /** A documented balancing of interests (GDPR Article 6(1)(f)). Where consent is the rule it does not take its place. */
    LEGITIMATE_INTEREST;

    /**
     * The basis that a word names.
     *
     * @param word such as {@code existing_customer}; case, spaces and hyphens do not matter
     * @return the basis, or empty for a word that is none
     */
    public static Optional<LegalBasis> of(String word) {
        String name = word.strip().toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        for (LegalBasis basis : values()) {
            if (basis.name().equals(name)) {
                return Optional.of(basis);
            }
        }
        return Optional.empty();
    }

    /**
     * The word for it.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The bases that an attribute names; words that are none are passed over. */
    static Set<LegalBasis> all(String attribute) {
        Set<LegalBasis> all = EnumSet.noneOf(LegalBasis.class);
        if (attribute.isBlank()) {
            return all;
        }
        for (String word : attribute.split("[,;]", -1)) {
            of(word).ifPresent(all::add);
        }
        return all;
    }
}
