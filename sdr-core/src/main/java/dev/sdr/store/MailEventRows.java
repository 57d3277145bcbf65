package dev.sdr.store;

import dev.sdr.channel.TouchKey;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What became of mail after it left, of a {@link Tx}: a set, to which events are added once each.
 *
 * <p>Who writes which row, so that nobody waits for a row: an open event is written only by who has it from {@link #lockOpen};
 * one that is not open, only while its touch's enrollment is locked, or the person if it has no touch.
 */
public interface MailEventRows {

    /**
     * Adds events, leaving out those whose key is there already. The touch of each is found on the way: the one with
     * its message id, else the one with its provider id. An event that was given a touch keeps it; one that ends up
     * without becomes open.
     *
     * @param events the events, in any order; of several with one key one is added
     * @return those added, as they are stored
     */
    List<RecordedEvent> insert(Collection<RecordedEvent> events);

    /**
     * Locks open events until the transaction ends. Those that another transaction has locked are passed over.
     *
     * @param after the last row already seen; empty to begin
     * @param limit the most rows
     * @return the rows, by when they came in, then by key
     */
    List<RecordedEvent> lockOpen(Optional<RecordedEvent> after, int limit);

    /**
     * Events that may be the same ones, reported with other ids or none: those whose keys begin with the same half.
     *
     * @param keys keys of events
     * @return all such events, those with these very keys included, by key
     */
    List<RecordedEvent> alike(Collection<UUID> keys);

    /**
     * The events of touches.
     *
     * @param touches the touches
     * @param types only events of these types
     * @param most the most events for each touch
     * @return the first ones of each touch, earliest first
     */
    List<RecordedEvent> ofTouches(Collection<TouchKey> touches, Set<MailEvent.Type> types, int most);

    /**
     * Writes what changes of an event: its touch, the user agent and address among its details, its grade and whether
     * it is open.
     *
     * @param events the changed events
     */
    void save(Collection<RecordedEvent> events);

    /**
     * Removes events.
     *
     * @param keys which
     */
    void remove(Collection<UUID> keys);
}
