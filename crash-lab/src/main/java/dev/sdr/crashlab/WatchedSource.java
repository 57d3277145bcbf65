package dev.sdr.crashlab;

import dev.sdr.crashlab.Passage.Mark;
import dev.sdr.testkit.Layers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ForkJoinPool;
import javax.sql.DataSource;

/** Connections whose commit is a place of the lab's: just before it, or with its answer lost. */
final class WatchedSource {

    private WatchedSource() {}

    static DataSource around(DataSource source, Points points) {
        return Layers.around(DataSource.class, source, call -> {
            Object result = call.proceed();
            return result instanceof Connection connection ? around(connection, points) : result;
        });
    }

    private static Connection around(Connection connection, Points points) {
        return Layers.around(Connection.class, connection, call -> {
            if (!call.name().equals("commit")) {
                return call.proceed();
            }
            Passage passage = Passage.ofThread();
            before(passage, points);
            if (isAnswerLost(passage, points)) {
                Boundary boundary =
                        passage.is(Mark.BEGIN) ? Boundary.BEGIN_ACK_LOST_COMMITTED : Boundary.SETTLE_ACK_LOST;
                call.proceed();
                points.stopAt(boundary);
                connection.abort(ForkJoinPool.commonPool());
                throw new SQLException("the connection was lost in commit", "08006");
            }
            return call.proceed();
        });
    }

    private static boolean isAnswerLost(Passage passage, Points points) {
        return (passage.is(Mark.BEGIN) && points.isDue(Boundary.BEGIN_ACK_LOST_COMMITTED))
                || (isSettle(passage) && points.isDue(Boundary.SETTLE_ACK_LOST));
    }

    private static boolean isSettle(Passage passage) {
        return passage.is(Mark.SETTLE) && !passage.reconciling();
    }

    private static void before(Passage passage, Points points) {
        if (passage.is(Mark.CLAIM)) {
            points.pass(Boundary.CLAIM_BEFORE_COMMIT);
        }
        if (passage.is(Mark.BEGIN)) {
            points.pass(Boundary.BEGIN_BEFORE_COMMIT);
            points.pass(Boundary.BEGIN_ACK_LOST_ROLLED_BACK);
        }
        if (isSettle(passage)) {
            points.pass(Boundary.SETTLE_BEFORE_COMMIT);
        }
        if (passage.is(Mark.CANCEL)) {
            points.pass(Boundary.CANCEL_BEFORE_COMMIT);
        }
        if (passage.is(Mark.SETTLE) && passage.reconciling()) {
            points.pass(Boundary.RECONCILE_BEFORE_COMMIT);
        }
        if (passage.is(Mark.STORE)) {
            points.pass(Boundary.STORE_BEFORE_COMMIT);
        } else if (passage.is(Mark.READ_THROUGH)) {
            points.pass(Boundary.POLL_BEFORE_READ_THROUGH);
        }
        if (passage.is(Mark.FINISH)) {
            points.pass(Boundary.EFFECTS_BEFORE_COMMIT);
        }
        if (passage.suppressing()) {
            points.pass(Boundary.SUPPRESS_BEFORE_COMMIT);
        }
        if (passage.moving()) {
            points.pass(Boundary.MOVE_IN_FLIGHT);
        }
    }
}
