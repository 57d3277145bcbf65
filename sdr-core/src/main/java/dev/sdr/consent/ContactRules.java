package dev.sdr.consent;

import static java.util.Objects.requireNonNull;

import dev.sdr.consent.ContactRule.Decision;
import dev.sdr.consent.ContactRule.Disclosure;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Per country and legal basis: may this lead be written to, and what must the first mail say. Data with its sources and the
 * dates they were read, to keep a host from harm by oversight; it is not legal advice. A country that no rule names, or that
 * is not known, proceeds.
 *
 * <pre>{@code
 * ContactRules.standard().without("de-uwg-7", "counsel's advice of 3 March: all our German leads called us first")
 * }</pre>
 *
 * <p>Immutable, safe for use by several threads. What differs from {@link #standard()} goes to the audit record of each
 * store a runner with these rules works on.
 */
public final class ContactRules {

    private static final ContactRules STANDARD = read();

    private final Map<String, ContactRule> rules;
    private final List<Change> changes;
    private final Map<String, List<ContactRule>> byCountry = new HashMap<>();
    private final List<ContactRule> everywhere = new ArrayList<>();

    /**
     * How a host's rules differ from the standard ones.
     *
     * @param ruleId the rule
     * @param sentence what was changed and why, in one sentence
     */
    public record Change(String ruleId, String sentence) {

        /** Checks. */
        public Change {
            requireNonNull(ruleId, "ruleId");
            requireNonNull(sentence, "sentence");
        }
    }

    private ContactRules(Map<String, ContactRule> rules, List<Change> changes) {
        this.rules = rules;
        this.changes = List.copyOf(changes);
        for (ContactRule rule : rules.values()) {
            rule.countries()
                    .forEach(c -> byCountry
                            .computeIfAbsent(c, any -> new ArrayList<>())
                            .add(rule));
            if (rule.countries().isEmpty()) {
                everywhere.add(rule);
            }
        }
    }

    /**
     * The rules that come with the library: the resource {@code contact-rules.yaml} beside this class.
     *
     * @return the rules
     */
    public static ContactRules standard() {
        return STANDARD;
    }

    private static ContactRules read() {
        Map<String, ContactRule> rules = new LinkedHashMap<>();
        ContactRuleFile.STANDARD.forEach(r -> rules.put(r.id(), r));
        return new ContactRules(rules, List.of());
    }

    /**
     * These rules without one.
     *
     * @param ruleId the rule
     * @param why the ground on which it is lifted, not blank; kept in the audit record
     * @return changed rules
     * @throws IllegalArgumentException if there is no such rule, or no ground
     */
    public ContactRules without(String ruleId, String why) {
        if (!rules.containsKey(ruleId)) {
            throw new IllegalArgumentException(
                    "there is no contact rule '" + ruleId + "'; there are " + String.join(", ", rules.keySet()));
        }
        if (why.isBlank()) {
            throw new IllegalArgumentException("say why contact rule " + ruleId + " is lifted: it is kept in audit");
        }
        Map<String, ContactRule> fewer = new LinkedHashMap<>(rules);
        fewer.remove(ruleId);
        return new ContactRules(fewer, and(new Change(ruleId, "contact rule " + ruleId + " is lifted: " + why)));
    }

    /**
     * These rules with one more, or with one in the place of that of the same id. Kept in the audit record.
     *
     * @param rule the rule
     * @return changed rules
     */
    public ContactRules with(ContactRule rule) {
        String how = rules.containsKey(rule.id()) ? " is replaced: " : " is added: ";
        Map<String, ContactRule> more = new LinkedHashMap<>(rules);
        more.put(rule.id(), rule);
        String what = rule.sentence() + " [" + rule.decision() + " for " + rule.who() + ", satisfied by "
                + words(rule.satisfiedBy()) + ", disclosure " + rule.disclosure() + "; " + rule.source() + "]";
        return new ContactRules(more, and(new Change(rule.id(), "contact rule " + rule.id() + how + what)));
    }

    private List<Change> and(Change change) {
        List<Change> all = new ArrayList<>(changes);
        all.add(change);
        return all;
    }

    /**
     * The rules.
     *
     * @return all of them, in the order they are asked
     */
    public List<ContactRule> rules() {
        return List.copyOf(rules.values());
    }

    /**
     * A rule.
     *
     * @param id its id
     * @return the rule, if there is one
     */
    public Optional<ContactRule> rule(String id) {
        return Optional.ofNullable(rules.get(id));
    }

    /**
     * How these differ from the standard rules.
     *
     * @return the changes in the order they were made
     */
    public List<Change> changes() {
        return changes;
    }

    /**
     * Asks the rules.
     *
     * @param lead to whom; its attributes {@code country} and {@code legal_basis} are looked at, and its address
     * @param purpose what the campaign is for
     * @param channel on what channel
     * @return what they say
     */
    public ContactRuling ask(Lead lead, Purpose purpose, String channel) {
        Optional<String> country = lead.attribute(Lead.COUNTRY).flatMap(Countries::code);
        Optional<String> attribute = lead.attribute(Lead.LEGAL_BASIS);
        Set<LegalBasis> bases = LegalBasis.all(attribute.orElse(""));
        Optional<ContactRule> held = Optional.empty();
        Disclosure disclosure = Disclosure.NONE;
        List<ContactRule> here =
                country.map(c -> byCountry.getOrDefault(c, List.of())).orElse(List.of());
        for (List<ContactRule> some : List.of(here, everywhere)) {
            for (ContactRule rule : some) {
                if (!rule.isAbout(lead, bases, purpose, channel)) {
                    continue;
                }
                if (held.isEmpty() && rule.decision() == Decision.HOLD && !rule.isSatisfied(bases)) {
                    held = Optional.of(rule);
                }
                if (rule.disclosure().compareTo(disclosure) > 0) {
                    disclosure = rule.disclosure();
                }
            }
        }
        if (country.isEmpty() && disclosure == Disclosure.NONE && isDisclosedSomewhere(lead, bases, purpose, channel)) {
            disclosure = Disclosure.WHEN_KNOWN;
        }
        return new ContactRuling(country, held, disclosure, notes(lead, purpose, country, attribute, bases));
    }

    /** A country that is not known may be one whose rule wants the source named: to say it harms nobody. */
    private boolean isDisclosedSomewhere(Lead lead, Set<LegalBasis> bases, Purpose purpose, String channel) {
        return rules.values().stream()
                .anyMatch(r -> r.disclosure() != Disclosure.NONE && r.isAbout(lead, bases, purpose, channel));
    }

    private static List<String> notes(
            Lead lead, Purpose purpose, Optional<String> country, Optional<String> legalBasis, Set<LegalBasis> bases) {
        if (purpose != Purpose.COLD) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        if (country.isEmpty()) {
            notes.add(lead.attribute(Lead.COUNTRY)
                            .map(c -> "its country '" + c + "' is not known by that name")
                            .orElse("it has no country")
                    + ", so no country's contact rules were asked");
        }
        if (bases.isEmpty()) {
            legalBasis.ifPresent(b -> notes.add("its legal_basis '" + b + "' is none of "
                    + words(Set.of(LegalBasis.values())) + ", so it counts as none"));
        }
        return notes;
    }

    private static String words(Set<LegalBasis> bases) {
        return bases.isEmpty()
                ? "nothing"
                : bases.stream().sorted().map(LegalBasis::word).collect(Collectors.joining(", "));
    }
}
