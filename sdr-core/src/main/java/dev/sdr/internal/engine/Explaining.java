package dev.sdr.internal.engine;

import dev.sdr.gate.Decision;
import dev.sdr.gate.GateChain;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.Explanation.State;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says why enrollments stand where they stand, by asking the gates themselves. Reads only. */
final class Explaining {

    /** Gates that hold an enrollment whenever its step is due. */
    private static final Set<String> AT_ANY_TIME =
            Set.of("restored", "pause", "campaign", "kill switch", "recipients", "contact");

    private final Context context;
    private final Facts facts;
    private final GateChain gates;

    Explaining(Context context, Facts facts, GateChain gates) {
        this.context = context;
        this.facts = facts;
        this.gates = gates;
    }

    List<Explanation> explain(Tx tx, Collection<Enrollment> enrollments) {
        Instant now = context.now();
        var known = facts.read(tx, enrollments, now);
        List<Explanation> all = new ArrayList<>();
        var mails = Engagements.mails(tx, known.values(), context.settings.unknownVisitsCount());
        for (Enrollment e : enrollments) {
            Explanation why = explain(e, Must.get(known, e.id()), now);
            all.add(new Explanation(
                    why.enrollmentId(),
                    why.leadId(),
                    why.sequenceId(),
                    why.stepId(),
                    why.state(),
                    why.gate(),
                    why.reason(),
                    why.next(),
                    why.remedy(),
                    mails.getOrDefault(e.id(), List.of())));
        }
        return all;
    }

    private Explanation explain(Enrollment e, Known known, Instant now) {
        if (e.status() == Enrollment.Status.STOPPED) {
            String why = e.stops().stream().map(Explaining::words).collect(Collectors.joining("; "));
            return answer(e, State.STOPPED, "stops", why, Optional.empty(), "");
        }
        if (e.status() == Enrollment.Status.FINISHED) {
            return answer(e, State.FINISHED, "", "it went through its last step", Optional.empty(), "");
        }
        if (e.inFlight().isPresent()) {
            return answer(
                    e,
                    State.IN_FLIGHT,
                    "",
                    "touch " + e.inFlight().get() + " is begun and its outcome is not known yet" + redirected(known),
                    Optional.of(now.plus(context.settings.reconcileGrace())),
                    "reconciling finds out, or counts it as sent");
        }
        if (known.gates().isEmpty()) {
            return answer(
                    e,
                    State.HELD,
                    "sequence",
                    "its version of the sequence, or its step, cannot be read here",
                    Optional.of(e.dueAt()),
                    "move the lead to a version that can");
        }
        Decision decision = gates.decide(known.gates().get(), now);
        boolean due = !e.dueAt().isAfter(now);
        if (decision instanceof Decision.Hold hold && (due || AT_ANY_TIME.contains(hold.gate()))) {
            Instant next = due ? hold.until() : e.dueAt();
            return answer(e, State.HELD, hold.gate(), hold.reason(), Optional.of(next), hold.remedy());
        }
        if (decision instanceof Decision.End end) {
            String why = "it stops when it is looked at next: " + words(end.stop());
            return answer(e, State.HELD, end.gate(), why, Optional.of(e.dueAt()), "");
        }
        if (!due && !e.heldBy().isEmpty()) {
            int colon = e.heldBy().indexOf(": ");
            String gate = colon < 0 ? e.heldBy() : e.heldBy().substring(0, colon);
            String reason = colon < 0 ? "" : e.heldBy().substring(colon + 2);
            return answer(e, State.HELD, gate, reason, Optional.of(e.dueAt()), remedy(gate, reason, decision));
        }
        if (decision instanceof Decision.Skip skip && due) {
            return answer(e, State.DUE, skip.gate(), "the step is passed over: " + skip.reason(), Optional.of(now), "");
        }
        return due
                ? answer(
                        e,
                        State.DUE,
                        "",
                        "it goes in the next run" + redirected(known) + noted(known),
                        Optional.of(now),
                        "")
                : answer(
                        e,
                        State.SCHEDULED,
                        "",
                        "it is planned for then, in a send window" + redirected(known) + noted(known),
                        Optional.of(e.dueAt()),
                        "");
    }

    /** What lifts a hold that was decided earlier. */
    private static String remedy(String gate, String reason, Decision decision) {
        if (gate.equals(Composing.GATE)) {
            return Composing.remedy(reason);
        }
        return decision instanceof Decision.Hold hold && hold.gate().equals(gate)
                ? hold.remedy()
                : "it is looked at again by then"; // what held it may be over
    }

    private String redirected(Known known) {
        Optional<String> lead = known.lead().lead().map(l -> l.email().value());
        return context.settings
                .redirect()
                .map(to -> "; here it goes to " + to + " in place of " + lead.orElse("nobody"))
                .orElse("");
    }

    private static String noted(Known known) {
        return known.said().notes().stream().map(note -> "; " + note).collect(Collectors.joining());
    }

    private static String words(Stop stop) {
        return stop.reason() + " (" + stop.cause() + ") at " + stop.at();
    }

    private static Explanation answer(
            Enrollment e, State state, String gate, String reason, Optional<Instant> next, String remedy) {
        return new Explanation(
                e.id(), e.leadId(), e.sequenceId(), e.stepId(), state, gate, reason, next, remedy, List.of());
    }
}
