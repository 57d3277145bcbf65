package dev.sdr.internal.engine;

import dev.sdr.gate.Decision;
import dev.sdr.observe.RunReport;
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
                case DEFERRED -> deferred++;
                case UNCERTAIN -> uncertain++;
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
