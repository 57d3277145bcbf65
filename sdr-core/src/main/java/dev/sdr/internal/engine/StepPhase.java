package dev.sdr.internal.engine;

import dev.sdr.gate.Decision;
import dev.sdr.gate.GateChain;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.internal.engine.Prepared.Begun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends what is due: claim, gates, compose, gates again and begin, deliver, settle. */
final class StepPhase {

    private static final int MOST_COUNTED = 10_000;

    /** How long messages of a group are composed, one of them at least, before what is written leaves: a model is slow. */
    private static final Duration LONGEST_COMPOSING = Duration.ofSeconds(10);

    private final Context context;
    private final Claims claims;
    private final Objections objecting;
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
        this.objecting = new Objections(context, verdicts);
        this.claims = new Claims(context, facts, gates, objecting);
        this.composing = new Composing(context);
        this.begin = new Begin(context, facts, verdicts, gates);
        this.settling = settling;
        this.closed = closed;
    }

    /** Works until nothing is due or the budget is spent. */
    void run(Budget budget, Report report) {
        settling.settleWaiting();
        LowWater lowWater = new LowWater(context.time);
        BooleanSupplier goesOn = () -> !budget.isSpent() && !closed.getAsBoolean();
        deliver(() -> claims.next(lowWater, goesOn, report), goesOn, report);
        Instant now = context.now();
        report.due = context.read(tx -> tx.enrollments().countDue(now, MOST_COUNTED));
    }

    /** Sends one enrollment now if it is due, as {@link #run} would. */
    void runOne(UUID enrollmentId, Budget budget, Report report) {
        Deque<UUID> left = new ArrayDeque<>(List.of(enrollmentId));
        deliver(
                () -> Optional.ofNullable(left.poll()).flatMap(id -> claims.one(id, report)),
                () -> !budget.isSpent() && !closed.getAsBoolean(),
                report);
    }

    /**
     * Begins groups that fill the slots, and settles what comes back. The next batch is claimed while the last of the one
     * before is on the wire. Ends when nothing is due though everything was settled, or time is up.
     */
    private void deliver(Supplier<Optional<Batch>> next, BooleanSupplier goesOn, Report report) {
        Delivering delivering = new Delivering(context);
        Batch batch = Batch.none(context.now());
        boolean dry = false;
        RuntimeException failure = null;
        while (failure == null && goesOn.getAsBoolean()) {
            try {
                boolean idle = delivering.isIdle();
                if (batch.isEmpty() && (dry ? idle : delivering.room() > 0)) {
                    batch = next.get().orElse(batch);
                    dry = batch.isEmpty();
                    if (dry && idle) {
                        break;
                    }
                }
                batch.renew(context);
                if (!batch.isEmpty() && delivering.room() > 0) {
                    beginNext(batch, delivering, report);
                }
            } catch (RuntimeException e) { // what is on the wire is settled before it travels on
                failure = e;
            }
            failure = settle(delivering.take(batch.isEmpty() && dry), report, failure);
        }
        while (!delivering.isIdle()) {
            failure = settle(delivering.take(true), report, failure);
        }
        if (failure != null) {
            throw failure;
        }
        batch.release(context);
    }

    private void beginNext(Batch batch, Delivering delivering, Report report) {
        List<Prepared> group = new ArrayList<>();
        Map<UUID, Decision> unwritten = new LinkedHashMap<>();
        Map<UUID, Known> known = new HashMap<>();
        int room = delivering.room();
        long started = context.time.nanos();
        boolean slow = false;
        while (group.size() < room && !batch.ready.isEmpty() && !slow) {
            Known k = batch.ready.poll();
            known.put(k.enrollment().id(), k);
            Composing.Result result = composing.compose(k, batch.contents, context.now());
            result.prepared().ifPresent(group::add);
            result.hold().ifPresent(h -> unwritten.put(k.enrollment().id(), h));
            result.failure().filter(f -> !report.problems.contains(f)).ifPresent(report.problems::add);
            slow = context.time.nanos() - started >= LONGEST_COMPOSING.toNanos();
        }
        objecting.write(unwritten, known, batch.token, report);
        if (group.isEmpty()) {
            return;
        }
        Delivering.Start start = delivering.start();
        Begin.Result result = begin.begin(group);
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
}
