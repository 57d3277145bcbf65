package dev.sdr.observe;

import dev.sdr.event.Event;

/**
 * Hears what happens, for logs and metrics. Called after the commit, in the thread that committed, best effort: a
 * process that dies in between says nothing. Who must miss nothing reads the durable feed. What a listener throws is
 * logged and has no other effect.
 */
@FunctionalInterface
public interface SdrListener {

    /**
     * Something happened and is stored.
     *
     * @param event what
     */
    void on(Event event);

    /**
     * Something failed and will be tried again.
     *
     * @param what what failed, in one line
     * @param problem why
     */
    default void failed(String what, Throwable problem) {}
}
