package dev.sdr;

import dev.sdr.event.EventPage;
import dev.sdr.internal.engine.Engine;

/** The durable event feed: for those who must miss nothing. Safe for use by several threads. */
public final class Events {

    private final Engine engine;

    Events(Engine engine) {
        this.engine = engine;
    }

    /**
     * Reads on.
     *
     * @param cursor the last page's cursor; empty text begins with the oldest event
     * @param limit the most events
     * @return the next events, possibly none; each is handed out once every event before it is committed
     * @throws IllegalArgumentException if the cursor is not one of this feed's
     */
    public EventPage after(String cursor, int limit) {
        return engine.events(cursor, limit);
    }
}
