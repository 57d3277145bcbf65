package dev.sdr.consent;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import java.net.IDN;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry of the suppression ledger: nothing is sent to what it names. Entries are only ever added; a {@link Consent}
 * lifts the ones it names, and a later entry stands again.
 *
 * @param id version 7 UUID
 * @param kind what {@code value} is
 * @param value the keyed hash of an address, a domain in lower-case ASCII (its subdomains included), or a pattern in
 *     lower case over the whole address
 * @param channel the one channel it speaks of, such as {@code email}: a preference, which passes over that channel's
 *     steps and lets the others go on; empty for all of them
 * @param reason why, as one of a small set
 * @param detail why, in one line of the host's or ours; may be empty
 * @param source where it came from: {@code host}, {@code reply}, {@code delivery}, {@code one-click}, {@code
 *     provider:NAME}, {@code import:FILE}, {@code erasure}; a reader must tolerate others
 * @param cause what exactly caused it (an inbound id, an event, the host's own key): recorded once per cause
 * @param at when it was recorded
 */
public record Suppression(
        UUID id,
        Kind kind,
        String value,
        Optional<String> channel,
        Reason reason,
        String detail,
        String source,
        String cause,
        Instant at) {

    private static final int LONGEST_ADDRESS = 254; // RFC 5321 section 4.5.3.1.3, less the angle brackets

    /** What an entry names. */
    public enum Kind {
        /** One address, by its keyed hash. */
        ADDRESS,
        /** A domain and its subdomains. */
        DOMAIN,
        /** Every address that a pattern matches; {@code *} stands for any characters, none included. */
        PATTERN
    }

    /** Why an entry was made. */
    public enum Reason {
        /** The person asked not to be written to. */
        OPTED_OUT,
        /** The person complained to their provider. */
        COMPLAINT,
        /** The address does not exist. */
        HARD_BOUNCE,
        /** The person has left the company. */
        LEFT_COMPANY,
        /** What was kept about the person was erased. */
        ERASED,
        /** The host put it on its list. */
        LISTED,
        /** None of these, or one that only a newer version knows. */
        OTHER
    }

    /** Checks. */
    public Suppression {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(value, "value");
        requireNonNull(channel, "channel");
        requireNonNull(reason, "reason");
        requireNonNull(detail, "detail");
        requireNonNull(source, "source");
        requireNonNull(cause, "cause");
        requireNonNull(at, "at");
    }

    /**
     * A domain as entries hold it.
     *
     * @param domain a domain name, in any case, international or in ASCII
     * @return its form in lower-case ASCII (RFC 5891)
     * @throws IllegalArgumentException if it is not a domain name
     */
    public static String domain(String domain) {
        String ascii;
        try {
            ascii = IDN.toASCII(domain.strip(), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + domain + "' is not a domain name", e);
        }
        if (!ascii.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)+")) {
            throw new IllegalArgumentException("'" + domain + "' is not a domain name");
        }
        return ascii;
    }

    /**
     * A pattern as entries hold it.
     *
     * @param pattern a pattern over the whole address, with at least one {@code *}, such as {@code *@competitor.*} or
     *     {@code info@*}
     * @return its form in lower case
     * @throws IllegalArgumentException if it has no {@code *} or no {@code @}, or is one that matches every address
     */
    public static String pattern(String pattern) {
        String lower = pattern.strip().toLowerCase(Locale.ROOT);
        if (lower.indexOf('*') < 0 || lower.chars().filter(c -> c == '@').count() != 1) {
            throw new IllegalArgumentException(
                    "'" + pattern + "' is not a pattern: it takes one @ and at least one *, such as info@*");
        }
        if (lower.length() > LONGEST_ADDRESS || lower.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("'" + pattern + "' is not a pattern: no address looks like that");
        }
        if (lower.matches("\\*+@[*.]+")) {
            throw new IllegalArgumentException(
                    "'" + pattern + "' matches everybody; to stop all sending pause it with SequenceRunner.pauseAll");
        }
        return lower;
    }

    /**
     * Whether the entry names an address.
     *
     * @param addressKey the keyed hash of the address
     * @param address the address
     * @return whether it does; whether it is in force, and for which channel, is another question
     */
    public boolean names(String addressKey, EmailAddress address) {
        return switch (kind) {
            case ADDRESS -> value.equals(addressKey);
            case DOMAIN -> address.domain().equals(value) || address.domain().endsWith("." + value);
            case PATTERN -> AddressPattern.matches(value, address.normalized());
        };
    }

    /**
     * This entry once the person it names was erased: without words, and without the host's own key.
     *
     * @return a changed copy
     */
    public Suppression erased() {
        String kept = cause.startsWith("host:") ? "erased:" + id : cause;
        return new Suppression(id, kind, value, channel, reason, "", source, kept, at);
    }

    /**
     * Why, in one line for people.
     *
     * @return the detail, or the reason's name if there is none
     */
    public String why() {
        return detail.isBlank() ? reason.name() : detail;
    }
}
