package dev.sdr.crashlab;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.crashlab.Passage.Mark;
import dev.sdr.store.EnrollmentRows;
import dev.sdr.store.InboxRows;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.TouchRows;
import dev.sdr.store.Tx;
import dev.sdr.testkit.Layers;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** The store, with the lab's places around what the engine asks of it. A transaction is known by the methods it calls. */
final class WatchedStore implements SequenceStore {

    private final SequenceStore store;
    private final Points points;
    private final UnaryOperator<Tx> planted;
    private final IntConsumer onBegun;

    WatchedStore(SequenceStore store, Points points, UnaryOperator<Tx> planted, IntConsumer onBegun) {
        this.store = store;
        this.points = points;
        this.planted = planted;
        this.onBegun = onBegun;
    }

    @Override
    public Optional<Instant> databaseTime() {
        return store.databaseTime();
    }

    @Override
    public <T> T inTransaction(Function<Tx, T> work) {
        Passage passage = Passage.ofThread();
        T result = store.inTransaction(tx -> {
            passage.restart();
            return work.apply(watched(planted.apply(tx), passage));
        });
        if (passage.is(Mark.CLAIM)) {
            points.pass(Boundary.CLAIM_AFTER_COMMIT);
        }
        if (passage.is(Mark.BEGIN)) {
            points.pass(Boundary.BEGIN_AFTER_COMMIT);
        }
        if (passage.is(Mark.SETTLE) && !passage.reconciling()) {
            points.pass(Boundary.SETTLE_AFTER_COMMIT);
        }
        if (passage.is(Mark.STORE)) {
            points.pass(Boundary.STORE_AFTER_COMMIT);
        }
        passage.restart();
        return result;
    }

    private Tx watched(Tx tx, Passage passage) {
        return Layers.around(Tx.class, tx, call -> switch (call.name()) {
            case "enrollments" -> Layers.around(EnrollmentRows.class, tx.enrollments(), c -> enrollments(c, passage));
            case "touches" -> Layers.around(TouchRows.class, tx.touches(), c -> touches(c, passage));
            case "inbox" -> Layers.around(InboxRows.class, tx.inbox(), c -> inbox(c, passage));
            default -> call.proceed();
        });
    }

    private Object enrollments(Layers.Call call, Passage passage) throws Throwable {
        if (call.name().equals("saveIfLeased")
                && !((Collection<?>) call.arguments().get(0)).isEmpty()) {
            points.pass(Boundary.GATE_BEFORE_WRITE);
        }
        Object result = call.proceed();
        if (call.name().equals("claim") && !((Collection<?>) result).isEmpty()) {
            passage.mark(Mark.CLAIM);
        }
        return result;
    }

    private Object touches(Layers.Call call, Passage passage) throws Throwable {
        if (call.name().equals("begin") && !((Collection<?>) call.arguments().get(0)).isEmpty()) {
            points.pass(Boundary.BEGIN_AFTER_LOCKS);
        }
        Object result = call.proceed();
        if (call.name().equals("begin") && !((Collection<?>) result).isEmpty()) {
            passage.mark(Mark.BEGIN);
            onBegun.accept(((Collection<?>) result).size());
        }
        if (call.name().equals("update")) {
            passage.mark(Mark.SETTLE);
            for (Object touch : (Collection<?>) call.arguments().get(0)) {
                if (((Touch) touch).state() == TouchState.CANCELLED) {
                    passage.mark(Mark.CANCEL);
                }
            }
        }
        return result;
    }

    private Object inbox(Layers.Call call, Passage passage) throws Throwable {
        if (call.name().equals("save") && !passage.is(Mark.STORE) && !passage.is(Mark.READ_THROUGH)) {
            passage.mark(Mark.READ_THROUGH);
        }
        Object result = call.proceed();
        if (call.name().equals("insert")) {
            passage.mark(Mark.STORE);
        }
        if (call.name().equals("finish")) {
            passage.mark(Mark.FINISH);
        }
        return result;
    }
}
