package dev.sdr.store;

import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.RawMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The inboxes of a {@link Tx} and the messages that came in. */
public interface InboxRows {

    /**
     * Claims an inbox for polling, inserting its row if it is missing.
     *
     * @param initial the row to insert if there is none
     * @param token a fresh random token
     * @param now leases that ended before it are free
     * @param until the lease's end
     * @return the claimed row, or empty if somebody else polls it
     */
    Optional<InboxState> claim(InboxState initial, UUID token, Instant now, Instant until);

    /**
     * Locks an inbox until the transaction ends, if a claim still owns it.
     *
     * @param mailboxId the mailbox
     * @param token the claim's token
     * @return the row, or empty if it has another owner
     */
    Optional<InboxState> lock(String mailboxId, UUID token);

    /**
     * Writes an inbox that was locked before.
     *
     * @param state the row
     */
    void save(InboxState state);

    /**
     * Inboxes, without locking.
     *
     * @param mailboxIds which
     * @return the rows that exist, in any order
     */
    List<InboxState> states(Collection<String> mailboxIds);

    /**
     * Inserts messages, leaving out those whose identity is known.
     *
     * @param messages the rows
     * @return the ids of those inserted
     */
    Set<UUID> insert(Collection<Inbound> messages);

    /**
     * Claims messages in state stored: those that were never claimed, oldest first, then those whose lease ended first, so that
     * what fails again and again keeps no other waiting. Rows another transaction has locked are passed over.
     *
     * @param token a fresh random token
     * @param now leases that ended before it are free
     * @param until the lease's end
     * @param limit the most rows
     * @return the claimed rows
     */
    List<Inbound> claimStored(UUID token, Instant now, Instant until, int limit);

    /**
     * Writes the state, the claim and the analysis of a message in state stored that a claim still owns.
     *
     * @param message the changed row
     * @param token the claim's token
     * @return false if it has another owner or is done; then nothing was written
     */
    boolean finish(Inbound message, UUID token);

    /**
     * Puts a message that was matched later in the place of the row it had when it answered no touch we knew, as
     * {@link Inbound#inPlaceOf} says, and locks it.
     *
     * @param message the message as it would be stored now, under the id of its row
     * @return the row as it was; empty if it answers a touch by now, refers to nothing or is not there: then nothing was
     *     written
     */
    Optional<Inbound> adopt(Inbound message);

    /**
     * Messages by id.
     *
     * @param ids which
     * @return the rows that exist, in any order
     */
    List<Inbound> byIds(Collection<UUID> ids);

    /**
     * The messages of a lead.
     *
     * @param leadId the lead
     * @param limit the most rows
     * @return the rows, newest first by id
     */
    List<Inbound> ofLead(String leadId, int limit);

    /**
     * Messages of a kind.
     *
     * @param kind the kind, such as {@link Inbound#PRIVATE}
     * @param after the last id already read; empty to begin
     * @param limit the most rows
     * @return the rows, ordered by id
     */
    List<Inbound> ofKind(String kind, Optional<UUID> after, int limit);

    /**
     * Keeps messages in the form they came in, so that they can be read again.
     *
     * @param messages the messages by the id of their row; one that is kept already is left as it is
     */
    void keepRaw(Map<UUID, RawMessage> messages);

    /**
     * A message in the form it came in.
     *
     * @param id its row's id
     * @return the message without its thread and folder, unless it was not kept or its words were removed
     */
    Optional<RawMessage> raw(UUID id);

    /**
     * People's mail that waits for somebody.
     *
     * @param limit the most rows
     * @return the rows of kind {@code PERSON} that are {@link Inbound.Attention#WAITING}, oldest first
     */
    List<Inbound> waiting(int limit);

    /**
     * Changes the standing of messages, whatever claims them.
     *
     * @param ids which; those whose standing is another are left as they are
     * @param from the standing they must have
     * @param to the new one
     * @return the ids of those changed
     */
    Set<UUID> attend(Collection<UUID> ids, Inbound.Attention from, Inbound.Attention to);

    /**
     * Writes what a newer version of triage made of messages that were stored before. Their standing, state and claim
     * are not touched.
     *
     * @param messages the changed rows; those that are not done, or no longer there, are left out
     */
    void reread(Collection<Inbound> messages);

    /**
     * Messages that were kept in the form they came in, in the order they were stored.
     *
     * @param after the last id already read; empty to begin
     * @param limit the most rows
     * @return the rows, ordered by id
     */
    List<Inbound> kept(Optional<UUID> after, int limit);

    /**
     * Messages that answer no touch we know and refer to one of some ids.
     *
     * @param referenceKeys keyed hashes of Message-IDs
     * @return the rows without a touch that have one of them among their reference keys, ordered by id
     */
    List<Inbound> withoutTouch(Collection<String> referenceKeys);
}
