package dev.sdr.crashlab;

import java.util.EnumSet;
import java.util.Set;

/** What the transaction of this thread has done so far; that tells which of the protocol's transactions it is. */
final class Passage {

    enum Mark {
        CLAIM,
        BEGIN,
        SETTLE,
        CANCEL,
        STORE,
        READ_THROUGH,
        FINISH
    }

    private static final ThreadLocal<Passage> CURRENT = ThreadLocal.withInitial(Passage::new);

    private final Set<Mark> marks = EnumSet.noneOf(Mark.class);
    private boolean reconciling;
    private boolean suppressing;
    private boolean moving;

    static Passage ofThread() {
        return CURRENT.get();
    }

    void restart() {
        marks.clear();
    }

    void mark(Mark mark) {
        marks.add(mark);
    }

    boolean is(Mark mark) {
        return marks.contains(mark);
    }

    /** Whether this thread is in the phase that looks after touches in doubt. */
    boolean reconciling() {
        return reconciling;
    }

    void reconciling(boolean on) {
        reconciling = on;
    }

    /** Whether this thread suppresses somebody for the host. */
    boolean suppressing() {
        return suppressing;
    }

    void suppressing(boolean on) {
        suppressing = on;
    }

    /** Whether this thread moves an enrollment whose touch is in flight. */
    boolean moving() {
        return moving;
    }

    void moving(boolean on) {
        moving = on;
    }
}
