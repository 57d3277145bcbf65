package dev.sdr.internal.engine;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.error.CommitUnknownException;
import dev.sdr.gate.Decision;
import dev.sdr.gate.GateChain;
import dev.sdr.gate.GateFacts;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.internal.engine.Prepared.Begun;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Transaction T3 of the protocol: under the locks, asks the gates again, takes the places on the counters and stores
 * each touch as sending. What it returns, and nothing else, may be handed over.
 */
final class Begin {

    private final Context context;
    private final Facts facts;
    private final Verdicts verdicts;
    private final GateChain gates;

    /**
     * What a begin did.
     *
     * @param begun the touches to hand over
     * @param objections what was decided about the others
     */
    record Result(List<Begun> begun, List<Decision> objections) {}

    Begin(Context context, Facts facts, Verdicts verdicts, GateChain gates) {
        this.context = context;
        this.facts = facts;
        this.verdicts = verdicts;
        this.gates = gates;
    }

    /** Begins one group. */
    Result begin(Collection<Prepared> group) {
        Map<UUID, Prepared> byId = group.stream()
                .collect(Collectors.toMap(p -> p.known().enrollment().id(), Function.identity()));
        UUID attempt = context.ids.token();
        try {
            return context.transact((tx, journal) -> begin(tx, journal, byId, attempt));
        } catch (CommitUnknownException e) {
            context.failed("a begin's commit is in doubt; the store is asked", e);
            return context.read(tx -> found(tx, byId, attempt));
        }
    }

    private Result begin(Tx tx, Journal journal, Map<UUID, Prepared> group, UUID attempt) {
        Control control = context.environment.lockOwn(tx);
        List<Known> ours = mark(tx, group);
        Instant now = context.now();
        Set<String> left = leftBefore(tx, control, group, now);
        Map<Counter, Integer> granted = new HashMap<>();
        Map<TouchKey, Touch> touches = new LinkedHashMap<>();
        List<Enrollment> changed = new ArrayList<>();
        List<Decision> objections = new ArrayList<>();
        Map<UUID, Known> known = facts.again(tx, ours, control, now);
        for (Known k : known.values()) {
            boolean isGone = left.contains(Must.get(group, k.enrollment().id()).messageId())
                    && k.touch().isEmpty();
            Decision decision = isGone
                    ? new Decision.Skip(
                            "restored", "a mail that came in names it, so it left before the restore", false)
                    : gates.decide(withGranted(k.gates().orElseThrow(), granted), now);
            if (decision instanceof Decision.Proceed) {
                Touch touch = touch(Must.get(group, k.enrollment().id()), k, attempt, now);
                touch.counters().forEach(c -> granted.merge(c, 1, Integer::sum));
                touches.put(touch.id(), touch);
            } else {
                objections.add(decision);
                changed.add(verdicts.apply(decision, k, now, journal));
            }
        }
        Set<TouchKey> begun = tx.touches().begin(touches.values());
        mustBeOver(tx, touches.keySet().stream().filter(t -> !begun.contains(t)).toList());
        for (Touch touch : List.copyOf(touches.values())) {
            Known k = Must.get(known, touch.id().enrollmentId());
            if (!begun.contains(touch.id())) { // a final touch of this key exists: the step is over, and nothing leaves
                touches.remove(touch.id());
                touch.counters().forEach(c -> granted.merge(c, -1, Integer::sum));
                changed.add(verdicts.advance(
                        k.enrollment(), k.sequence().orElseThrow(), k.step().orElseThrow(), k.lead(), now, journal));
            }
        }
        tx.counters().add(granted);
        tx.touches()
                .keep(touches.values().stream()
                        .map(t -> Must.get(group, t.id().enrollmentId()).content())
                        .toList());
        tx.enrollments().save(changed);
        return new Result(
                touches.values().stream()
                        .map(t -> new Begun(
                                t,
                                Must.get(group, t.id().enrollmentId()),
                                inFlight(Must.get(known, t.id().enrollmentId()).enrollment())))
                        .toList(),
                objections);
    }

    /**
     * Locks what nobody has touched since it was claimed, writes on it in the same go that its step is in flight, and
     * returns it in the order of ids. Whoever did touch one took it from the claim (T6), or leaves it to its lease's end.
     */
    private static List<Known> mark(Tx tx, Map<UUID, Prepared> group) {
        List<Enrollment> claimed =
                group.values().stream().map(p -> p.known().enrollment()).toList();
        return tx
                .enrollments()
                .saveIfUnchanged(claimed.stream().map(Begin::inFlight).toList(), claimed)
                .stream()
                .sorted()
                .map(id -> Must.get(group, id).known())
                .toList();
    }

    private static Enrollment inFlight(Enrollment e) {
        return e.change().inFlight(Optional.of(e.stepId())).release().claims(0).done();
    }

    private static void mustBeOver(Tx tx, List<TouchKey> notBegun) {
        if (!tx.touches().byKeys(notBegun).stream().allMatch(t -> t.state().isFinal())) {
            throw new IllegalStateException("a touch is in flight whose enrollment says that nothing is");
        }
    }

    /** After a restore: what has left for enrollments that the database forgot and the host made again (S4). */
    private static Set<String> leftBefore(Tx tx, Control control, Map<UUID, Prepared> group, Instant now) {
        return control.forgot(now)
                ? Evidence.find(
                        tx, group.values().stream().map(Prepared::messageId).toList())
                : Set.of();
    }

    /** After a commit in doubt: what did begin, read under the begin's own row locks (D2). */
    private static Result found(Tx tx, Map<UUID, Prepared> group, UUID attempt) {
        Map<UUID, Enrollment> locked = tx.enrollments().lock(group.keySet()).stream()
                .collect(Collectors.toMap(Enrollment::id, Function.identity()));
        List<TouchKey> keys = group.values().stream().map(p -> p.content().id()).toList();
        List<Begun> begun = tx.touches().byKeys(keys).stream()
                .filter(t -> t.attempt().equals(attempt) && t.state() == TouchState.SENDING)
                .map(t -> new Begun(t, Must.get(group, t.id().enrollmentId()), Must.get(locked, t.id().enrollmentId())))
                .toList();
        return new Result(begun, List.of());
    }

    private static GateFacts withGranted(GateFacts facts, Map<Counter, Integer> granted) {
        return facts.withRooms(facts.rooms().stream()
                .map(r -> new GateFacts.Room(r.counter(), r.used() + granted.getOrDefault(r.counter(), 0), r.cap()))
                .toList());
    }

    private static Touch touch(Prepared prepared, Known known, UUID attempt, Instant now) {
        GateFacts gates = known.gates().orElseThrow();
        LocalDate day = now.atZone(gates.mailbox().zone()).toLocalDate();
        return new Touch(
                prepared.content().id(),
                known.enrollment().leadId(),
                known.step().orElseThrow().channel(),
                known.enrollment().mailboxId(),
                TouchState.SENDING,
                attempt,
                now,
                day,
                gates.rooms().stream().map(GateFacts.Room::counter).toList(),
                prepared.messageId(),
                prepared.thread(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "");
    }
}
