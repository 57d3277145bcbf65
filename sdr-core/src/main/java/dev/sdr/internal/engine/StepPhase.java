package dev.sdr.internal.engine;

import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.gate.Decision;
import dev.sdr.gate.GateChain;
import dev.sdr.gate.Veto;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.internal.engine.Prepared.Begun;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Stop;
import dev.sdr.store.EnrollmentRows.Claim;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends what is due: claim, gates, compose, gates again and begin, deliver, settle. */
final class StepPhase {

    private static final int SUSPECT_CLAIMS = 3;
    private static final int MOST_COUNTED = 10_000;
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private final Context context;
    private final Facts facts;
    private final Verdicts verdicts;
    private final GateChain gates;
    private final Composing composing;
    private final Begin begin;
    private final Settling settling;
    private final BooleanSupplier closed;

    StepPhase(
            Context context,
            Facts facts,
            Verdicts verdicts,
            GateChain gates,
            Settling settling,
            BooleanSupplier closed) {
        this.context = context;
        this.facts = facts;
        this.verdicts = verdicts;
        this.gates = gates;
        this.composing = new Composing(context);
        this.begin = new Begin(context, facts, verdicts, gates);
        this.settling = settling;
        this.closed = closed;
    }

    /** Works until nothing is due or the budget is spent. */
    void run(Budget budget, Report report) {
        settling.settleWaiting();
        LowWater lowWater = new LowWater(context.time);
        while (!budget.isSpent() && !closed.getAsBoolean()) {
            UUID token = context.ids.token();
            Instant from = lowWater.mark();
            List<Enrollment> claimed = claim(token, from, Optional.empty());
            if (claimed.isEmpty() && from.equals(Instant.EPOCH)) {
                break;
            }
            lowWater.claimed(claimed);
            if (!claimed.isEmpty()) {
                work(claimed, token, budget, report);
            }
        }
        Instant now = context.now();
        report.due = context.read(tx -> tx.enrollments().countDue(now, MOST_COUNTED));
    }

    /** Sends one enrollment now if it is due, as {@link #run} would. */
    void runOne(UUID enrollmentId, Budget budget, Report report) {
        UUID token = context.ids.token();
        List<Enrollment> claimed = claim(token, Instant.EPOCH, Optional.of(enrollmentId));
        if (!claimed.isEmpty()) {
            work(claimed, token, budget, report);
        }
    }

    /** Rows that were claimed often without progress are claimed alone: one of them may kill the process (C5). */
    private List<Enrollment> claim(UUID token, Instant from, Optional<UUID> only) {
        return context.read(tx -> {
            Instant now = context.now();
            Instant until = now.plus(context.settings.lease());
            List<Enrollment> claimed = tx.enrollments()
                    .claim(new Claim(from, now, until, token, context.settings.batch(), 0, SUSPECT_CLAIMS - 1, only));
            return claimed.isEmpty()
                    ? tx.enrollments()
                            .claim(new Claim(from, now, until, token, 1, SUSPECT_CLAIMS, Integer.MAX_VALUE, only))
                    : claimed;
        });
    }

    private void work(List<Enrollment> claimed, UUID token, Budget budget, Report report) {
        Deque<Known> ready = new ArrayDeque<>();
        Map<TouchKey, TouchContent> contents = new HashMap<>();
        Map<UUID, Decision> objections = new LinkedHashMap<>();
        Map<UUID, Known> known = new LinkedHashMap<>();
        Instant now = context.now();
        context.read(tx -> {
            known.clear();
            known.putAll(facts.read(tx, claimed, now));
            contents.clear();
            contents.putAll(Composing.contents(tx, known.values()));
            return true;
        });
        for (Known k : known.values()) {
            Decision decision = decide(k, now);
            if (decision instanceof Decision.Proceed) {
                ready.add(k);
            } else {
                objections.put(k.enrollment().id(), decision);
            }
        }
        askHost(ready, objections, now);
        write(objections, known, token, report);
        deliver(ready, contents, token, budget, report);
    }

    private Decision decide(Known k, Instant now) {
        Enrollment e = k.enrollment();
        if (e.claims() > SUSPECT_CLAIMS + 1) {
            return GateChain.hold(now, now, "pause", "claimed " + e.claims() + " times without progress", "");
        }
        if (k.gates().isEmpty()) {
            String what = k.sequence().isEmpty()
                    ? "version " + e.version() + " of sequence " + e.sequenceId() + " cannot be read here"
                    : "version " + e.version() + " of sequence " + e.sequenceId() + " has no step " + e.stepId();
            return GateChain.hold(now, now.plus(LOOK_AGAIN), "sequence", what, "move the lead to a version that can");
        }
        if (k.touch().filter(t -> t.state().isFinal()).isPresent()) {
            return new Decision.Skip("outbox", "this step has left already", false);
        }
        return gates.decide(k.gates().get(), now);
    }

    /** Asks the host's vetoes about everything that may go, and takes out what must not. */
    private void askHost(Deque<Known> ready, Map<UUID, Decision> objections, Instant now) {
        for (Veto veto : context.host.vetoes()) {
            if (ready.isEmpty()) {
                return;
            }
            List<Veto.Candidate> candidates = ready.stream()
                    .map(k -> new Veto.Candidate(
                            k.enrollment().id(),
                            k.lead().lead().orElseThrow(),
                            k.enrollment().sequenceId(),
                            k.enrollment().campaignId(),
                            k.enrollment().stepId(),
                            k.step().orElseThrow().channel()))
                    .toList();
            Map<UUID, Veto.Objection> answers;
            try {
                answers = veto.ask(candidates);
            } catch (RuntimeException e) {
                String why = context.failed("a host veto failed, so everything it was asked about holds", e);
                candidates.forEach(c ->
                        objections.put(c.enrollmentId(), GateChain.hold(now, now, "veto", why, "look into the log")));
                ready.clear();
                return;
            }
            ready.removeIf(k -> {
                Veto.Objection objection = answers.get(k.enrollment().id());
                if (objection == null) {
                    return false;
                }
                objections.put(k.enrollment().id(), decision(objection, now));
                return true;
            });
        }
    }

    private static Decision decision(Veto.Objection objection, Instant now) {
        return switch (objection.action()) {
            case HOLD -> GateChain.hold(now, objection.until(), "veto", objection.reason(), "the host's own rule");
            case SKIP -> new Decision.Skip("veto", objection.reason(), false);
            case STOP -> new Decision.End("veto", new Stop(Stop.Reason.MANUAL, "veto: " + objection.reason(), now));
        };
    }

    /** T2: writes what the gates said, where the claim still owns the row. */
    private void write(Map<UUID, Decision> objections, Map<UUID, Known> known, UUID token, Report report) {
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
        if (e.claims() > SUSPECT_CLAIMS + 1) {
            Pause pause = new Pause(
                    Pause.Reason.POISON, "claimed " + e.claims() + " times without progress", Optional.empty());
            journal.note(dev.sdr.event.Event.PAUSED, e, "reason", pause.reason().name());
            return e.change()
                    .pause(pause)
                    .hold(now.plus(GateChain.LONGEST_HOLD), "pause: " + pause.detail())
                    .release()
                    .claims(0)
                    .done();
        }
        return verdicts.apply(decision, known, now, journal);
    }

    /** Begins groups that fill the slots, and settles what comes back, until nothing is left or time is up. */
    private void deliver(
            Deque<Known> ready, Map<TouchKey, TouchContent> contents, UUID token, Budget budget, Report report) {
        Delivering delivering = new Delivering(context);
        Instant leaseStart = context.now();
        RuntimeException failure = null;
        while (failure == null && !ready.isEmpty() && !budget.isSpent() && !closed.getAsBoolean()) {
            try {
                if (context.now()
                        .isAfter(leaseStart.plus(context.settings.lease().dividedBy(3)))) {
                    leaseStart = renew(ready, token);
                }
                if (delivering.room() > 0) {
                    beginNext(ready, contents, token, delivering, report);
                }
            } catch (RuntimeException e) { // what is on the wire is settled before it travels on
                failure = e;
            }
            failure = settle(delivering.take(ready.isEmpty()), report, failure);
        }
        while (!delivering.isIdle()) {
            failure = settle(delivering.take(true), report, failure);
        }
        if (failure != null) {
            throw failure;
        }
        release(ready, token);
    }

    private void beginNext(
            Deque<Known> ready,
            Map<TouchKey, TouchContent> contents,
            UUID token,
            Delivering delivering,
            Report report) {
        List<Prepared> group = new ArrayList<>();
        Map<UUID, Decision> unwritten = new LinkedHashMap<>();
        Map<UUID, Known> known = new HashMap<>();
        int room = delivering.room();
        while (group.size() < room && !ready.isEmpty()) {
            Known k = ready.poll();
            known.put(k.enrollment().id(), k);
            Composing.Result result = composing.compose(k, contents, context.now());
            result.prepared().ifPresent(group::add);
            result.hold().ifPresent(h -> unwritten.put(k.enrollment().id(), h));
        }
        write(unwritten, known, token, report);
        if (group.isEmpty()) {
            return;
        }
        Delivering.Start start = delivering.start();
        Begin.Result result = begin.begin(group, token);
        result.objections().forEach(report::count);
        for (Begun begun : result.begun()) {
            delivering.submit(begun, start);
        }
    }

    private @Nullable RuntimeException settle(
            List<Outcome> outcomes, Report report, @Nullable RuntimeException before) {
        outcomes.forEach(report::count);
        try {
            if (!outcomes.isEmpty()) {
                settling.settle(outcomes);
            }
            return before;
        } catch (RuntimeException e) {
            return before == null ? e : before;
        }
    }

    private Instant renew(Deque<Known> ready, UUID token) {
        Instant now = context.now();
        List<UUID> ids = ready.stream().map(k -> k.enrollment().id()).toList();
        Set<UUID> ours = context.read(tx -> tx.enrollments().renew(ids, token, now.plus(context.settings.lease())));
        ready.removeIf(k -> !ours.contains(k.enrollment().id()));
        return now;
    }

    /** Gives back what was claimed and not begun, still due. */
    private void release(Collection<Known> left, UUID token) {
        if (left.isEmpty()) {
            return;
        }
        List<UUID> ids = left.stream().map(k -> k.enrollment().id()).toList();
        context.read((Tx tx) -> {
            List<Enrollment> released = tx.enrollments().lock(ids).stream()
                    .filter(e -> e.isLeasedBy(token))
                    .map(e -> e.change().release().claims(0).done())
                    .toList();
            return tx.enrollments().saveIfLeased(released, token);
        });
    }
}
