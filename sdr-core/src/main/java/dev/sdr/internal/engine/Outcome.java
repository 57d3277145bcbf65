package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Step;
import dev.sdr.store.StoredLead;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a touch.
 *
 * @param touch the touch as begun
 * @param delivery what the mailer or channel said; empty if it was never called
 * @param from the state the touch must still be in
 * @param givenUp whether nobody could say and the grace is over
 * @param begun what whoever began the touch knows besides
 */
record Outcome(Touch touch, Optional<Delivery> delivery, TouchState from, boolean givenUp, Optional<AsBegun> begun) {

    /**
     * What was known when the touch was begun.
     *
     * @param lead the person
     * @param enrollment the enrollment as it was written then
     */
    record AsBegun(StoredLead lead, Enrollment enrollment) {}

    static Outcome of(Touch touch, Delivery delivery) {
        return new Outcome(touch, Optional.of(delivery), touch.state(), false, Optional.empty());
    }

    /** Begun and never handed over. Only whoever would have called the mailer may say so. */
    static Outcome cancelled(Touch touch) {
        return new Outcome(touch, Optional.empty(), TouchState.SENDING, false, Optional.empty());
    }

    static Outcome unknown(Touch touch) {
        return new Outcome(touch, Optional.empty(), TouchState.SENDING, true, Optional.empty());
    }

    /** This outcome as told by who began the touch. */
    Outcome knowing(StoredLead lead, Enrollment enrollment) {
        return new Outcome(touch, delivery, from, givenUp, Optional.of(new AsBegun(lead, enrollment)));
    }

    boolean isUncertain() {
        return delivery.filter(d -> d.kind() == Delivery.Kind.UNCERTAIN).isPresent();
    }

    boolean isCancelled() {
        return delivery.isEmpty() && !givenUp;
    }

    /** Whether the address takes no mail, so that nothing more goes there. */
    boolean isHardBounce() {
        return touch.channel().equals(Step.EMAIL)
                && delivery.filter(d -> d.kind() == Delivery.Kind.REJECTED
                                && d.fault().equals(Optional.of(Delivery.Fault.RECIPIENT))
                                && (d.code().isEmpty() || d.code().startsWith("5.1.")))
                        .isPresent();
    }

    /** Whether it was the message that was refused, not its recipient. */
    boolean isRefusedMessage() {
        return delivery.flatMap(Delivery::fault).equals(Optional.of(Delivery.Fault.MESSAGE));
    }

    /** The touch as this leaves it. */
    Touch settled(Instant now) {
        if (givenUp) {
            return touch.settled(TouchState.UNKNOWN, now, "nobody could say whether it left; it counts as sent");
        }
        if (isCancelled()) {
            return touch.settled(TouchState.CANCELLED, now, "it was not handed over in time");
        }
        Delivery d = delivery.orElseThrow();
        String words = (d.code() + " " + d.detail()).strip();
        return switch (d.kind()) {
            case ACCEPTED ->
                touch.settled(TouchState.SENT, now, words)
                        .known(d.providerId().or(touch::providerId), d.providerThread(), Optional.empty());
            case PENDING ->
                touch.settled(TouchState.PENDING, now, words)
                        .known(d.providerId(), d.providerThread(), d.when().or(() -> Optional.of(now)));
            case DEFERRED -> touch.settled(TouchState.DEFERRED, now, words);
            case REJECTED ->
                touch.settled(
                        d.fault().equals(Optional.of(Delivery.Fault.RECIPIENT))
                                ? TouchState.REJECTED
                                : TouchState.DEFERRED,
                        now,
                        words);
            case UNCERTAIN -> throw new IllegalStateException("an uncertain outcome settles nothing");
        };
    }
}
