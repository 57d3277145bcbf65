package dev.sdr.crashlab;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * The places inside one process at which the lab may act. A place that is armed says so on the process's output and waits:
 * the lab kills the process there, stops it for a while, or cuts its connection, and lets it go on.
 */
final class Points {

    private final PrintStream out;
    private final Map<Boundary, Integer> armed = new EnumMap<>(Boundary.class);
    private final Semaphore goes = new Semaphore(0);

    Points(PrintStream out) {
        this.out = out;
    }

    /** The {@code nth} passage from now on is the one. */
    synchronized void arm(Boundary boundary, int nth) {
        armed.put(boundary, nth);
    }

    synchronized void disarm() {
        armed.clear();
    }

    synchronized boolean isArmed(Boundary boundary) {
        return armed.containsKey(boundary);
    }

    /** Passes a place. */
    void pass(Boundary boundary) {
        if (isDue(boundary)) {
            stopAt(boundary);
        }
    }

    /** Whether this passage is the one; each is counted once. */
    synchronized boolean isDue(Boundary boundary) {
        Integer left = armed.get(boundary);
        if (left == null) {
            return false;
        }
        if (left > 1) {
            armed.put(boundary, left - 1);
            return false;
        }
        armed.remove(boundary);
        return true;
    }

    /** Waits here until the lab has done what it wants to do. */
    void stopAt(Boundary boundary) {
        say("HIT " + boundary.label());
        goes.acquireUninterruptibly();
    }

    void go() {
        goes.release();
    }

    void say(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
