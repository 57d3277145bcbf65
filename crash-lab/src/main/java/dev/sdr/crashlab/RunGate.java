package dev.sdr.crashlab;

/** Where a process waits between two runs while the lab lets time pass; shut when it starts. */
final class RunGate {

    private final Points points;
    private String shutBy = "0";
    private boolean shut = true;

    RunGate(Points points) {
        this.points = points;
    }

    /** Shuts; whoever waits says by which order, so that nobody takes an old word for a new one. */
    synchronized void shut(String order) {
        shut = true;
        shutBy = order;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    /** Passes, or says so and waits. */
    synchronized void pass() {
        if (shut) {
            points.say("HELD " + shutBy);
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
