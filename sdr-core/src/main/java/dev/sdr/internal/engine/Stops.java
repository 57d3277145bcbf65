package dev.sdr.internal.engine;

import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Transactions T6 and T7 of the protocol: stops, pauses and suppressions. Each locks the person first, then the
 * person's enrollments, and takes every claim away, so that nothing composed before may begin after.
 */
final class Stops {

    private final Context context;

    Stops(Context context) {
        this.context = context;
    }

    /** Stops everything for a lead. Returns whether the lead is known. */
    boolean stopLead(String leadId, Stop stop) {
        return context.transactAgain((tx, journal) -> {
            Optional<StoredLead> lead = lock(tx, leadId);
            lead.ifPresent(l -> {
                if (stop.reason().stopsEverything()) {
                    tx.leads().save(List.of(l.stopped(stop)));
                }
                stopEnrollments(tx, journal, leadId, stop, e -> true);
            });
            return lead.isPresent();
        });
    }

    /** Adds a stop to one enrollment. Returns whether there is such an enrollment. */
    boolean stopEnrollment(UUID enrollmentId, Stop stop) {
        return changeOne(enrollmentId, (e, journal) -> Verdicts.stop(e, stop, journal));
    }

    /**
     * T7 for a person that is locked: the ledger row and its stops together. Returns false, and does nothing, if the same
     * cause is in the ledger already and a consent has lifted it.
     */
    boolean suppressLocked(Tx tx, Journal journal, StoredLead lead, Stop stop, String reason) {
        return suppressLocked(tx, journal, lead, stop, reason, Suppressing.source(stop.cause()));
    }

    /** As above, where the cause does not say the source, such as {@code provider:NAME} or {@code one-click}. */
    boolean suppressLocked(Tx tx, Journal journal, StoredLead lead, Stop stop, String reason, String source) {
        Suppression entry = new Suppression(
                context.ids.next(),
                Suppression.Kind.ADDRESS,
                lead.addressKey(),
                Optional.empty(),
                Suppressing.reason(stop.reason()),
                reason,
                source,
                stop.cause(),
                stop.at());
        boolean added = !tx.suppressions().add(List.of(entry)).isEmpty();
        if (!added && isLifted(tx, entry)) {
            return false;
        }
        tx.leads().save(List.of(lead.stopped(stop)));
        lead.lead().ifPresent(l -> {
            if (added) {
                journal.note(Event.SUPPRESSED, l.id(), "kind", "ADDRESS", "reason", reason);
            }
            stopEnrollments(tx, journal, l.id(), stop, e -> true);
        });
        if (lead.lead().isEmpty() && added) {
            journal.noteGlobal(Event.SUPPRESSED, "kind", "ADDRESS", "reason", reason);
        }
        return true;
    }

    private static boolean isLifted(Tx tx, Suppression entry) {
        return tx.suppressions().inForce(List.of(entry.value()), List.of()).stream()
                .noneMatch(s -> s.kind() == entry.kind() && s.cause().equals(entry.cause()));
    }

    /** Adds a stop to the enrollments of a lead that is locked. */
    void stopEnrollments(Tx tx, Journal journal, String leadId, Stop stop, Predicate<Enrollment> which) {
        change(tx, leadId, which, e -> Verdicts.stop(e, stop, journal));
    }

    /** Pauses the unfinished enrollments of a lead that is locked. */
    void pauseEnrollments(Tx tx, Journal journal, String leadId, Pause pause, Predicate<Enrollment> which) {
        change(
                tx,
                leadId,
                e -> e.status() == Enrollment.Status.ACTIVE && which.test(e),
                e -> paused(e, pause, journal));
    }

    /** Pauses one enrollment. */
    boolean pause(UUID enrollmentId, Pause pause) {
        return changeOne(enrollmentId, (e, journal) -> paused(e, pause, journal));
    }

    /** Lifts the pauses of one enrollment, whatever their source; it is looked at again at once. */
    boolean resume(UUID enrollmentId) {
        return changeOne(enrollmentId, (e, journal) -> {
            Enrollment.Change change = e.change().release().claims(0);
            for (Pause pause : e.pauses()) {
                change.resume(pause.reason());
                journal.note(Event.RESUMED, e, "reason", pause.reason().name());
            }
            return wake(e, change, context.now());
        });
    }

    /** An enrollment that waits for nothing but its plan. */
    private static Enrollment wake(Enrollment e, Enrollment.Change change, Instant now) {
        return change.hold(e.plannedAt().isAfter(now) ? e.plannedAt() : now, "").done();
    }

    /** Whether the contact gate holds an enrollment: by the provider's terms, a contact rule, or what a mail cannot say. */
    static boolean isHeldByContact(Enrollment e) {
        return e.status() == Enrollment.Status.ACTIVE
                && e.inFlight().isEmpty()
                && e.heldBy().startsWith("contact:");
    }

    /** Wakes those of some locked enrollments that the contact gate holds. */
    static List<Enrollment> wakeContacts(Collection<Enrollment> locked, Instant now) {
        return locked.stream()
                .filter(Stops::isHeldByContact)
                .map(e -> wake(e, e.change().release(), now))
                .toList();
    }

    /** Wakes the enrollments of a campaign that its pause or the contact gate held, in batches. */
    void wakeCampaign(String campaignId) {
        sweep(
                campaignId,
                e -> e.heldBy().startsWith("campaign:") || isHeldByContact(e),
                (e, j) -> wake(e, e.change().release(), context.now()));
    }

    /** Wakes the enrollments of a campaign that the contact gate held, in batches. */
    void wakeContacts(String campaignId) {
        sweep(campaignId, Stops::isHeldByContact, (e, j) -> wake(e, e.change().release(), context.now()));
    }

    /** Stops the enrollments of a campaign, in batches; the campaign's own status holds off those not reached yet. */
    void stopCampaign(String campaignId) {
        Stop stop = new Stop(Stop.Reason.CAMPAIGN, campaignId, context.now());
        sweep(campaignId, e -> e.status() == Enrollment.Status.ACTIVE, (e, j) -> Verdicts.stop(e, stop, j));
    }

    private void sweep(
            String campaignId,
            Predicate<Enrollment> which,
            java.util.function.BiFunction<Enrollment, Journal, Enrollment> change) {
        int page = 200;
        Optional<UUID> after = Optional.empty();
        while (true) {
            Optional<UUID> from = after;
            List<UUID> ids = context.transactAgain((tx, journal) -> {
                List<UUID> found = tx.enrollments().ofCampaign(campaignId, from, page).stream()
                        .map(Enrollment::id)
                        .toList();
                List<Enrollment> changed = tx.enrollments().lock(found).stream()
                        .filter(which)
                        .map(e -> change.apply(e, journal))
                        .toList();
                tx.enrollments().save(changed);
                return found;
            });
            if (ids.size() < page) {
                return;
            }
            after = Optional.of(ids.get(ids.size() - 1));
        }
    }

    private static Enrollment paused(Enrollment e, Pause pause, Journal journal) {
        journal.note(
                Event.PAUSED,
                e,
                "reason",
                pause.reason().name(),
                "until",
                pause.until().map(Object::toString).orElse(""));
        return e.change().pause(pause).release().claims(0).done();
    }

    private boolean changeOne(
            UUID enrollmentId, java.util.function.BiFunction<Enrollment, Journal, Enrollment> change) {
        return context.transactAgain((tx, journal) -> {
            Optional<Enrollment> seen =
                    tx.enrollments().byIds(List.of(enrollmentId)).stream().findFirst();
            seen.ifPresent(e -> {
                lock(tx, e.leadId());
                Enrollment locked = tx.enrollments().lock(List.of(enrollmentId)).get(0);
                tx.enrollments().save(List.of(change.apply(locked, journal)));
            });
            return seen.isPresent();
        });
    }

    private static void change(
            Tx tx, String leadId, Predicate<Enrollment> which, Function<Enrollment, Enrollment> change) {
        Collection<UUID> ids = tx.enrollments().ofLeads(List.of(leadId)).stream()
                .map(Enrollment::id)
                .toList();
        List<Enrollment> changed = new ArrayList<>();
        for (Enrollment e : tx.enrollments().lock(ids)) {
            if (which.test(e)) {
                changed.add(change.apply(e));
            }
        }
        tx.enrollments().save(changed);
    }

    /** Locks a known lead and bumps its sequence number. */
    private static Optional<StoredLead> lock(Tx tx, String leadId) {
        return tx.leads().byIds(List.of(leadId)).stream()
                .findFirst()
                .flatMap(l -> tx.leads().lock(List.of(l.addressKey())).stream().findFirst());
    }

    /** Locks the row of an address, which is made if there is none. */
    static StoredLead lockOrInsert(Tx tx, String addressKey) {
        tx.leads().insertMissing(List.of(StoredLead.bare(addressKey)));
        return tx.leads().lock(List.of(addressKey)).get(0);
    }
}
