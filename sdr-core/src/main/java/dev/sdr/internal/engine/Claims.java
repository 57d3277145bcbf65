package dev.sdr.internal.engine;

import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.gate.Decision;
import dev.sdr.gate.GateChain;
import dev.sdr.gate.Veto;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.EnrollmentRows.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Claims what is due and asks the gates and the host's vetoes: what may go comes out in batches. */
final class Claims {

    /** Claims without progress after which a row is claimed alone. */
    static final int SUSPECT = 3;

    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private final Context context;
    private final Facts facts;
    private final GateChain gates;
    private final Objections objecting;

    Claims(Context context, Facts facts, GateChain gates, Objections objecting) {
        this.context = context;
        this.facts = facts;
        this.gates = gates;
        this.objecting = objecting;
    }

    /** The next batch of what is due and may go, or empty if nothing is due. */
    Optional<Batch> next(LowWater lowWater, BooleanSupplier goesOn, Report report) {
        while (goesOn.getAsBoolean()) {
            Instant from = lowWater.mark();
            Optional<Batch> batch = claim(from, Optional.empty(), lowWater::claimed, report);
            if (batch.isEmpty() ? from.equals(Instant.EPOCH) : !batch.get().isEmpty()) {
                return batch;
            }
        }
        return Optional.empty();
    }

    /** One enrollment, if it is due and may go. */
    Optional<Batch> one(UUID enrollmentId, Report report) {
        return claim(Instant.EPOCH, Optional.of(enrollmentId), claimed -> {}, report);
    }

    private Optional<Batch> claim(Instant from, Optional<UUID> only, Consumer<List<Enrollment>> told, Report report) {
        UUID token = context.ids.token();
        List<Enrollment> claimed = claim(token, from, only);
        told.accept(claimed);
        return claimed.isEmpty() ? Optional.empty() : Optional.of(batch(claimed, token, report));
    }

    /** Rows that were claimed often without progress are claimed alone: one of them may kill the process (C5). */
    private List<Enrollment> claim(UUID token, Instant from, Optional<UUID> only) {
        return context.read(tx -> {
            Instant now = context.now();
            Instant until = now.plus(context.settings.lease());
            List<Enrollment> claimed = tx.enrollments()
                    .claim(new Claim(from, now, until, token, context.settings.batch(), 0, SUSPECT - 1, only));
            return claimed.isEmpty()
                    ? tx.enrollments().claim(new Claim(from, now, until, token, 1, SUSPECT, Integer.MAX_VALUE, only))
                    : claimed;
        });
    }

    private Batch batch(List<Enrollment> claimed, UUID token, Report report) {
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
        objecting.write(objections, known, token, report);
        return new Batch(token, ready, contents, now);
    }

    private Decision decide(Known k, Instant now) {
        Enrollment e = k.enrollment();
        if (e.claims() > SUSPECT + 1) {
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
}
