package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads what arrived in a mailbox, from a cursor on. The caller keeps the cursor and saves it together with what the
 * messages caused, so a message is handed out again until its effects are stored; handing one out twice does no harm,
 * passing over one does.
 *
 * <p>An implementation
 *
 * <ul>
 *   <li>is called by one thread at a time for one mailbox;
 *   <li>keeps no position of its own between calls: everything is in the cursor;
 *   <li>bounds every wait;
 *   <li>changes nothing in the mailbox (no deleting, no marking as read);
 *   <li>reads every folder in which a reply may lie, spam included;
 *   <li>throws {@code RetryableException} when it cannot read now and {@code CredentialsException} when it may not.
 * </ul>
 *
 * <p>Extend {@code InboxSourceContract} of the sdr-testkit module to check all of it.
 */
@FunctionalInterface
public interface InboxSource {

    /**
     * Reads the next messages.
     *
     * @param cursor where the last page ended; empty at the very first read
     * @param since how far back to read when the cursor is empty or no longer valid (renumbered folder, expired
     *     history): everything received from then on, never "from now"
     * @param limit the most messages to return, at least 1
     * @return the next page
     */
    Page read(Optional<String> cursor, Instant since, int limit);

    /**
     * Whether its provider's terms bind what is read to private and limited use: the text serves the conversation only, goes
     * to no model unless the host turns that on for the mailbox, and is never part of a training export.
     *
     * @return false by default
     */
    default boolean limitedUse() {
        return false;
    }

    /**
     * A page of messages.
     *
     * @param messages in any order
     * @param cursor where to go on
     * @param complete whether every folder was read to its end and none had anything new when it was looked at again; if
     *     not, read on
     */
    record Page(List<RawMessage> messages, String cursor, boolean complete) {

        /** Copies the list. */
        public Page {
            messages = List.copyOf(messages);
            requireNonNull(cursor, "cursor");
        }
    }
}
