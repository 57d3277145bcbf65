package dev.sdr.internal.engine;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.error.CommitUnknownException;
import dev.sdr.error.RetryableException;
import dev.sdr.event.Event;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Transactions T4 and T5 of the protocol: stores what became of touches, gives back places on counters, and moves their
 * enrollments on. Idempotent: a touch that was settled already is left alone.
 */
final class Settling {

    private static final Duration CANCELLED_RETRY = Duration.ofMinutes(1);
    private static final Duration BLOCKED_RETRY = Duration.ofHours(1);
    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
    private static final Duration LAST_RETRY = Duration.ofHours(6);

    /** An enrollment whose touch a channel answers later is not due until it does. */
    private static final Duration UNTIL_ANSWERED = Duration.ofDays(36_500);

    private final Context context;
    private final Verdicts verdicts;
    private final Stops stops;
    private final MailboxHealth health;
    private final ConcurrentLinkedQueue<Outcome> waiting = new ConcurrentLinkedQueue<>();

    Settling(Context context, Verdicts verdicts, Stops stops, MailboxHealth health) {
        this.context = context;
        this.verdicts = verdicts;
        this.stops = stops;
        this.health = health;
    }

    /** Settles what an earlier phase knew and could not store. */
    void settleWaiting() {
        List<Outcome> again = new ArrayList<>();
        for (Outcome next = waiting.poll(); next != null; next = waiting.poll()) {
            again.add(next);
        }
        if (!again.isEmpty()) {
            settle(again);
        }
    }

    /** Settles a group. If the store cannot be reached the outcomes are kept for the next phase and the failure thrown on. */
    void settle(List<Outcome> outcomes) {
        List<Outcome> known = outcomes.stream().filter(o -> !o.isUncertain()).toList();
        if (!known.isEmpty()) {
            store(known);
        }
        health.learn(outcomes);
    }

    private void store(List<Outcome> known) {
        try {
            if (!known.stream().allMatch(Settling::isPlain) || !storeUnchanged(known)) {
                context.transactAgain((tx, journal) -> settle(tx, journal, known, true));
            }
        } catch (RetryableException | CommitUnknownException e) {
            waiting.addAll(known);
            throw e;
        } catch (RuntimeException e) {
            if (known.size() == 1) {
                throw e;
            }
            storeEach(known); // what is wrong with one of them must not cost the others their outcome
        }
    }

    /** Whether all an outcome can change is its touch and the enrollment as it was begun. */
    private static boolean isPlain(Outcome outcome) {
        return outcome.begun().isPresent() && outcome.from() == TouchState.SENDING && !outcome.isHardBounce();
    }

    /** Stores outcomes without reading first, if nobody has touched what they are about. */
    private boolean storeUnchanged(List<Outcome> known) {
        try {
            return context.transactAgain((tx, journal) -> settle(tx, journal, known, false));
        } catch (ChangedMeanwhile e) {
            return false;
        }
    }

    /** Ends a transaction that took for granted what has changed meanwhile. */
    private static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void storeEach(List<Outcome> known) {
        RuntimeException failure = null;
        for (Outcome outcome : known) {
            try {
                store(List.of(outcome));
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Settles.
     *
     * @param locking whether to lock and read the enrollments first; else they are taken for what they were when their
     *     touches were begun, and written only if they are that still
     * @return true
     * @throws ChangedMeanwhile if they are not
     */
    private boolean settle(Tx tx, Journal journal, List<Outcome> outcomes, boolean locking) {
        Instant now = context.now();
        Map<String, StoredLead> leads = lockBounced(tx, outcomes);
        Map<UUID, Enrollment> enrollments = locking ? locked(tx, outcomes, leads.keySet()) : asBegun(outcomes);
        Map<String, StoredLead> byLeadId = people(tx, outcomes);
        var sequences = context.catalog.load(
                tx,
                enrollments.values().stream()
                        .map(e -> new Catalog.Version(e.sequenceId(), e.version()))
                        .collect(Collectors.toSet()));
        Map<Counter, Integer> back = new HashMap<>();
        List<Enrollment> changed = new ArrayList<>();
        List<UUID> answered = new ArrayList<>();
        Map<TouchKey, Touch> settled = locking ? write(tx, outcomes, now) : after(outcomes, now);
        for (Outcome outcome : outcomes) {
            Touch after = settled.get(outcome.touch().id());
            if (after == null) {
                continue;
            }
            if (givesBack(after.state())) {
                after.counters().forEach(c -> back.merge(c, -1, Integer::sum));
            }
            Enrollment e = enrollments.get(after.id().enrollmentId());
            if (e == null) {
                throw new IllegalStateException("touch " + after.id() + " has no enrollment");
            }
            note(journal, e, after, outcome);
            if (after.state() == TouchState.SENT || after.state() == TouchState.UNKNOWN) {
                Answers.inbound(e).ifPresent(inbound -> {
                    answered.add(inbound);
                    journal.note(Event.REPLY_ANSWERED, e, "inbound", inbound.toString(), "by", "us");
                });
            }
            Optional<Sequence> sequence =
                    Optional.ofNullable(sequences.get(new Catalog.Version(e.sequenceId(), e.version())));
            changed.add(next(e, after, outcome, sequence, Must.get(byLeadId, e.leadId()), now, journal));
        }
        if (locking) {
            tx.enrollments().save(changed);
        } else {
            saveUnchanged(tx, changed, enrollments.values(), settled.values());
        }
        LateIds.note(tx, context.keys, settled.values(), now);
        Answering.answered(tx, answered);
        stopBounced(tx, journal, outcomes, leads, now);
        tx.counters().add(back);
        return true;
    }

    private static Map<UUID, Enrollment> locked(Tx tx, List<Outcome> outcomes, Set<String> bounced) {
        Set<UUID> ids = new TreeSet<>();
        outcomes.forEach(o -> ids.add(o.touch().id().enrollmentId()));
        tx.enrollments().ofLeads(bounced).forEach(e -> ids.add(e.id())); // those a bounce stops, in one order
        return byId(tx.enrollments().lock(ids).stream());
    }

    private static Map<UUID, Enrollment> asBegun(List<Outcome> outcomes) {
        return byId(outcomes.stream().map(o -> o.begun().orElseThrow().enrollment()));
    }

    private static Map<UUID, Enrollment> byId(Stream<Enrollment> enrollments) {
        return enrollments.collect(Collectors.toMap(Enrollment::id, Function.identity()));
    }

    /** Writes enrollments and, under their locks, touches: all of them or none. */
    private static void saveUnchanged(
            Tx tx, List<Enrollment> changed, Collection<Enrollment> before, Collection<Touch> settled) {
        boolean isUnchanged = tx.enrollments().saveIfUnchanged(changed, before).size() == changed.size();
        if (!isUnchanged
                || tx.touches().update(settled, Set.of(TouchState.SENDING)).size() < settled.size()) {
            throw new ChangedMeanwhile();
        }
    }

    /** Whose touches these are, for the zones their next steps are planned in. */
    private static Map<String, StoredLead> people(Tx tx, List<Outcome> outcomes) {
        Map<String, StoredLead> people = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (Outcome outcome : outcomes) {
            outcome.begun()
                    .ifPresentOrElse(
                            b -> people.put(outcome.touch().leadId(), b.lead()),
                            () -> unknown.add(outcome.touch().leadId()));
        }
        tx.leads().byIds(unknown).forEach(l -> people.put(l.lead().orElseThrow().id(), l));
        return people;
    }

    /** The enrollment once its touch is settled. Never writes status, stops or pauses, save FINISHED. */
    private Enrollment next(
            Enrollment before,
            Touch touch,
            Outcome outcome,
            Optional<Sequence> sequence,
            StoredLead lead,
            Instant now,
            Journal journal) {
        if (touch.state() == TouchState.PENDING) {
            return before.stepId().equals(touch.id().key())
                    ? before.change()
                            .hold(now.plus(UNTIL_ANSWERED), before.heldBy())
                            .done()
                    : before; // the host moved the lead on meanwhile: its next step has a date of its own
        }
        Enrollment e = before.inFlight().equals(Optional.of(touch.id().key()))
                ? before.change().inFlight(Optional.empty()).done()
                : before;
        if (!e.stepId().equals(touch.id().key())) {
            return e;
        }
        if (touch.state().isFinal()) {
            Optional<Step> step = sequence.flatMap(s -> s.step(e.stepId()));
            return step.map(s -> verdicts.advance(e, sequence.orElseThrow(), s, lead, now, journal))
                    .orElse(e);
        }
        if (outcome.isRefusedMessage()) {
            return e.change()
                    .pause(new Pause(Pause.Reason.MESSAGE_REFUSED, touch.detail(), Optional.empty()))
                    .hold(now.plus(CANCELLED_RETRY), "message refused: " + touch.detail())
                    .done();
        }
        return e.change()
                .hold(retryAt(e, outcome, now), "put off: " + touch.detail())
                .done();
    }

    private static Instant retryAt(Enrollment e, Outcome outcome, Instant now) {
        if (outcome.isCancelled()) {
            return now.plus(CANCELLED_RETRY);
        }
        Delivery delivery = outcome.delivery().orElseThrow();
        if (delivery.fault().isPresent()) {
            return now.plus(BLOCKED_RETRY);
        }
        if (delivery.scope() == Delivery.Scope.CREDENTIALS) {
            return now.plus(MailboxHealth.UNREACHABLE); // no fault of this touch: it goes once its mailbox does
        }
        Duration since = Duration.between(e.plannedAt(), now).dividedBy(2); // the longer it lasts, the rarer the tries
        Duration wait = since.compareTo(FIRST_RETRY) < 0 ? FIRST_RETRY : since;
        wait = wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
        Instant own = now.plus(wait);
        Instant latest = now.plus(Duration.ofHours(24));
        return delivery.when()
                .filter(w -> w.isAfter(now))
                .map(w -> w.isAfter(latest) ? latest : w)
                .orElse(own);
    }

    private static Map<TouchKey, Touch> after(List<Outcome> outcomes, Instant now) {
        return outcomes.stream().map(o -> o.settled(now)).collect(Collectors.toMap(Touch::id, Function.identity()));
    }

    /** Writes the touches that nobody settled before, and returns them. */
    private static Map<TouchKey, Touch> write(Tx tx, List<Outcome> outcomes, Instant now) {
        Map<TouchKey, Touch> settled = new HashMap<>();
        List<Touch> late = new ArrayList<>();
        for (TouchState from : Set.of(TouchState.SENDING, TouchState.PENDING)) {
            List<Touch> after = outcomes.stream()
                    .filter(o -> o.from() == from)
                    .map(o -> o.settled(now))
                    .toList();
            Set<TouchKey> written = after.isEmpty() ? Set.of() : tx.touches().update(after, Set.of(from));
            for (Touch touch : after) {
                if (written.contains(touch.id())) {
                    settled.put(touch.id(), touch);
                } else if (touch.state() == TouchState.SENT) {
                    late.add(touch); // it came back after reconciling had given up: its enrollment has moved on (T4)
                }
            }
        }
        if (!late.isEmpty()) {
            tx.touches().update(late, Set.of(TouchState.UNKNOWN));
        }
        return settled;
    }

    private static boolean givesBack(TouchState state) {
        return state == TouchState.REJECTED || state == TouchState.DEFERRED || state == TouchState.CANCELLED;
    }

    private static void note(Journal journal, Enrollment e, Touch after, Outcome outcome) {
        String key = after.id().key();
        switch (after.state()) {
            case SENT ->
                journal.note(Event.TOUCH_SENT, e, "key", key, "channel", after.channel(), "mailbox", after.mailboxId());
            case UNKNOWN -> journal.note(Event.TOUCH_UNKNOWN, e, "key", key);
            case REJECTED ->
                journal.note(
                        Event.TOUCH_REJECTED,
                        e,
                        "key",
                        key,
                        "fault",
                        "RECIPIENT",
                        "code",
                        outcome.delivery().map(Delivery::code).orElse(""));
            default -> {
                if (outcome.isRefusedMessage()) {
                    journal.note(Event.PAUSED, e, "reason", Pause.Reason.MESSAGE_REFUSED.name(), "key", key);
                }
            }
        }
    }

    private static Map<String, StoredLead> lockBounced(Tx tx, List<Outcome> outcomes) {
        List<String> leadIds = outcomes.stream()
                .filter(Outcome::isHardBounce)
                .map(o -> o.touch().leadId())
                .toList();
        if (leadIds.isEmpty()) {
            return Map.of();
        }
        List<String> keys =
                tx.leads().byIds(leadIds).stream().map(StoredLead::addressKey).toList();
        Map<String, StoredLead> locked = new HashMap<>();
        tx.leads().lock(keys).forEach(l -> locked.put(l.lead().orElseThrow().id(), l));
        return locked;
    }

    private void stopBounced(
            Tx tx, Journal journal, List<Outcome> outcomes, Map<String, StoredLead> leads, Instant now) {
        for (Outcome outcome : outcomes) {
            StoredLead lead = leads.get(outcome.touch().leadId());
            if (outcome.isHardBounce() && lead != null) {
                String cause = "touch:" + outcome.touch().id();
                Stop stop = new Stop(Stop.Reason.HARD_BOUNCE, cause, now);
                stops.suppressLocked(tx, journal, lead, stop, "the address does not take mail");
            }
        }
    }
}
