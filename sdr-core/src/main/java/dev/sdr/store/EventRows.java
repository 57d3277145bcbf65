package dev.sdr.store;

import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import java.util.Collection;

/** The event feed of a {@link Tx}. */
public interface EventRows {

    /**
     * Appends events.
     *
     * @param events what happened, in this order
     */
    void append(Collection<Event> events);

    /**
     * Reads the feed. An event is handed out only once every event before it in the feed is committed, so a reader that
     * keeps the cursor misses none.
     *
     * @param cursor where the last page ended; empty text begins
     * @param limit the most events
     * @return the next events in the order of the feed, possibly none
     * @throws IllegalArgumentException if the cursor is not one of this feed's
     */
    EventPage after(String cursor, int limit);
}
