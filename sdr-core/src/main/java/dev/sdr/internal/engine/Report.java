package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.gate.Decision;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    private final Set<String> putOff = new HashSet<>();

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

    /** That a whole mailbox or channel cannot send now is told once a run, without the server's words, which may name people. */
    private void putOff(Touch touch, Delivery delivery) {
        if (delivery.scope() != Delivery.Scope.TOUCH) {
            String what =
                    touch.channel().equals(Step.EMAIL) ? "mailbox " + touch.mailboxId() : "channel " + touch.channel();
            if (putOff.add(what)) {
                problems.add(what + " takes nothing now; explain says why");
            }
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
