package dev.sdr.store;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The outbox of a {@link Tx}. Touches are written only while their enrollment is locked. */
public interface TouchRows {

    /**
     * Begins touches: inserts each, or takes over a row of the same key that is deferred or cancelled. A row in any
     * other state is left as it is.
     *
     * @param touches the touches, in state sending; or unknown or sent, for what left and was forgotten by a database
     *     that was set back
     * @return the keys of those begun
     */
    Set<TouchKey> begin(Collection<Touch> touches);

    /**
     * Writes touches whose stored row has the same attempt and one of the given states.
     *
     * @param touches the changed touches
     * @param from the states a row may be in
     * @return the keys of those written
     */
    Set<TouchKey> update(Collection<Touch> touches, Set<TouchState> from);

    /**
     * Touches by key.
     *
     * @param keys which
     * @return the rows that exist, in any order
     */
    List<Touch> byKeys(Collection<TouchKey> keys);

    /**
     * All touches of some enrollments.
     *
     * @param enrollmentIds the enrollments
     * @return the rows, earliest begun first
     */
    List<Touch> ofEnrollments(Collection<UUID> enrollmentIds);

    /**
     * Touches by any id that a reply or report may name.
     *
     * @param ids Message-IDs without angle brackets, or providers' ids
     * @return the rows whose message id or provider id is among them
     */
    List<Touch> byMessageIds(Collection<String> ids);

    /**
     * Touches that somebody should look after: sending and begun a while ago, or pending with their next look due.
     *
     * @param begunBefore sending ones begun before this
     * @param lookBefore pending ones whose next look is not after this
     * @param after only touches with a greater key; empty key text begins
     * @param limit the most rows
     * @return the rows, ordered by key
     */
    List<Touch> unsettled(Instant begunBefore, Instant lookBefore, TouchKey after, int limit);

    /**
     * Keeps the words of touches; a later text of the same key takes the place of an earlier one.
     *
     * @param contents the words
     */
    void keep(Collection<TouchContent> contents);

    /**
     * The words of touches.
     *
     * @param keys which
     * @return those that exist, in any order
     */
    List<TouchContent> contents(Collection<TouchKey> keys);
}
