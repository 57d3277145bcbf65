package dev.sdr.consent;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.FreeMail;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Step;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * What the law of some countries, or a host's own rule, says about writing to people there.
 *
 * @param id its name, such as {@code de-uwg-7}
 * @param countries where it applies, as ISO 3166-1 alpha-2 codes; none for everywhere, unknown countries included
 * @param channel the channel it is about
 * @param purposes the purposes of campaigns it is about
 * @param who whom it protects
 * @param satisfiedBy the legal bases each of which satisfies it
 * @param decision what it says if none of them is given
 * @param disclosure whether the first mail names the source of the address and links the privacy notice
 * @param sentence what it says, in one sentence for a person
 * @param lifts what lifts a hold, in one sentence for a person
 * @param source where that is written
 * @param read when it was read there; empty for a host's own rule
 */
public record ContactRule(
        String id,
        Set<String> countries,
        String channel,
        Set<Purpose> purposes,
        Who who,
        Set<LegalBasis> satisfiedBy,
        Decision decision,
        Disclosure disclosure,
        String sentence,
        String lifts,
        String source,
        Optional<LocalDate> read) {

    /** Whom a rule protects. */
    public enum Who {
        /** Companies and their people too. */
        EVERYBODY,
        /**
         * Private persons and sole traders: whoever has an address where anybody can have one, unless the lead's legal basis
         * says {@link LegalBasis#CORPORATE_SUBSCRIBER}; and whoever it calls {@link LegalBasis#INDIVIDUAL_SUBSCRIBER}.
         */
        INDIVIDUALS
    }

    /** What a rule says about a lead that satisfies none of its bases. */
    public enum Decision {
        /** Nothing is sent. */
        HOLD,
        /** It may be sent. */
        PROCEED
    }

    /** Whether the first mail to a person says where the address came from and links the privacy notice. */
    public enum Disclosure {
        /** The rule does not ask for it. */
        NONE,
        /** It says what there is; what is missing is noted where the lead is explained. */
        WHEN_KNOWN,
        /** The first mail holds while the lead has no source or the sender no privacy notice. */
        REQUIRED
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the id or the sentence is blank, or a country is not an upper-case alpha-2 code
     */
    public ContactRule {
        if (id.isBlank() || id.length() > 100) {
            throw new IllegalArgumentException("a contact rule's id must have 1 to 100 characters and not be blank");
        }
        countries = Set.copyOf(countries);
        for (String country : countries) {
            if (!Countries.isCode(country)) {
                throw new IllegalArgumentException("contact rule " + id + ": '" + country
                        + "' is not a country's ISO 3166-1 alpha-2 code in capitals");
            }
        }
        requireNonNull(channel, "channel");
        purposes = Set.copyOf(purposes);
        requireNonNull(who, "who");
        satisfiedBy = Set.copyOf(satisfiedBy);
        requireNonNull(decision, "decision");
        requireNonNull(disclosure, "disclosure");
        if (sentence.isBlank()) {
            throw new IllegalArgumentException("contact rule " + id + " needs a sentence that says what it asks");
        }
        requireNonNull(lifts, "lifts");
        requireNonNull(source, "source");
        requireNonNull(read, "read");
    }

    /**
     * A host's own rule: cold email to anybody in some countries holds unless one of the bases is given.
     *
     * @param id its name; that of a standard rule takes its place
     * @param countries where it applies, as ISO 3166-1 alpha-2 codes; none for everywhere
     * @param sentence what it says, in one sentence
     * @param satisfiedBy the legal bases each of which satisfies it
     * @return the rule
     * @throws IllegalArgumentException as the constructor says
     */
    public static ContactRule holding(String id, Set<String> countries, String sentence, LegalBasis... satisfiedBy) {
        return new ContactRule(
                id,
                countries,
                Step.EMAIL,
                Set.of(Purpose.COLD),
                Who.EVERYBODY,
                Set.of(satisfiedBy),
                Decision.HOLD,
                Disclosure.NONE,
                sentence,
                "give the lead a legal_basis that the rule accepts, with its evidence kept by you",
                "the host's own rule",
                Optional.empty());
    }

    /**
     * This rule with another disclosure.
     *
     * @param wanted whether the first mail names the source and links the privacy notice
     * @return a changed copy
     */
    public ContactRule disclosing(Disclosure wanted) {
        return new ContactRule(
                id, countries, channel, purposes, who, satisfiedBy, decision, wanted, sentence, lifts, source, read);
    }

    /** Whether it is about this lead, whose bases and country are known to the caller. */
    boolean isAbout(Lead lead, Set<LegalBasis> bases, Purpose purpose, String onChannel) {
        return channel.equals(onChannel)
                && purposes.contains(purpose)
                && (who == Who.EVERYBODY || isIndividual(lead, bases));
    }

    boolean isSatisfied(Set<LegalBasis> bases) {
        return bases.stream().anyMatch(satisfiedBy::contains);
    }

    private static boolean isIndividual(Lead lead, Set<LegalBasis> bases) {
        return bases.contains(LegalBasis.INDIVIDUAL_SUBSCRIBER)
                || (FreeMail.isFree(lead.email().domain()) && !bases.contains(LegalBasis.CORPORATE_SUBSCRIBER));
    }
}
