package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that pauses a lead or an enrollment. Pauses are a set by source; each is lifted by its own source only.
 *
 * @param reason the source
 * @param detail why, in one line
 * @param until when it ends by itself; empty for an open end
 */
public record Pause(Reason reason, String detail, Optional<Instant> until) {

    /** The sources, each with who lifts it. */
    public enum Reason {
        /** The host paused it. */
        HUMAN("resume it"),
        /** The person is away. */
        OUT_OF_OFFICE("it ends by itself on the return date, or resume it"),
        /** Claiming it failed again and again; perhaps it kills the process. */
        POISON("look into the log, then resume it"),
        /** The provider refused the message itself. */
        MESSAGE_REFUSED("mend the template or the lead's data, then resume it"),
        /** A mail from this person could not be read. */
        UNREADABLE_MAIL("read the mail in the mailbox, then resume it");

        private final String remedy;

        Reason(String remedy) {
            this.remedy = remedy;
        }

        /**
         * What lifts it.
         *
         * @return a few words for a person
         */
        public String remedy() {
            return remedy;
        }
    }

    /** Checks. */
    public Pause {
        requireNonNull(reason, "reason");
        requireNonNull(detail, "detail");
        requireNonNull(until, "until");
    }

    /**
     * Whether it still pauses.
     *
     * @param now the moment
     * @return false once its end has come
     */
    public boolean isActive(Instant now) {
        return until.map(now::isBefore).orElse(true);
    }
}
