package dev.sdr.crashlab;

import dev.sdr.crashlab.Fault.Mishap;
import java.time.Duration;

/** What the lab does at the places, and how it brings a process to a place that is rarely passed. */
final class Acts {

    private static final Duration PAST_HAND_OVER = Duration.ofSeconds(40);

    private final Stage stage;

    Acts(Stage stage) {
        this.stage = stage;
    }

    boolean kill(Node node, Boundary where) {
        return stage.kill(node, where.label());
    }

    void armDeath(Node node, Boundary where, int nth) {
        if (where == Boundary.CANCEL_BEFORE_COMMIT) {
            node.arm(Boundary.DELIVER_BEFORE_DEADLINE, 1, (n, b) -> {
                for (int i = 0; i < 4 && !stage.jump(PAST_HAND_OVER, n); i++) {
                    Thread.onSpinWait(); // another process had a touch in flight; it is let go on in between
                }
                return true;
            });
        }
        node.arm(where, nth, this::kill);
    }

    void arm(Node node, Mishap mishap, Runnable happened) {
        switch (mishap.kind()) {
            case WIRE -> {
                WireFault fault = mishap.wire().orElseThrow();
                node.arm(fault, mishap.nth(), recipient -> {
                    happened.run();
                    return stage.noteDoubt(fault, recipient);
                });
            }
            case PAUSE -> arm(node, mishap, happened, (n, b) -> stage.pause(n, b, Stage.PAST_GRACE));
            case CUT -> arm(node, mishap, happened, stage::cut);
            case POSTGRES_KILLED -> arm(node, mishap, happened, (n, b) -> stage.killPostgres(b));
            case LOST_ANSWER ->
                arm(
                        node,
                        mishap,
                        happened,
                        (n, b) -> b == Boundary.BEGIN_ACK_LOST_ROLLED_BACK ? stage.cut(n, b) : stage.loseAnswer(n, b));
        }
    }

    private static void arm(Node node, Mishap mishap, Runnable happened, Node.Act act) {
        node.arm(mishap.where().orElseThrow(), mishap.nth(), (n, b) -> {
            boolean lives = act.at(n, b);
            happened.run();
            return lives;
        });
    }

    /** Makes it likelier that the process comes to a place soon. */
    void provoke(Boundary where, Node node) {
        switch (where) {
            case SUPPRESS_BEFORE_COMMIT ->
                node.command(
                        "SUPPRESS", Integer.toString(1_000_000 + stage.mail().count()), done -> {});
            case POLL_AFTER_FETCH,
                    STORE_BEFORE_COMMIT,
                    STORE_AFTER_COMMIT,
                    ANALYSE_AFTER_MODEL,
                    EFFECTS_BEFORE_COMMIT,
                    EFFECTS_BEFORE_LISTENER -> stage.people().provokeReply();
            case RECONCILE_AFTER_LOOKUP, RECONCILE_BEFORE_COMMIT -> stage.jump(Stage.PAST_GRACE);
            case POLL_BETWEEN_FOLDERS, POLL_BEFORE_READ_THROUGH, ENROLL_BEFORE_COMMIT -> {
                // every run passes them, or the lab's own enrolling does
            }
            default -> {
                if (node.due() == 0) {
                    stage.jump(Stage.PAST_GRACE); // what waits for a retry or for a dead process's lease comes due
                }
            }
        }
    }
}
