package dev.sdr.lead;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A person who may be written to: an id of the host's choice, an address, and attributes as text.
 *
 * <p>Attribute names are lower case with underscores; the reserved ones ({@link #FIRST_NAME} and so on) have a meaning
 * of their own. A blank value counts as missing and is not kept.
 *
 * @param id the host's id, 1 to 200 characters, compared exactly
 * @param email where mail goes
 * @param attributes text by name, without blank values
 */
public record Lead(String id, EmailAddress email, Map<String, String> attributes) {

    /** Reserved attribute: the given name. */
    public static final String FIRST_NAME = "first_name";

    /** Reserved attribute: the family name. */
    public static final String LAST_NAME = "last_name";

    /** Reserved attribute: the company's name. */
    public static final String COMPANY_NAME = "company_name";

    /** Reserved attribute: the job title. */
    public static final String TITLE = "title";

    /** Reserved attribute: the industry. */
    public static final String INDUSTRY = "industry";

    /** Reserved attribute: the country, as an ISO code or a name; contact rules go by it. */
    public static final String COUNTRY = "country";

    /** Reserved attribute: the language, as a BCP 47 tag. */
    public static final String LANGUAGE = "language";

    /** Reserved attribute: the time zone, as an IANA name such as {@code Europe/London}. */
    public static final String TIME_ZONE = "time_zone";

    /** Reserved attribute: the LinkedIn profile's address. */
    public static final String LINKEDIN_URL = "linkedin_url";

    /** Reserved attribute: where the address came from, in words that its owner may read in the first mail. */
    public static final String SOURCE = "source";

    /** Reserved attribute: the legal ground for writing, in words of {@code dev.sdr.consent.LegalBasis}. */
    public static final String LEGAL_BASIS = "legal_basis";

    /**
     * Reserved attribute: nothing about this person goes to a model, unless the value is {@code false}, {@code no} or
     * {@code 0}. See {@link #allowsModels()}.
     */
    public static final String NO_AI = "no_ai";

    private static final Set<String> NO = Set.of("false", "no", "0");

    private static final int MAX_NAME = 64;
    private static final int MAX_ID = 200;
    private static final int MAX_VALUE = 10_000;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the id is blank or too long, an attribute's name is not of the form {@code
     *     [a-z][a-z0-9_]*} or its value too long, or the time zone is unknown; the message says which
     */
    public Lead {
        requireNonNull(email, "email");
        if (id.isBlank() || id.length() > MAX_ID) {
            throw new IllegalArgumentException("a lead's id must have 1 to " + MAX_ID + " characters and not be blank");
        }
        Map<String, String> kept = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (!isName(name)) {
                throw new IllegalArgumentException("attribute name '" + name + "' must match [a-z][a-z0-9_]{0,63}");
            }
            if (value.length() > MAX_VALUE) {
                throw new IllegalArgumentException(
                        "attribute '" + name + "' is longer than " + MAX_VALUE + " characters");
            }
            if (!value.isBlank()) {
                kept.put(name, value.strip());
            }
        });
        if (kept.containsKey(TIME_ZONE)) {
            zone(kept.get(TIME_ZONE));
        }
        attributes = java.util.Collections.unmodifiableMap(kept);
    }

    /**
     * A lead with no attributes yet.
     *
     * @param id the host's id
     * @param email the address
     * @return the lead
     * @throws IllegalArgumentException if the id or the address is not valid
     */
    public static Lead of(String id, String email) {
        return new Lead(id, EmailAddress.of(email), Map.of());
    }

    /**
     * This lead with one more attribute.
     *
     * @param name the attribute's name
     * @param value its value; blank removes it
     * @return a changed copy
     */
    public Lead with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(name, value);
        return new Lead(id, email, changed);
    }

    /**
     * An attribute's value.
     *
     * @param name the attribute's name
     * @return the value, never blank, or empty if there is none
     */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /**
     * Whether text about this person may be given to a model. If not, whatever does not say that it keeps text within this
     * process ({@code sharesText()} of a classifier, responder or composer) is not asked: the rules read the person's
     * replies and those of colleagues in the person's place, a person answers, and the steps' templates are sent as they are.
     *
     * @return false if the attribute {@link #NO_AI} is set to anything but {@code false}, {@code no} or {@code 0}
     */
    public boolean allowsModels() {
        return attribute(NO_AI)
                .map(v -> NO.contains(v.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    /**
     * The lead's time zone.
     *
     * @return the zone of the attribute {@link #TIME_ZONE}, or empty if there is none
     */
    public Optional<ZoneId> timeZone() {
        return attribute(TIME_ZONE).map(Lead::zone);
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.charAt(0) < 'a' || name.charAt(0) > 'z') {
            return false;
        }
        return name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time_zone '" + name + "' is not a known zone; use an IANA name such as Europe/London", e);
        }
    }
}
