package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.store.StoredLead;
import java.util.Optional;

/**
 * What became of a touch.
 *
 * @param touch the touch as begun
 * @param delivery what the mailer or channel said; empty if it was never called
 * @param from the state the touch must still be in
 * @param givenUp whether nobody could say and the grace is over
 * @param lead the person as known when the touch was begun, to whoever began it
 */
record Outcome(Touch touch, Optional<Delivery> delivery, TouchState from, boolean givenUp, Optional<StoredLead> lead) {

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

    /** This outcome as told by who began the touch and so knows the person. */
    Outcome knowing(StoredLead person) {
        return new Outcome(touch, delivery, from, givenUp, Optional.of(person));
    }

    boolean isUncertain() {
        return delivery.filter(d -> d.kind() == Delivery.Kind.UNCERTAIN).isPresent();
    }

    boolean isCancelled() {
        return delivery.isEmpty() && !givenUp;
    }
}
