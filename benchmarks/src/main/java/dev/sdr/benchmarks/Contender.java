package dev.sdr.benchmarks;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Something that is measured. Each call gets a schema of its own. */
interface Contender {

    /** Makes tables and rows for {@code n} units. Runs in a JVM of its own, so that it costs the measured one nothing. */
    void prepare(Database db, int n) throws Exception;

    /** Opens what the work needs, outside the measured time. */
    Work open(Database db, int n) throws Exception;

    /** Checks that nothing was lost and nothing was done twice; throws if it was. */
    void verify(Database db, int n) throws Exception;

    /** Work on {@code n} units. */
    interface Work extends AutoCloseable {

        /** Does all of it. */
        void run() throws Exception;

        /** What else was measured, by name. */
        default Map<String, Double> extras() {
            return Map.of();
        }

        /** Repeated measurements, each of which counts as a round of its own; none if the whole work is the measurement. */
        default List<Map<String, Double>> samples() {
            return List.of();
        }

        @Override
        default void close() throws SQLException {}
    }

    /** Fails the measurement unless two numbers agree. */
    static void same(String what, long expected, long actual) {
        if (expected != actual) {
            throw new IllegalStateException(what + ": expected " + expected + ", found " + actual);
        }
    }
}
