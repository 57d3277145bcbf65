package dev.sdr.channel;

/** Where a touch stands in the outbox. {@link #SENT} and {@link #REJECTED} are final. */
public enum TouchState {
    /** Begun: it may be on the wire. Nobody but its beginner may make it sendable again. */
    SENDING,
    /** Taken by a channel that answers later, such as a task for a person. */
    PENDING,
    /** Accepted by the provider. Accepted is not delivered. */
    SENT,
    /** Refused for good, for the recipient's reason. */
    REJECTED,
    /** Certainly not taken; it will be begun again. */
    DEFERRED,
    /** Begun and never handed over; it will be begun again. */
    CANCELLED,
    /** Nobody can say whether it left; it counts as sent. */
    UNKNOWN;

    /**
     * Whether the step it stands for is over.
     *
     * @return true for sent, rejected and unknown
     */
    public boolean isFinal() {
        return this == SENT || this == REJECTED || this == UNKNOWN;
    }

    /**
     * Whether it may have reached the person.
     *
     * @return true for sending, pending, sent and unknown
     */
    public boolean mayHaveLeft() {
        return this == SENDING || this == PENDING || this == SENT || this == UNKNOWN;
    }
}
