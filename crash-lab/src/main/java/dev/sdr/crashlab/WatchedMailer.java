package dev.sdr.crashlab;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.OutcomeLookup;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The mailer, with the lab's places around the call and around its look at the deadline. It can be asked, and knows nothing. */
final class WatchedMailer implements Mailer, OutcomeLookup {

    private final Mailer mailer;
    private final Points points;
    private final Consumer<Email> mover;
    private final AtomicInteger open = new AtomicInteger();

    WatchedMailer(Mailer mailer, Points points, Consumer<Email> mover) {
        this.mailer = mailer;
        this.points = points;
        this.mover = mover;
    }

    /** So many touches were begun. */
    void begun(int count) {
        open.addAndGet(count);
    }

    @Override
    public Delivery send(Email email, Deadline deadline) {
        if (points.isArmed(Boundary.MOVE_IN_FLIGHT)) {
            mover.accept(email);
        }
        Delivery delivery = mailer.send(email, () -> {
            points.pass(Boundary.DELIVER_BEFORE_DEADLINE);
            boolean passed = deadline.passed();
            points.pass(Boundary.DELIVER_AFTER_DEADLINE);
            return passed;
        });
        points.pass(Boundary.DELIVER_AFTER_RESPONSE);
        if (open.decrementAndGet() > 0) {
            points.pass(Boundary.DELIVER_BETWEEN);
        }
        return delivery;
    }

    @Override
    public Map<String, Delivery> outcomes(Collection<String> ids) {
        points.pass(Boundary.RECONCILE_AFTER_LOOKUP);
        return Map.of();
    }
}
