package dev.sdr.crashlab;

/** Where a process waits between two runs while the lab lets time pass. */
final class RunGate {

    private final Points points;
    private boolean shut;

    RunGate(Points points) {
        this.points = points;
    }

    synchronized void shut() {
        shut = true;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    /** Passes, or says so and waits. */
    synchronized void pass() {
        if (shut) {
            points.say("HELD");
        }
        while (shut) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
