package dev.sdr.lead;

import static java.util.Objects.requireNonNull;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * An email address exactly as its owner gave it, with a second form for comparing.
 *
 * <p>{@link #value()} is what mail is sent to and is never changed. {@link #normalized()} is for comparing only: both
 * parts in lower case, the domain in its ASCII form (RFC 5891). Equality is by the normalized form, so two spellings of
 * one address are one address.
 */
public final class EmailAddress {

    private static final int MAX_LOCAL = 64; // RFC 5321 section 4.5.3.1.1
    private static final int MAX_TOTAL = 254; // RFC 5321 section 4.5.3.1.3, less the angle brackets
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~.";

    private final String value;
    private final String normalized;
    private final String domain;

    private EmailAddress(String value, String normalized) {
        this.value = value;
        this.normalized = normalized;
        this.domain = normalized.substring(normalized.lastIndexOf('@') + 1);
    }

    /**
     * Reads an address such as {@code jane@example.com}. Nothing is repaired: no trimming, no unquoting.
     *
     * @param text the address alone, without a display name or angle brackets
     * @return the address
     * @throws IllegalArgumentException if it is not a deliverable address; the message says why
     */
    public static EmailAddress of(String text) {
        requireNonNull(text, "text");
        Optional<String> problem = problem(text);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        int at = text.lastIndexOf('@');
        String normalized = text.substring(0, at).toLowerCase(Locale.ROOT) + "@" + asciiDomain(text.substring(at + 1));
        return new EmailAddress(text, normalized);
    }

    /**
     * Reads an address that may be wrong.
     *
     * @param text any text
     * @return the address, or empty if {@code text} is not one
     */
    public static Optional<EmailAddress> parse(String text) {
        return problem(text).isPresent() ? Optional.empty() : Optional.of(of(text));
    }

    private static Optional<String> problem(String text) {
        if (text.isBlank()) {
            return Optional.of("the address is blank");
        }
        if (!text.equals(text.strip())) {
            return Optional.of("the address has white space around it");
        }
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return Optional.of("the address has no '@'");
        }
        String local = text.substring(0, at);
        String domain = text.substring(at + 1);
        if (local.isEmpty() || domain.isEmpty()) {
            return Optional.of("the address has nothing " + (local.isEmpty() ? "before" : "after") + " its '@'");
        }
        if (local.length() > MAX_LOCAL || text.length() > MAX_TOTAL) {
            return Optional.of("the address is longer than RFC 5321 allows (64 before the '@', 254 in all)");
        }
        if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
            return Optional.of("the part before the '@' has a dot at an edge or two in a row");
        }
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c <= ' ' || c == 127 || (c < 128 && !Character.isLetterOrDigit(c) && ATEXT_SPECIALS.indexOf(c) < 0)) {
                return Optional.of(
                        "the part before the '@' has a character that is not allowed, at position " + (i + 1));
            }
        }
        return domainProblem(domain);
    }

    private static Optional<String> domainProblem(String domain) {
        String ascii;
        try {
            ascii = asciiDomain(domain);
        } catch (IllegalArgumentException e) {
            return Optional.of("the domain is not a valid name");
        }
        if (ascii.length() > 253 || !ascii.contains(".")) {
            return Optional.of("the domain has no dot or is too long");
        }
        int start = 0;
        while (start <= ascii.length()) {
            int dot = ascii.indexOf('.', start);
            int end = dot < 0 ? ascii.length() : dot;
            if (!isLabel(ascii, start, end)) {
                return Optional.of("the domain is not a valid name");
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static boolean isLabel(String name, int start, int end) {
        if (start == end || end - start > 63 || name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            if (c != '-' && (c >= 128 || !Character.isLetterOrDigit(c))) {
                return false;
            }
        }
        return true;
    }

    private static String asciiDomain(String domain) {
        for (int i = 0; i < domain.length(); i++) {
            if (domain.charAt(i) >= 128) {
                return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            }
        }
        return domain.toLowerCase(Locale.ROOT);
    }

    /**
     * The address as given, for sending.
     *
     * @return the unchanged text
     */
    public String value() {
        return value;
    }

    /**
     * The address for comparing, never for sending.
     *
     * @return lower case, with an ASCII domain
     */
    public String normalized() {
        return normalized;
    }

    /**
     * What stands before the {@code @}, as written.
     *
     * @return the local part
     */
    public String local() {
        return value.substring(0, value.lastIndexOf('@'));
    }

    /**
     * The domain for comparing.
     *
     * @return lower case and ASCII
     */
    public String domain() {
        return domain;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmailAddress that && normalized.equals(that.normalized);
    }

    @Override
    public int hashCode() {
        return normalized.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
