package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Moves a lead in flight to the current version of its sequence, when the host asks for it (protocol C7). */
final class Moving {

    private final Context context;
    private final Verdicts verdicts;

    Moving(Context context, Verdicts verdicts) {
        this.context = context;
        this.verdicts = verdicts;
    }

    /** Returns whether the enrollment is active and was moved. */
    boolean move(UUID enrollmentId, Sequence current) {
        return context.transactAgain((tx, journal) -> {
            context.catalog.keep(tx, current);
            Optional<Enrollment> seen =
                    tx.enrollments().byIds(List.of(enrollmentId)).stream().findFirst();
            return seen.isPresent() && move(tx, seen.get(), current);
        });
    }

    private boolean move(Tx tx, Enrollment seen, Sequence current) {
        StoredLead known = tx.leads().byIds(List.of(seen.leadId())).get(0);
        StoredLead lead = tx.leads().lock(List.of(known.addressKey())).get(0);
        Enrollment e = tx.enrollments().lock(List.of(seen.id())).get(0);
        if (e.status() != Enrollment.Status.ACTIVE || !e.sequenceId().equals(current.id())) {
            return false;
        }
        Set<String> over = tx.touches().ofEnrollments(List.of(e.id())).stream()
                .filter(t -> t.state().isFinal())
                .map(Touch::id)
                .map(id -> id.key())
                .collect(Collectors.toSet());
        Optional<Step> next =
                current.steps().stream().filter(s -> !over.contains(s.id())).findFirst();
        Enrollment.Change change =
                e.change().version(current.version()).release().claims(0);
        Instant now = context.now();
        if (next.isEmpty()) {
            change.status(Enrollment.Status.FINISHED);
        } else if (!next.get().id().equals(e.stepId())) {
            change.step(next.get().id(), verdicts.due(e, next.get(), lead, now));
        }
        tx.enrollments().save(List.of(change.done()));
        return true;
    }
}
