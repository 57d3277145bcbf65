package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What triage made of a message, before any model saw it.
 *
 * @param kind what it is
 * @param reason why, in one line for a person, naming the header or words it rests on
 * @param bounce what a delivery report says; present only for {@link Kind#DELIVERY_REPORT}
 * @param returnDate the first day back of an out-of-office mail, if it gives one
 */
public record Verdict(Kind kind, String reason, Optional<Bounce> bounce, Optional<LocalDate> returnDate) {

    /** What a message is. */
    public enum Kind {
        /** Written by one of our own mailboxes: a copy in Sent, or a mail to ourselves. */
        OWN,
        /** A delivery report. */
        DELIVERY_REPORT,
        /** A complaint (ARF, RFC 5965). */
        COMPLAINT,
        /** An out-of-office mail. */
        OUT_OF_OFFICE,
        /** Another automatic mail: a receipt, a list, a calendar answer, a read receipt. */
        AUTOMATIC,
        /** A person who asks not to be written to. */
        OPT_OUT,
        /** A person. */
        PERSON
    }

    /** Checks. */
    public Verdict {
        requireNonNull(kind, "kind");
        requireNonNull(reason, "reason");
        requireNonNull(bounce, "bounce");
        requireNonNull(returnDate, "returnDate");
    }

    /**
     * A verdict without further facts.
     *
     * @param kind what it is
     * @param reason why
     * @return the verdict
     */
    public static Verdict of(Kind kind, String reason) {
        return new Verdict(kind, reason, Optional.empty(), Optional.empty());
    }

    /**
     * What a delivery report says.
     *
     * @param severity how bad
     * @param recipients the addresses it is about, as written, possibly none
     * @param status the enhanced status code such as {@code 5.1.1} (RFC 3463), or empty
     * @param diagnostic the remote server's words, cut to a bounded length
     * @param originalMessageId the Message-ID of the mail it is about, without angle brackets, if it names one
     */
    public record Bounce(
            Severity severity,
            List<String> recipients,
            String status,
            String diagnostic,
            Optional<String> originalMessageId) {

        /** How bad a bounce is. */
        public enum Severity {
            /** The address does not exist: never write to it again. */
            HARD,
            /** A full mailbox, a network problem: may work another time. */
            SOFT,
            /** Refused for who we are or what we sent: the lead is kept. */
            BLOCK,
            /** Still being tried: not a bounce. */
            DELAYED,
            /** A success report: not a bounce. */
            DELIVERED
        }

        /** Checks and copies. */
        public Bounce {
            requireNonNull(severity, "severity");
            recipients = List.copyOf(recipients);
            requireNonNull(status, "status");
            requireNonNull(diagnostic, "diagnostic");
            requireNonNull(originalMessageId, "originalMessageId");
        }
    }
}
