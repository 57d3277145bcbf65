package dev.sdr.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run did and what is left.
 *
 * @param messagesRead messages taken from inboxes, repeats not counted
 * @param repliesAnalysed replies a classifier answered for
 * @param sent touches accepted by their provider
 * @param rejected touches refused for good
 * @param deferred touches put off by their provider, or cancelled before they were handed over
 * @param uncertain touches nobody could say about yet; reconciling looks after them
 * @param unknown touches that were given up asking about and count as sent
 * @param held enrollments a gate holds
 * @param skipped steps passed over
 * @param ended enrollments stopped or finished
 * @param due enrollments still due when the run ended, counted up to 10,000
 * @param problems what failed, one line each; the rest went on
 */
public record RunReport(
        int messagesRead,
        int repliesAnalysed,
        int sent,
        int rejected,
        int deferred,
        int uncertain,
        int unknown,
        int held,
        int skipped,
        int ended,
        int due,
        List<String> problems) {

    /** A report of nothing. */
    public static final RunReport NOTHING = new RunReport(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());

    /** Copies the list. */
    public RunReport {
        problems = List.copyOf(problems);
    }

    /**
     * This report and a later one together.
     *
     * @param later the later report
     * @return the sums; what is due is the later one's
     */
    public RunReport and(RunReport later) {
        List<String> all = new ArrayList<>(problems);
        all.addAll(later.problems);
        return new RunReport(
                messagesRead + later.messagesRead,
                repliesAnalysed + later.repliesAnalysed,
                sent + later.sent,
                rejected + later.rejected,
                deferred + later.deferred,
                uncertain + later.uncertain,
                unknown + later.unknown,
                held + later.held,
                skipped + later.skipped,
                ended + later.ended,
                later.due,
                all);
    }
}
