package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.gate.Decision;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Step;
import java.util.ArrayList;
import java.util.List;

/** A run report in the making. */
final class Report {

    int messagesRead;
    int repliesAnalysed;
    int sent;
    int rejected;
    int deferred;
    int uncertain;
    int unknown;
    int held;
    int skipped;
    int ended;
    int due;
    final List<String> problems = new ArrayList<>();

    void count(Decision decision) {
        if (decision instanceof Decision.Hold) {
            held++;
        } else if (decision instanceof Decision.Skip) {
            skipped++;
        } else if (decision instanceof Decision.End) {
            ended++;
        }
    }

    void count(Outcome outcome) {
        if (outcome.givenUp()) {
            unknown++;
        } else if (outcome.isCancelled()) {
            deferred++;
        } else {
            switch (outcome.delivery().orElseThrow().kind()) {
                case ACCEPTED, PENDING -> sent++;
                case REJECTED -> rejected++;
                case DEFERRED -> {
                    deferred++;
                    putOff(outcome.touch(), outcome.delivery().orElseThrow());
                }
                case UNCERTAIN -> uncertain++;
            }
        }
    }

    /** That a whole mailbox or channel cannot send now is told once a run. */
    private void putOff(Touch touch, Delivery delivery) {
        String what =
                touch.channel().equals(Step.EMAIL) ? "mailbox " + touch.mailboxId() : "channel " + touch.channel();
        String problem = what + " takes nothing now: " + delivery.detail();
        if (delivery.scope() != Delivery.Scope.TOUCH && !problems.contains(problem)) {
            problems.add(problem);
        }
    }

    RunReport done() {
        return new RunReport(
                messagesRead,
                repliesAnalysed,
                sent,
                rejected,
                deferred,
                uncertain,
                unknown,
                held,
                skipped,
                ended,
                due,
                problems);
    }
}
