package dev.sdr.store;

import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The event feed in memory; the cursor is a position. */
final class MemoryEvents implements EventRows {

    private final Undo undo;
    private final List<Event> feed = new ArrayList<>();
    private int removed;

    MemoryEvents(Undo undo) {
        this.undo = undo;
    }

    @Override
    public void append(Collection<Event> events) {
        int before = feed.size();
        feed.addAll(events);
        undo.add(() -> feed.subList(before, feed.size()).clear());
    }

    @Override
    public EventPage after(String cursor, int limit) {
        int from = Math.max(0, position(cursor) - removed);
        int to = Math.min(feed.size(), from + limit);
        return new EventPage(feed.subList(from, to), Integer.toString(removed + to));
    }

    int removeFirst(Instant happenedBefore, int limit) {
        List<Event> gone = feed.stream()
                .limit(limit)
                .takeWhile(e -> e.at().isBefore(happenedBefore))
                .toList();
        feed.subList(0, gone.size()).clear();
        removed += gone.size();
        undo.add(() -> {
            feed.addAll(0, gone);
            removed -= gone.size();
        });
        return gone.size();
    }

    /** Looks at a stretch of the feed; what {@code emptied} gives for an event takes its place. */
    EventPage change(String cursor, int limit, Predicate<Event> which, UnaryOperator<Event> emptied) {
        EventPage page = after(cursor, limit);
        int to = position(page.cursor()) - removed;
        int from = to - page.events().size();
        List<Event> found = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Event before = feed.get(i);
            if (which.test(before)) {
                int at = i;
                found.add(before);
                feed.set(at, emptied.apply(before));
                undo.add(() -> feed.set(at, before));
            }
        }
        return new EventPage(found, page.cursor());
    }

    private int position(String cursor) {
        try {
            int position = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
            if (position >= 0 && position <= removed + feed.size()) {
                return position;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + cursor + "' is not a cursor of this feed", e);
        }
        throw new IllegalArgumentException("'" + cursor + "' is not a cursor of this feed");
    }
}
