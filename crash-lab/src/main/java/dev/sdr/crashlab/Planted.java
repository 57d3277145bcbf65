package dev.sdr.crashlab;

import dev.sdr.channel.Delivery;
import dev.sdr.mail.Mailer;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.EnrollmentRows;
import dev.sdr.store.LeadRows;
import dev.sdr.store.StoredLead;
import dev.sdr.store.SuppressionRows;
import dev.sdr.store.Tx;
import dev.sdr.testkit.Layers;
import java.util.Collection;
import java.util.List;

/** Bugs put into a process on purpose, to see that the lab finds them. */
enum Planted {
    NONE,
    /** A mailer that tries again when it does not know what became of the first attempt (against D5). */
    RETRYING_MAILER,
    /** A mailer that hands over however late it is (against D3). */
    LATE_MAILER,
    /** A runner that stores stops and never sees one (against T3). */
    BLIND_TO_STOPS;

    Mailer mailer(Mailer mailer) {
        return switch (this) {
            case RETRYING_MAILER ->
                (email, deadline) -> {
                    Delivery first = mailer.send(email, deadline);
                    return first.kind() == Delivery.Kind.UNCERTAIN ? mailer.send(email, deadline) : first;
                };
            case LATE_MAILER -> (email, deadline) -> mailer.send(email, () -> deadline.passed() && !isCareless());
            default -> mailer;
        };
    }

    private boolean isCareless() {
        return this == LATE_MAILER;
    }

    Tx layer(Tx tx) {
        if (this != BLIND_TO_STOPS) {
            return tx;
        }
        return Layers.around(Tx.class, tx, call -> switch (call.name()) {
            case "enrollments" -> Layers.around(EnrollmentRows.class, tx.enrollments(), Planted::blind);
            case "leads" -> Layers.around(LeadRows.class, tx.leads(), Planted::blind);
            case "suppressions" ->
                Layers.around(
                        SuppressionRows.class,
                        tx.suppressions(),
                        c -> c.name().equals("inForce") ? List.of() : c.proceed());
            default -> call.proceed();
        });
    }

    private static Object blind(Layers.Call call) throws Throwable {
        if (call.name().startsWith("save") && call.target() instanceof EnrollmentRows) {
            Object[] arguments = call.arguments().toArray();
            arguments[0] =
                    ((Collection<?>) arguments[0]).stream().map(Planted::active).toList();
            return call.proceed(arguments);
        }
        Object result = call.proceed();
        return result instanceof List<?> rows
                ? rows.stream().map(Planted::stopless).toList()
                : result;
    }

    private static Enrollment active(Object row) {
        Enrollment e = (Enrollment) row;
        return e.status() == Enrollment.Status.STOPPED
                ? e.change().status(Enrollment.Status.ACTIVE).done()
                : e;
    }

    private static Object stopless(Object row) {
        if (row instanceof Enrollment e) {
            return new Enrollment(
                    e.id(),
                    e.leadId(),
                    e.addressKey(),
                    e.sequenceId(),
                    e.run(),
                    e.version(),
                    e.campaignId(),
                    e.mailboxId(),
                    e.status(),
                    e.stepId(),
                    e.plannedAt(),
                    e.dueAt(),
                    e.heldBy(),
                    List.of(),
                    e.pauses(),
                    e.inFlight(),
                    e.lease(),
                    e.leaseUntil(),
                    e.claims(),
                    e.enrolledAt());
        }
        if (row instanceof StoredLead lead) {
            StoredLead lifted = lead;
            for (Stop.Reason reason : Stop.Reason.values()) {
                lifted = lifted.lifted(reason);
            }
            return lifted;
        }
        return row;
    }
}
