package dev.sdr.track;

import static java.util.Objects.requireNonNull;

/**
 * Who opened a mail or followed a link, as far as can be told. It may change when more becomes known of the same mail.
 *
 * @param kind the verdict
 * @param reason why, in one line for a person
 */
public record Grade(Kind kind, String reason) {

    /** The verdicts. */
    public enum Kind {
        /** Nothing speaks for a machine. */
        HUMAN,
        /** A program: a security gateway, a provider's prefetching, a crawler. */
        MACHINE,
        /** It cannot be told. */
        UNKNOWN
    }

    /** Checks. */
    public Grade {
        requireNonNull(kind, "kind");
        requireNonNull(reason, "reason");
    }

    /**
     * Whether a person did it.
     *
     * @return true for {@link Kind#HUMAN} only
     */
    public boolean isHuman() {
        return kind == Kind.HUMAN;
    }
}
