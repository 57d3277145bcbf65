package dev.sdr.store;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.Lead;
import dev.sdr.sequence.Stop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A person as stored: the row whose lock stands for the person.
 *
 * @param addressKey the keyed hash of the address: unique
 * @param lead who it is; empty for an address that was suppressed and never enrolled. The lead's id is unique
 * @param seq grows with every change of stops, so that a concurrent transaction notices
 * @param stops what stops everything for this person: a set by source
 * @param mailboxId the mailbox this person keeps, once enrolled
 * @param repliedAt when the person last replied
 */
public record StoredLead(
        String addressKey,
        Optional<Lead> lead,
        long seq,
        List<Stop> stops,
        Optional<String> mailboxId,
        Optional<Instant> repliedAt) {

    private static final String ERASED = "erased";

    /** Checks and copies. */
    public StoredLead {
        requireNonNull(addressKey, "addressKey");
        requireNonNull(lead, "lead");
        stops = List.copyOf(stops);
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(repliedAt, "repliedAt");
    }

    /**
     * A row for an address of which nothing is known yet.
     *
     * @param addressKey the keyed hash of the address
     * @return the row
     */
    public static StoredLead bare(String addressKey) {
        return new StoredLead(addressKey, Optional.empty(), 0, List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * This row with the lead's latest data.
     *
     * @param newLead the lead
     * @param mailbox the mailbox it keeps
     * @return a changed copy
     */
    public StoredLead with(Lead newLead, String mailbox) {
        return new StoredLead(addressKey, Optional.of(newLead), seq, stops, Optional.of(mailbox), repliedAt);
    }

    /**
     * This row with one more stop, unless one of the same source is there.
     *
     * @param stop the stop
     * @return a changed copy
     */
    public StoredLead stopped(Stop stop) {
        List<Stop> all = new ArrayList<>(stops);
        if (stops.stream().noneMatch(s -> s.sameSource(stop))) {
            all.add(stop);
        }
        return new StoredLead(addressKey, lead, seq + 1, all, mailboxId, repliedAt);
    }

    /**
     * This row without some stops.
     *
     * @param reason the reason to lift
     * @return a changed copy
     */
    public StoredLead lifted(Stop.Reason reason) {
        List<Stop> left = stops.stream().filter(s -> s.reason() != reason).toList();
        return new StoredLead(addressKey, lead, seq + 1, left, mailboxId, repliedAt);
    }

    /**
     * This row without some stops.
     *
     * @param causes what caused those to lift
     * @return a changed copy
     */
    public StoredLead lifted(Set<String> causes) {
        List<Stop> left =
                stops.stream().filter(s -> !causes.contains(s.cause())).toList();
        return new StoredLead(addressKey, lead, seq + 1, left, mailboxId, repliedAt);
    }

    /**
     * This row after a reply.
     *
     * @param at when the person replied
     * @return a changed copy; an earlier reply does not move a later one back
     */
    public StoredLead replied(Instant at) {
        Instant latest = repliedAt.filter(r -> r.isAfter(at)).orElse(at);
        return new StoredLead(addressKey, lead, seq + 1, stops, mailboxId, Optional.of(latest));
    }

    /**
     * This row once the person was erased: the address key and the reasons of stops are left.
     *
     * @return a changed copy
     */
    public StoredLead erased() {
        List<Stop> left = new ArrayList<>();
        for (Stop stop : stops) {
            if (left.stream().noneMatch(s -> s.reason() == stop.reason())) {
                left.add(new Stop(stop.reason(), ERASED, stop.at()));
            }
        }
        return new StoredLead(addressKey, Optional.empty(), seq + 1, left, Optional.empty(), Optional.empty());
    }

    /**
     * Whether the person was erased and has not agreed since to be written to.
     *
     * @return whether it is such a row
     */
    public boolean isErased() {
        return lead.isEmpty()
                && stops.stream()
                        .anyMatch(s -> s.reason() == Stop.Reason.SUPPRESSED
                                && s.cause().equals(ERASED));
    }
}
