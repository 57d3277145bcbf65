package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Looks after touches whose outcome nobody stored: those whose sender died or heard nothing, and those a channel answers
 * later. Only positive evidence makes a touch sent; after the grace the rest counts as sent and is reported. Nothing
 * here ever makes a touch sendable again (protocol D7).
 */
final class ReconcilePhase {

    private static final int PAGE = 200;
    private static final TouchKey FIRST = new TouchKey(new UUID(0, 0), "");

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
        TouchKey after = FIRST;
        while (!budget.isSpent()) {
            Instant now = context.now();
            TouchKey from = after;
            Instant begunBefore = now.minus(context.settings.handOver());
            List<Touch> page = context.read(tx -> tx.touches().unsettled(begunBefore, now, from, PAGE));
            List<Outcome> outcomes = outcomes(page, now, report);
            if (!outcomes.isEmpty()) {
                settling.settle(outcomes);
                outcomes.forEach(report::count);
            }
            if (page.size() < PAGE) {
                return;
            }
            after = page.get(page.size() - 1).id();
        }
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
        Map<TouchKey, Delivery> answers = lookups.ask(
                touches.stream().filter(t -> !evidence.contains(t.messageId())).toList(), report.problems);
        List<Outcome> outcomes = new ArrayList<>();
        for (Touch touch : touches) {
            Delivery answer = answers.get(touch.id());
            if (touch.state() == TouchState.SENDING) {
                if (evidence.contains(touch.messageId())) {
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
