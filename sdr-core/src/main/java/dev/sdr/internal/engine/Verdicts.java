package dev.sdr.internal.engine;

import dev.sdr.event.Event;
import dev.sdr.gate.Decision;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.pacing.Schedule;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Enrollment.Status;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import java.time.Instant;
import java.util.Optional;

/** Turns what the gates decided, and what became of a touch, into an enrollment's next state. Pure. */
final class Verdicts {

    private final Facts facts;

    Verdicts(Facts facts) {
        this.facts = facts;
    }

    /** The enrollment after an objection of a gate; free for the next claim. */
    Enrollment apply(Decision decision, Known known, Instant now, Journal journal) {
        Enrollment before = known.enrollment();
        if (decision instanceof Decision.Hold hold) {
            return before.change()
                    .hold(hold.until(), hold.gate() + ": " + hold.reason())
                    .release()
                    .claims(0)
                    .done();
        }
        if (decision instanceof Decision.Skip skip) {
            Sequence sequence = known.sequence().orElseThrow();
            Step step = known.step().orElseThrow();
            Optional<Step> next = skip.otherwise() ? sequence.instead(step) : sequence.after(step);
            journal.note(Event.STEP_SKIPPED, before, "step", step.id(), "reason", skip.reason());
            return moveTo(next, before, known.lead(), now, journal);
        }
        if (decision instanceof Decision.End end) {
            return stop(before, end.stop(), journal);
        }
        throw new IllegalStateException("there is nothing to apply to a step that may go");
    }

    /** The enrollment after its step is over. */
    Enrollment advance(Enrollment before, Sequence sequence, Step step, StoredLead lead, Instant now, Journal journal) {
        return moveTo(sequence.after(step), before, lead, now, journal);
    }

    private Enrollment moveTo(Optional<Step> next, Enrollment before, StoredLead lead, Instant now, Journal journal) {
        Enrollment.Change change = before.change().release().claims(0);
        if (next.isPresent()) {
            return change.step(next.get().id(), due(before, next.get(), lead, now))
                    .done();
        }
        if (before.status() == Status.ACTIVE) {
            journal.note(Event.FINISHED, before);
            change.status(Status.FINISHED).hold(now, ""); // when it ended, for whoever looks for what is over
        }
        return change.done();
    }

    /** When a step is due if the one before it is over now. */
    Instant due(Enrollment enrollment, Step step, StoredLead lead, Instant now) {
        return Schedule.due(
                now, step.delay(), facts.window(enrollment, step), facts.zone(lead, enrollment.mailboxId()));
    }

    /** The enrollment with one more stop, and nobody's claim. */
    static Enrollment stop(Enrollment before, Stop stop, Journal journal) {
        boolean known = before.stops().stream().anyMatch(s -> s.sameSource(stop));
        if (!known) {
            journal.note(Event.STOPPED, before, "reason", stop.reason().name(), "cause", stop.cause());
        }
        return before.change().stop(stop).release().claims(0).done();
    }
}
