package dev.sdr.event;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A stretch of the event feed.
 *
 * @param events in the order of the feed; none is ever inserted before one that was already read
 * @param cursor where to go on; hand it to the next read
 */
public record EventPage(List<Event> events, String cursor) {

    /** Copies the list. */
    public EventPage {
        events = List.copyOf(events);
        requireNonNull(cursor, "cursor");
    }
}
