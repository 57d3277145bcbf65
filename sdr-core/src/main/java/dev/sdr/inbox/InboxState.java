package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a mailbox has been read.
 *
 * @param mailboxId the mailbox
 * @param cursor where the next read goes on; empty before the first
 * @param readThrough everything received before this instant has been read; empty until the first complete poll
 * @param since how far back the first read goes
 * @param lease the token of who polls it now
 * @param leaseUntil until when
 * @param problem why the last poll failed, empty if it did not
 */
public record InboxState(
        String mailboxId,
        Optional<String> cursor,
        Optional<Instant> readThrough,
        Instant since,
        Optional<UUID> lease,
        Optional<Instant> leaseUntil,
        String problem) {

    /** Checks. */
    public InboxState {
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(cursor, "cursor");
        requireNonNull(readThrough, "readThrough");
        requireNonNull(since, "since");
        requireNonNull(lease, "lease");
        requireNonNull(leaseUntil, "leaseUntil");
        requireNonNull(problem, "problem");
    }

    /**
     * This inbox after a page was stored.
     *
     * @param newCursor where the next read goes on
     * @param newLeaseUntil the lease's new end
     * @return a changed copy
     */
    public InboxState read(String newCursor, Instant newLeaseUntil) {
        return new InboxState(
                mailboxId, Optional.of(newCursor), readThrough, since, lease, Optional.of(newLeaseUntil), problem);
    }

    /**
     * This inbox after a poll, free for the next.
     *
     * @param through until when everything has been read; empty if the poll was not complete. It never goes back
     * @param newProblem why the poll failed, empty if it did not
     * @return a changed copy
     */
    public InboxState released(Optional<Instant> through, String newProblem) {
        Optional<Instant> latest = through.filter(t -> readThrough.isEmpty() || t.isAfter(readThrough.get()))
                .or(() -> readThrough);
        return new InboxState(mailboxId, cursor, latest, since, Optional.empty(), Optional.empty(), newProblem);
    }
}
