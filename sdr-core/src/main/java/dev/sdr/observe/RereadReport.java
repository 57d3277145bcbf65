package dev.sdr.observe;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What reading stored mail again found.
 *
 * @param read how many messages were read
 * @param changes those that read differently now
 * @param last the id to go on after; empty if nothing is left
 */
public record RereadReport(int read, List<Change> changes, Optional<UUID> last) {

    /** Copies. */
    public RereadReport {
        changes = List.copyOf(changes);
    }

    /**
     * A message that reads differently.
     *
     * @param inboundId the message
     * @param before its kind, and for a person's mail its intent, as stored
     * @param now the same as read now
     */
    public record Change(UUID inboundId, String before, String now) {}
}
