package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What triage made of a message, before any model saw it.
 *
 * @param kind what it is
 * @param reason why, in one line for a person, naming the header or words it rests on
 * @param bounce what a delivery report says; present only for {@link Kind#DELIVERY_REPORT}
 * @param complaint what a feedback report says; present for {@link Kind#COMPLAINT}, and for {@link Kind#OPT_OUT} where
 *     the request came as a feedback report
 * @param returnDate the first day back of an out-of-office mail, if it gives one
 * @param leftCompany whether an automatic mail says that the person has left, retired, or that the address is given up
 * @param successor whom to write to instead, if a mail with {@code leftCompany} names one: the address, else the name
 */
public record Verdict(
        Kind kind,
        String reason,
        Optional<Bounce> bounce,
        Optional<Complaint> complaint,
        Optional<LocalDate> returnDate,
        boolean leftCompany,
        Optional<String> successor) {

    /** What a message is. */
    public enum Kind {
        /** Written by one of our own mailboxes: a copy in Sent, or a mail to ourselves. */
        OWN,
        /** A delivery report. */
        DELIVERY_REPORT,
        /** A complaint (ARF, RFC 5965, and its forerunners). */
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
        requireNonNull(complaint, "complaint");
        requireNonNull(returnDate, "returnDate");
        requireNonNull(successor, "successor");
    }

    /**
     * A verdict without further facts.
     *
     * @param kind what it is
     * @param reason why
     * @return the verdict
     */
    public static Verdict of(Kind kind, String reason) {
        return new Verdict(kind, reason, Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    static Verdict bounce(String reason, Bounce bounce) {
        return new Verdict(
                Kind.DELIVERY_REPORT,
                reason,
                Optional.of(bounce),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    static Verdict complaint(Kind kind, String reason, Complaint complaint) {
        return new Verdict(
                kind, reason, Optional.empty(), Optional.of(complaint), Optional.empty(), false, Optional.empty());
    }

    static Verdict away(String reason, Optional<LocalDate> returnDate) {
        return new Verdict(
                Kind.OUT_OF_OFFICE, reason, Optional.empty(), Optional.empty(), returnDate, false, Optional.empty());
    }

    static Verdict left(String reason, Optional<String> successor) {
        return new Verdict(
                Kind.AUTOMATIC, reason, Optional.empty(), Optional.empty(), Optional.empty(), true, successor);
    }

    /**
     * The addresses a report is about, as written.
     *
     * @return those of the delivery report or the complaint, possibly none
     */
    public List<String> recipients() {
        return bounce.map(Bounce::recipients)
                .or(() -> complaint.map(Complaint::recipients))
                .orElse(List.of());
    }

    /**
     * The Message-ID of the mail a report is about.
     *
     * @return the id without angle brackets, if the delivery report or the complaint names one
     */
    public Optional<String> originalMessageId() {
        return bounce.flatMap(Bounce::originalMessageId).or(() -> complaint.flatMap(Complaint::originalMessageId));
    }

    /**
     * What a delivery report says.
     *
     * @param fates what became of each recipient, possibly none; different recipients are never merged
     * @param severity the whole: the least bad of those that failed, else delayed, else delivered. It is hard only if
     *     it is hard for every recipient that failed; what holds for one is {@link #severityFor}
     * @param originalMessageId the Message-ID of the mail it is about, without angle brackets, if it names one
     */
    public record Bounce(List<Fate> fates, Severity severity, Optional<String> originalMessageId) {

        /** How bad a bounce is. */
        public enum Severity {
            /** The address or its domain does not exist or has moved: never write to it again. */
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
            fates = List.copyOf(fates);
            requireNonNull(severity, "severity");
            requireNonNull(originalMessageId, "originalMessageId");
        }

        /**
         * The addresses it is about, as written.
         *
         * @return in the order of the report
         */
        public List<String> recipients() {
            return fates.stream().map(Fate::address).filter(a -> !a.isEmpty()).toList();
        }

        /**
         * How bad it is for one address.
         *
         * @param address an address we wrote to
         * @return the severity of the recipient of that name. A report about a single recipient of another name is taken
         *     for it (a forwarded address); of one about several others, {@link #severity()}
         */
        public Severity severityFor(EmailAddress address) {
            return fates.stream()
                    .filter(f -> f.isFor(address))
                    .map(Fate::severity)
                    .findFirst()
                    .orElse(severity);
        }

        /**
         * The enhanced status code (RFC 3463) of the recipient that gave the whole its severity.
         *
         * @return such as {@code 5.1.1}, or empty
         */
        public String status() {
            return decisive().map(Fate::status).orElse("");
        }

        /**
         * The remote server's words for the recipient that gave the whole its severity.
         *
         * @return of bounded length, possibly empty
         */
        public String diagnostic() {
            return decisive().map(Fate::diagnostic).orElse("");
        }

        private Optional<Fate> decisive() {
            return fates.stream().filter(f -> f.severity() == severity).findFirst();
        }
    }

    /**
     * What became of a mail for one recipient.
     *
     * @param address the final address the report names, as written; empty if it names none
     * @param original the address as we wrote it, where the report says that it was another (Original-Recipient)
     * @param severity how bad
     * @param status the most specific enhanced status code (RFC 3463) such as {@code 5.1.1}, or empty
     * @param diagnostic the remote server's words, cut to a bounded length
     */
    public record Fate(
            String address, Optional<String> original, Bounce.Severity severity, String status, String diagnostic) {

        /** Checks. */
        public Fate {
            requireNonNull(address, "address");
            requireNonNull(original, "original");
            requireNonNull(severity, "severity");
            requireNonNull(status, "status");
            requireNonNull(diagnostic, "diagnostic");
        }

        private boolean isFor(EmailAddress wanted) {
            return EmailAddress.parse(address).filter(wanted::equals).isPresent()
                    || original.flatMap(EmailAddress::parse)
                            .filter(wanted::equals)
                            .isPresent();
        }
    }

    /**
     * What a feedback report says.
     *
     * @param type its Feedback-Type in lower case, such as {@code abuse}, {@code fraud} or {@code auth-failure}
     * @param byPerson whether a person pressed the button; failed authentication and viruses are reported by machines
     *     and say something about our domain, not about the recipient's wish
     * @param recipients who complained, as far as the report does not hide it, possibly none
     * @param originalMessageId the Message-ID of the mail complained of, without angle brackets, if it is named
     */
    public record Complaint(
            String type, boolean byPerson, List<String> recipients, Optional<String> originalMessageId) {

        /** Checks and copies. */
        public Complaint {
            requireNonNull(type, "type");
            recipients = List.copyOf(recipients);
            requireNonNull(originalMessageId, "originalMessageId");
        }
    }
}
