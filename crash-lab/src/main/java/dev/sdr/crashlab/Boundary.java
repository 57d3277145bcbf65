package dev.sdr.crashlab;

import java.util.Arrays;

/** The places at which a process is killed, by the names of the protocol. */
enum Boundary {
    CLAIM_BEFORE_COMMIT("claim.beforeCommit"),
    CLAIM_AFTER_COMMIT("claim.afterCommit"),
    GATE_BEFORE_WRITE("gate.beforeWrite"),
    COMPOSE_DURING("compose.during"),
    COMPOSE_AFTER("compose.after"),
    BEGIN_AFTER_LOCKS("begin.afterLocks"),
    BEGIN_BEFORE_COMMIT("begin.beforeCommit"),
    BEGIN_ACK_LOST_COMMITTED("begin.commitAckLost.committed"),
    BEGIN_ACK_LOST_ROLLED_BACK("begin.commitAckLost.rolledBack"),
    BEGIN_AFTER_COMMIT("begin.afterCommit"),
    DELIVER_BEFORE_DEADLINE("deliver.beforeDeadlineCheck"),
    DELIVER_AFTER_DEADLINE("deliver.afterDeadlineCheck"),
    DELIVER_BEFORE_LAST_BYTE("deliver.beforeLastByte"),
    DELIVER_AFTER_LAST_BYTE("deliver.afterLastByte"),
    DELIVER_AFTER_RESPONSE("deliver.afterResponse"),
    DELIVER_BETWEEN("deliver.between"),
    SETTLE_BEFORE_COMMIT("settle.beforeCommit"),
    SETTLE_ACK_LOST("settle.commitAckLost"),
    SETTLE_AFTER_COMMIT("settle.afterCommit"),
    CANCEL_BEFORE_COMMIT("cancel.beforeCommit"),
    RECONCILE_AFTER_LOOKUP("reconcile.afterLookup"),
    RECONCILE_BEFORE_COMMIT("reconcile.beforeCommit"),
    POLL_BETWEEN_FOLDERS("poll.betweenFolders"),
    POLL_AFTER_FETCH("poll.afterFetch"),
    STORE_BEFORE_COMMIT("store.beforeCommit"),
    STORE_AFTER_COMMIT("store.afterCommit"),
    POLL_BEFORE_READ_THROUGH("poll.beforeReadThrough"),
    ANALYSE_AFTER_MODEL("analyse.afterModel"),
    EFFECTS_BEFORE_COMMIT("effects.beforeCommit"),
    EFFECTS_BEFORE_LISTENER("effects.beforeListener"),
    SUPPRESS_BEFORE_COMMIT("suppress.beforeCommit"),
    ENROLL_BEFORE_COMMIT("enroll.beforeCommit"),
    MOVE_IN_FLIGHT("move.inFlight");

    private final String label;

    Boundary(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static Boundary of(String label) {
        return Arrays.stream(values())
                .filter(b -> b.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no boundary " + label));
    }

    /** Whether many passages happen before a day is over, so that any of them may be the fatal one. */
    boolean isFrequent() {
        return switch (this) {
            case COMPOSE_DURING,
                    COMPOSE_AFTER,
                    DELIVER_BEFORE_DEADLINE,
                    DELIVER_AFTER_DEADLINE,
                    DELIVER_BEFORE_LAST_BYTE,
                    DELIVER_AFTER_LAST_BYTE,
                    DELIVER_AFTER_RESPONSE -> true;
            default -> false;
        };
    }

    /** Whether the place is on the wire, where a proxy acts and the process cannot stop itself. */
    boolean isOnTheWire() {
        return this == DELIVER_BEFORE_LAST_BYTE || this == DELIVER_AFTER_LAST_BYTE || this == POLL_BETWEEN_FOLDERS;
    }
}
