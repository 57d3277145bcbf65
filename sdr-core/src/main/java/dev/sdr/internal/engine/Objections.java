package dev.sdr.internal.engine;

import dev.sdr.event.Event;
import dev.sdr.gate.Decision;
import dev.sdr.gate.GateChain;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes what keeps steps from going (transaction T2 of the protocol), where the claim still owns the row. */
final class Objections {

    private final Context context;
    private final Verdicts verdicts;

    Objections(Context context, Verdicts verdicts) {
        this.context = context;
        this.verdicts = verdicts;
    }

    void write(Map<UUID, Decision> objections, Map<UUID, Known> known, UUID token, Report report) {
        if (objections.isEmpty()) {
            return;
        }
        Set<UUID> written = context.transactAgain((tx, journal) -> {
            List<Enrollment> owned = tx.enrollments().lock(objections.keySet()).stream()
                    .filter(e -> e.isLeasedBy(token))
                    .toList();
            Instant now = context.now();
            List<Enrollment> changed = new ArrayList<>();
            for (Enrollment e : owned) {
                changed.add(verdict(Must.get(objections, e.id()), Must.get(known, e.id()), e, now, journal));
            }
            return tx.enrollments().saveIfLeased(changed, token);
        });
        written.forEach(id -> report.count(Must.get(objections, id)));
    }

    private Enrollment verdict(Decision decision, Known known, Enrollment e, Instant now, Journal journal) {
        if (e.claims() > Claims.SUSPECT + 1) {
            Pause pause = new Pause(
                    Pause.Reason.POISON, "claimed " + e.claims() + " times without progress", Optional.empty());
            journal.note(Event.PAUSED, e, "reason", pause.reason().name());
            return e.change()
                    .pause(pause)
                    .hold(now.plus(GateChain.LONGEST_HOLD), "pause: " + pause.detail())
                    .release()
                    .claims(0)
                    .done();
        }
        return verdicts.apply(decision, known, now, journal);
    }
}
