package dev.sdr.testkit;

import java.util.concurrent.atomic.AtomicBoolean;

/** A process of the world. Once it has died, nothing it does has any effect. */
final class Node {

    private final String name;
    private final AtomicBoolean dead = new AtomicBoolean();
    private final Runnable pause;
    private final Chaos chaos;

    Node(String name, Chaos chaos, Runnable pause) {
        this.name = name;
        this.chaos = chaos;
        this.pause = pause;
    }

    String name() {
        return name;
    }

    boolean isDead() {
        return dead.get();
    }

    void mustLive() {
        if (dead.get()) {
            throw new NodeDied(name + " is dead");
        }
    }

    NodeDied die(String where) {
        dead.set(true);
        return new NodeDied(name + " died " + where);
    }

    /** Perhaps the process sleeps here, and the others go on. */
    void maybePause(String where) {
        if (chaos.mayPause() && chaos.strikes(name + ": pauses at " + where, 0.5)) {
            chaos.pausing(true);
            try {
                pause.run();
            } finally {
                chaos.pausing(false);
            }
        }
    }
}
