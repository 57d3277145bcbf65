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
}
