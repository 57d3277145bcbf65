package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A lead in a sequence: where it stands and what holds or stopped it. Immutable; {@link #change()} makes changed
 * copies.
 *
 * @param id version 7 UUID
 * @param leadId the lead
 * @param addressKey the keyed hash of the lead's address
 * @param sequenceId the sequence
 * @param run 1 for the first time in that sequence, one more for each re-enrollment
 * @param version the version of the sequence it is on
 * @param campaignId the campaign
 * @param mailboxId the mailbox it keeps
 * @param status where it stands
 * @param stepId the step that is next; the last one done once finished
 * @param plannedAt when that step was meant to go
 * @param dueAt when the runner looks at it next
 * @param heldBy why that look is later than planned, empty if it is not
 * @param stops why it is stopped: a set by source, never overwritten
 * @param pauses what pauses it: a set by source, each lifted by its own source only
 * @param inFlight the key of a touch that is begun and not settled
 * @param lease the token of who claimed it
 * @param leaseUntil until when
 * @param claims how often it was claimed without progress
 * @param enrolledAt when it was enrolled
 */
public record Enrollment(
        UUID id,
        String leadId,
        String addressKey,
        String sequenceId,
        int run,
        String version,
        String campaignId,
        String mailboxId,
        Status status,
        String stepId,
        Instant plannedAt,
        Instant dueAt,
        String heldBy,
        List<Stop> stops,
        List<Pause> pauses,
        Optional<String> inFlight,
        Optional<UUID> lease,
        Optional<Instant> leaseUntil,
        int claims,
        Instant enrolledAt) {

    /** Where an enrollment stands. */
    public enum Status {
        /** Steps are still to come. */
        ACTIVE,
        /** Ended before its last step, for the reasons in {@link Enrollment#stops()}. */
        STOPPED,
        /** Went through its last step. */
        FINISHED
    }

    /** Checks and copies. */
    public Enrollment {
        requireNonNull(id, "id");
        requireNonNull(leadId, "leadId");
        requireNonNull(addressKey, "addressKey");
        requireNonNull(sequenceId, "sequenceId");
        requireNonNull(version, "version");
        requireNonNull(campaignId, "campaignId");
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(status, "status");
        requireNonNull(stepId, "stepId");
        requireNonNull(plannedAt, "plannedAt");
        requireNonNull(dueAt, "dueAt");
        requireNonNull(heldBy, "heldBy");
        stops = List.copyOf(stops);
        pauses = List.copyOf(pauses);
        requireNonNull(inFlight, "inFlight");
        requireNonNull(lease, "lease");
        requireNonNull(leaseUntil, "leaseUntil");
        requireNonNull(enrolledAt, "enrolledAt");
    }

    /**
     * Whether a claim token owns it.
     *
     * @param token the token of a claim
     * @return true if it is the current one
     */
    public boolean isLeasedBy(UUID token) {
        return lease.filter(token::equals).isPresent();
    }

    /**
     * Starts a changed copy.
     *
     * @return a change of this enrollment
     */
    public Change change() {
        return new Change(this);
    }

    /** A changed copy in the making. Not safe for use by several threads. */
    public static final class Change {
        private final Enrollment before;
        private String version;
        private String mailboxId;
        private Status status;
        private String stepId;
        private Instant plannedAt;
        private Instant dueAt;
        private String heldBy;
        private final List<Stop> stops;
        private final List<Pause> pauses;
        private Optional<String> inFlight;
        private Optional<UUID> lease;
        private Optional<Instant> leaseUntil;
        private int claims;

        private Change(Enrollment before) {
            this.before = before;
            this.version = before.version;
            this.mailboxId = before.mailboxId;
            this.status = before.status;
            this.stepId = before.stepId;
            this.plannedAt = before.plannedAt;
            this.dueAt = before.dueAt;
            this.heldBy = before.heldBy;
            this.stops = new ArrayList<>(before.stops);
            this.pauses = new ArrayList<>(before.pauses);
            this.inFlight = before.inFlight;
            this.lease = before.lease;
            this.leaseUntil = before.leaseUntil;
            this.claims = before.claims;
        }

        /**
         * Moves it to a step.
         *
         * @param step the step's id
         * @param at when it is meant to go
         * @return this
         */
        public Change step(String step, Instant at) {
            this.stepId = step;
            this.plannedAt = at;
            this.dueAt = at;
            this.heldBy = "";
            return this;
        }

        /**
         * Puts off the next look.
         *
         * @param until when to look
         * @param reason why, empty for no reason
         * @return this
         */
        public Change hold(Instant until, String reason) {
            this.dueAt = until;
            this.heldBy = reason;
            return this;
        }

        /**
         * Sets the sequence version.
         *
         * @param newVersion the version
         * @return this
         */
        public Change version(String newVersion) {
            this.version = newVersion;
            return this;
        }

        /**
         * Sets the mailbox.
         *
         * @param mailbox the mailbox's id
         * @return this
         */
        public Change mailbox(String mailbox) {
            this.mailboxId = mailbox;
            return this;
        }

        /**
         * Sets the status.
         *
         * @param newStatus the status
         * @return this
         */
        public Change status(Status newStatus) {
            this.status = newStatus;
            return this;
        }

        /**
         * Adds a stop, unless one of the same source is there, and makes an active enrollment stopped.
         *
         * @param stop the stop
         * @return this
         */
        public Change stop(Stop stop) {
            if (stops.stream().noneMatch(s -> s.sameSource(stop))) {
                stops.add(stop);
            }
            if (status == Status.ACTIVE) {
                status = Status.STOPPED;
            }
            return this;
        }

        /**
         * Adds a pause, in place of one from the same source.
         *
         * @param pause the pause
         * @return this
         */
        public Change pause(Pause pause) {
            pauses.removeIf(p -> p.reason() == pause.reason());
            pauses.add(pause);
            return this;
        }

        /**
         * Lifts the pause of one source.
         *
         * @param reason the source
         * @return this
         */
        public Change resume(Pause.Reason reason) {
            pauses.removeIf(p -> p.reason() == reason);
            return this;
        }

        /**
         * Sets the touch in flight.
         *
         * @param key the touch's key, or empty
         * @return this
         */
        public Change inFlight(Optional<String> key) {
            this.inFlight = key;
            return this;
        }

        /**
         * Gives up the claim.
         *
         * @return this
         */
        public Change release() {
            this.lease = Optional.empty();
            this.leaseUntil = Optional.empty();
            return this;
        }

        /**
         * Claims it.
         *
         * @param token the claim's token
         * @param until until when
         * @return this
         */
        public Change lease(UUID token, Instant until) {
            this.lease = Optional.of(token);
            this.leaseUntil = Optional.of(until);
            return this;
        }

        /**
         * Sets the number of claims without progress.
         *
         * @param number the number, at least 0
         * @return this
         */
        public Change claims(int number) {
            this.claims = number;
            return this;
        }

        /**
         * Finishes the copy.
         *
         * @return the changed enrollment
         */
        public Enrollment done() {
            return new Enrollment(
                    before.id,
                    before.leadId,
                    before.addressKey,
                    before.sequenceId,
                    before.run,
                    version,
                    before.campaignId,
                    mailboxId,
                    status,
                    stepId,
                    plannedAt,
                    dueAt,
                    heldBy,
                    stops,
                    pauses,
                    inFlight,
                    lease,
                    leaseUntil,
                    claims,
                    before.enrolledAt);
        }
    }
}
