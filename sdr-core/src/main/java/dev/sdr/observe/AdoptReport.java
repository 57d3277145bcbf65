package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.Touch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What taking a store over did.
 *
 * @param complete whether sending goes on; if not, {@code problems} and {@code inboxesNotRead} say what is missing, and
 *     adopting again goes on
 * @param restoredAt until when mail may have left that the store did not know; empty if the store was not set back
 * @param moved enrollments that were moved past steps that may have left
 * @param assumedSent touches that may have left and count as sent, in state unknown; if they did not, they never will
 * @param foundSent touches of which a mail that came in, or the provider, says that they left
 * @param inboxesRead mailboxes whose inbox was read to its end since the store was taken over
 * @param inboxesNotRead mailboxes whose inbox was not; sending holds until it is
 * @param notKnown what nobody can find out from here, and what to do about it, one sentence each
 * @param problems what failed, one line each
 */
public record AdoptReport(
        boolean complete,
        Optional<Instant> restoredAt,
        int moved,
        List<Touch> assumedSent,
        List<Touch> foundSent,
        List<String> inboxesRead,
        List<String> inboxesNotRead,
        List<String> notKnown,
        List<String> problems) {

    /** Checks and copies. */
    public AdoptReport {
        requireNonNull(restoredAt, "restoredAt");
        assumedSent = List.copyOf(assumedSent);
        foundSent = List.copyOf(foundSent);
        inboxesRead = List.copyOf(inboxesRead);
        inboxesNotRead = List.copyOf(inboxesNotRead);
        notKnown = List.copyOf(notKnown);
        problems = List.copyOf(problems);
    }
}
