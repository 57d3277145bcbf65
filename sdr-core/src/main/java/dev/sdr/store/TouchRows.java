package dev.sdr.store;

import static java.util.Objects.requireNonNull;

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
     * Touches in threads of a provider's.
     *
     * @param mailboxId the mailbox whose provider it is
     * @param threads the provider's ids of the threads
     * @return those that exist, in any order
     */
    List<Touch> byProviderThreads(String mailboxId, Collection<String> threads);

    /**
     * Touches in state sending whose begin was committed after a mark was handed out. Some may be older: a store that
     * finds them all cheaply may ignore the mark.
     *
     * @param mark the last mark handed out; empty text for all there are
     * @param limit the most touches
     * @return the touches, and a mark for the next time
     */
    Sending sending(String mark, int limit);

    /**
     * Touches in state pending whose next look is due.
     *
     * @param now looks due by then
     * @param limit the most touches
     * @return the rows, earliest look first
     */
    List<Touch> pending(Instant now, int limit);

    /**
     * What {@link #sending} found.
     *
     * @param touches touches in state sending, in any order
     * @param mark finds those begun later; the same mark as before if the limit cut something off
     */
    record Sending(List<Touch> touches, String mark) {

        /** Checks and copies. */
        public Sending {
            touches = List.copyOf(touches);
            requireNonNull(mark, "mark");
        }
    }

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
