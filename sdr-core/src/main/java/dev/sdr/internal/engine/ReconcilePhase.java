package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks after touches whose outcome nobody stored: those whose sender died or heard nothing, and those a channel answers
 * later. Only positive evidence makes a touch sent, a provider's word that it dropped it makes it refused; after the grace the rest counts as sent and is reported. Nothing
 * here ever makes a touch sendable again (protocol D7).
 */
final class ReconcilePhase {

    private static final int PAGE = 200;

    /** When a channel is asked again that had no answer and named no time. */
    private static final Duration NEXT_LOOK = Duration.ofMinutes(15);

    private final Context context;
    private final Settling settling;
    private final Lookups lookups;

    ReconcilePhase(Context context, Settling settling) {
        this.context = context;
        this.settling = settling;
        this.lookups = new Lookups(context);
    }

    void run(Budget budget, Report report) {
        settling.settleWaiting();
        sending(budget, report);
        pending(budget, report);
    }

    /** Touches whose sender may be gone: looked at once their hand-over deadline is over. */
    private void sending(Budget budget, Report report) {
        Instant begunBefore = context.now().minus(context.settings.handOver());
        InFlight inFlight = context.read(InFlight::look);
        List<Touch> old = inFlight.sending().stream()
                .filter(t -> t.begunAt().isBefore(begunBefore))
                .toList();
        Set<TouchKey> settled = new HashSet<>();
        for (int from = 0; from < old.size() && !budget.isSpent(); from += PAGE) {
            List<Touch> page = old.subList(from, Math.min(old.size(), from + PAGE));
            settle(outcomes(page, context.now(), report), report)
                    .forEach(o -> settled.add(o.touch().id()));
        }
        context.transactAgain((tx, journal) -> {
            inFlight.keep(tx, settled);
            return true;
        });
    }

    /** Touches that a channel answers later: asked when their next look is due, and then not before another one. */
    private void pending(Budget budget, Report report) {
        while (!budget.isSpent()) {
            Instant now = context.now();
            List<Touch> page = context.read(tx -> tx.touches().pending(now, PAGE));
            List<Outcome> outcomes = settle(outcomes(page, now, report), report);
            Set<TouchKey> settled = outcomes.stream().map(o -> o.touch().id()).collect(Collectors.toSet());
            List<Touch> later = page.stream()
                    .filter(t -> !settled.contains(t.id()))
                    .map(t -> t.known(t.providerId(), t.providerThread(), Optional.of(now.plus(NEXT_LOOK))))
                    .toList();
            if (!later.isEmpty()) {
                context.transactAgain((tx, journal) -> {
                    tx.enrollments()
                            .lock(later.stream().map(t -> t.id().enrollmentId()).toList());
                    return tx.touches().update(later, Set.of(TouchState.PENDING));
                });
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private List<Outcome> settle(List<Outcome> outcomes, Report report) {
        if (!outcomes.isEmpty()) {
            settling.settle(outcomes);
            outcomes.forEach(report::count);
        }
        return outcomes;
    }

    /** Settles some touches a channel has an answer for, now. */
    void settleNow(List<Touch> touches, Report report) {
        List<Outcome> outcomes = outcomes(touches, context.now(), report);
        if (!outcomes.isEmpty()) {
            settling.settle(outcomes);
        }
    }

    private List<Outcome> outcomes(List<Touch> touches, Instant now, Report report) {
        Set<String> evidence = context.read(tx -> Evidence.find(
                tx,
                touches.stream()
                        .filter(t -> t.state() == TouchState.SENDING)
                        .map(Touch::messageId)
                        .toList()));
        Map<TouchKey, Delivery> told = context.read(tx -> ProviderWord.of(
                tx,
                touches.stream().filter(t -> t.state() == TouchState.SENDING).toList()));
        Map<TouchKey, Delivery> answers = lookups.ask(
                touches.stream()
                        .filter(t -> !evidence.contains(t.messageId()) && !told.containsKey(t.id()))
                        .toList(),
                report.problems);
        List<Outcome> outcomes = new ArrayList<>();
        for (Touch touch : touches) {
            Delivery answer = answers.get(touch.id());
            if (touch.state() == TouchState.SENDING) {
                Delivery word = told.get(touch.id());
                if (word != null && (word.kind() == Delivery.Kind.ACCEPTED || !evidence.contains(touch.messageId()))) {
                    outcomes.add(Outcome.of(touch, word));
                } else if (evidence.contains(touch.messageId())) {
                    outcomes.add(Outcome.of(touch, Delivery.accepted()));
                } else if (answer != null && answer.kind() == Delivery.Kind.ACCEPTED) {
                    outcomes.add(Outcome.of(touch, answer));
                } else if (touch.begunAt()
                        .plus(context.settings.reconcileGrace())
                        .isBefore(now)) {
                    outcomes.add(Outcome.unknown(touch));
                }
            } else if (touch.state() == TouchState.PENDING && answer != null && isAnswer(answer)) {
                outcomes.add(Outcome.of(touch, answer));
            }
        }
        return outcomes;
    }

    private static boolean isAnswer(Delivery answer) {
        return answer.kind() != Delivery.Kind.UNCERTAIN && answer.kind() != Delivery.Kind.DEFERRED;
    }
}
