package dev.sdr.testkit;

import dev.sdr.channel.Touch;
import dev.sdr.error.CommitUnknownException;
import dev.sdr.error.RetryableException;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.EnrollmentRows;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.TouchRows;
import dev.sdr.store.Tx;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The store as one node sees it: with lost connections, lost commits, repeats, and the node's own death. */
final class NodeStore implements SequenceStore {

    private static final class Again extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Again() {
            super("deadlock", null, false, false);
        }
    }

    private final SequenceStore store;
    private final Chaos chaos;
    private final Watch watch;
    private final StoreLayer layer;
    private final Node node;
    private boolean disconnected;

    NodeStore(SequenceStore store, Chaos chaos, Watch watch, StoreLayer layer, Node node) {
        this.store = store;
        this.chaos = chaos;
        this.watch = watch;
        this.layer = layer;
        this.node = node;
    }

    /** The database was set back, which ends every connection: the next call fails. */
    void disconnect() {
        disconnected = true;
    }

    private void mustReach() {
        node.mustLive();
        if (disconnected) {
            disconnected = false;
            throw new RetryableException("the connection to the store was lost");
        }
    }

    @Override
    public Optional<String> identity() {
        mustReach();
        return store.identity();
    }

    @Override
    public <T> T inTransaction(Function<Tx, T> work) {
        mustReach();
        if (chaos.strikes(node.name() + ": the store cannot be reached", 0.3)) {
            throw new RetryableException("the store cannot be reached");
        }
        node.maybePause("store.before");
        mustReach();
        if (chaos.strikes(node.name() + ": a deadlock, so the work runs twice", 0.5)) {
            runInVain(work, new Again());
        }
        if (chaos.strikes(node.name() + ": dies before commit", 0.5)) {
            NodeDied death = node.die("before commit");
            runInVain(work, death);
            throw death;
        }
        if (chaos.strikes(node.name() + ": commit lost, rolled back", 0.3)) {
            CommitUnknownException lost = new CommitUnknownException("the connection was lost in commit", new Again());
            runInVain(work, lost);
            throw lost;
        }
        Watch.Writes writes = new Watch.Writes();
        T result = store.inTransaction(tx -> {
            writes.enrollments.clear();
            writes.begun.clear();
            return work.apply(watched(layer.apply(tx), writes));
        });
        watch.committed(writes);
        if (chaos.strikes(node.name() + ": commit done, answer lost", 0.3)) {
            throw new CommitUnknownException("the connection was lost in commit", new Again());
        }
        if (chaos.strikes(node.name() + ": dies after commit", 0.5)) {
            throw node.die("after commit");
        }
        node.maybePause("store.after");
        return result;
    }

    /** Runs the work and rolls it back. */
    private <T> void runInVain(Function<Tx, T> work, Throwable end) {
        try {
            store.inTransaction(tx -> {
                T vain = work.apply(layer.apply(tx));
                chaos.note("in vain: a " + vain.getClass().getSimpleName());
                throw new Again();
            });
        } catch (Again e) {
            chaos.note("rolled back: " + end.getMessage());
        }
    }

    private static Tx watched(Tx tx, Watch.Writes writes) {
        return new ForwardingTx(tx) {
            @Override
            public EnrollmentRows enrollments() {
                return Layers.around(EnrollmentRows.class, super.enrollments(), call -> {
                    Object result = call.proceed();
                    if (call.name().startsWith("save")) {
                        for (Object e : (Collection<?>) call.arguments().get(0)) {
                            boolean fenced = !call.name().equals("save");
                            if (!fenced || ((Set<?>) result).contains(((Enrollment) e).id())) {
                                writes.enrollments.add((Enrollment) e);
                            }
                        }
                    }
                    return result;
                });
            }

            @Override
            public TouchRows touches() {
                return Layers.around(TouchRows.class, super.touches(), call -> {
                    Object result = call.proceed();
                    if (call.name().equals("begin")) {
                        for (Object touch : (Collection<?>) call.arguments().get(0)) {
                            if (((Set<?>) result).contains(((Touch) touch).id())) {
                                writes.begun.add((Touch) touch);
                            }
                        }
                    }
                    return result;
                });
            }
        };
    }
}
