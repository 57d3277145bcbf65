package dev.sdr.store;

import dev.sdr.sequence.Enrollment;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is over, in a {@link Tx}: found by an index and removed in batches. Finding never waits: a row another
 * transaction has locked is passed over.
 */
public interface PastRows {

    /** What was removed of an enrollment. */
    enum Removed {
        /** Everything is there. */
        NOTHING,
        /** The words of its touches are gone. */
        TEXTS,
        /** Its touches are gone too. */
        TOUCHES
    }

    /**
     * Locks ended enrollments until the transaction ends: stopped or finished, with nothing in flight.
     *
     * @param removed only those of which exactly this was removed, {@link Removed#NOTHING} or {@link Removed#TEXTS}
     * @param dueBefore only those whose {@link Enrollment#dueAt} is before
     * @param after the last row already seen; empty to begin
     * @param limit the most rows
     * @return the rows, by due time, then id
     */
    List<Enrollment> lockEnded(Removed removed, Instant dueBefore, Optional<Enrollment> after, int limit);

    /**
     * Removes the words of the touches of enrollments that are locked, and remembers that they are gone.
     *
     * @param enrollmentIds the enrollments
     * @return how many touches lost their words
     */
    int removeTexts(Collection<UUID> enrollmentIds);

    /**
     * Removes the touches of enrollments that are locked, with their words and mail events, and remembers that they are gone. Those
     * sending, pending or unknown stay, without words.
     *
     * @param enrollmentIds the enrollments
     * @param left what stays of them; one whose reference key is there already is left out
     * @return how many touches were removed
     */
    int removeTouches(Collection<UUID> enrollmentIds, Collection<PastTouch> left);

    /**
     * What stayed of removed touches.
     *
     * @param referenceKeys keyed hashes of ids that a reply or report may name
     * @return those that exist, in any order
     */
    List<PastTouch> touches(Collection<String> referenceKeys);

    /**
     * Removes the subject, words and analysis, the sender's domain and the reference keys of messages that are done,
     * and keeps their rows.
     *
     * @param receivedBefore only messages received before
     * @param limit the most messages
     * @return how many messages lost something; fewer than the limit if none is left
     */
    int removeInboundTexts(Instant receivedBefore, int limit);

    /**
     * Removes the first events of the feed, up to one that is not old enough.
     *
     * @param happenedBefore only events that happened before
     * @param limit the most events
     * @return how many were removed; fewer than the limit if none is left
     */
    int removeEvents(Instant happenedBefore, int limit);

    /**
     * Removes the user agents and addresses of those who opened a mail or followed a link, and mail events that are
     * about no touch. Events whose effects are still to come are left alone.
     *
     * @param receivedBefore only events that came in before
     * @param limit the most events of each of the two
     * @return how many events lost something, or are gone; fewer than the limit if none is left
     */
    int removeTraces(Instant receivedBefore, int limit);
}
