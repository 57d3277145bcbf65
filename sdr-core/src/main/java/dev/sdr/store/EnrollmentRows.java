package dev.sdr.store;

import static java.util.Objects.requireNonNull;

import dev.sdr.sequence.Enrollment;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The enrollments of a {@link Tx}. Unique by id, and by lead, sequence and run. */
public interface EnrollmentRows {

    /**
     * Inserts enrollments, leaving out those whose lead, sequence and run are taken.
     *
     * @param enrollments the rows
     * @return the ids of those inserted
     */
    Set<UUID> insert(Collection<Enrollment> enrollments);

    /**
     * Claims due enrollments: active, due, with nothing in flight and no lease that still runs. The earliest due come
     * first. Rows another transaction has locked are passed over, not waited for. Each claimed row gets the token and
     * lease, and the number of its claims grows by one.
     *
     * @param claim what to claim
     * @return the claimed rows as they are now, at most {@link Claim#limit()}, earliest due first
     */
    List<Enrollment> claim(Claim claim);

    /**
     * Locks enrollments until the transaction ends, in ascending order of id.
     *
     * @param ids which
     * @return the rows that exist, as they are once locked, ordered by id
     */
    List<Enrollment> lock(Collection<UUID> ids);

    /**
     * Writes enrollments that were locked before.
     *
     * @param enrollments the rows
     */
    void save(Collection<Enrollment> enrollments);

    /**
     * Writes those enrollments that a claim still owns.
     *
     * @param enrollments the rows
     * @param token the claim's token
     * @return the ids of those written; the others have another owner and were left alone
     */
    Set<UUID> saveIfLeased(Collection<Enrollment> enrollments, UUID token);

    /**
     * Locks and writes those enrollments that nobody has changed since they were read. The end of a lease does not count
     * as a change. Rows are locked in ascending order of id. Begin and settle call it for every step: a store may do in one
     * statement what this does in two.
     *
     * @param enrollments the rows as they are to be
     * @param before the same rows as they were read
     * @return the ids of those written; the others have changed, or are gone, and were left alone
     */
    default Set<UUID> saveIfUnchanged(Collection<Enrollment> enrollments, Collection<Enrollment> before) {
        Map<UUID, Enrollment> read = before.stream().collect(Collectors.toMap(Enrollment::id, Function.identity()));
        Set<UUID> same = lock(read.keySet()).stream()
                .filter(stored -> isSame(stored, requireNonNull(read.get(stored.id()))))
                .map(Enrollment::id)
                .collect(Collectors.toSet());
        save(enrollments.stream().filter(e -> same.contains(e.id())).toList());
        return same;
    }

    private static boolean isSame(Enrollment a, Enrollment b) {
        return a.lease().equals(b.lease())
                && a.change().release().done().equals(b.change().release().done());
    }

    /**
     * Extends a claim.
     *
     * @param ids which enrollments
     * @param token the claim's token
     * @param until the lease's new end
     * @return the ids of those the claim still owns
     */
    Set<UUID> renew(Collection<UUID> ids, UUID token, Instant until);

    /**
     * Enrollments by id, without locking.
     *
     * @param ids which
     * @return the rows that exist, in any order
     */
    List<Enrollment> byIds(Collection<UUID> ids);

    /**
     * All enrollments of some leads, without locking.
     *
     * @param leadIds the leads
     * @return the rows, ordered by id
     */
    List<Enrollment> ofLeads(Collection<String> leadIds);

    /**
     * A stretch of a campaign's enrollments, without locking.
     *
     * @param campaignId the campaign
     * @param after the last id already read; empty to begin
     * @param limit the most rows
     * @return rows ordered by id
     */
    List<Enrollment> ofCampaign(String campaignId, Optional<UUID> after, int limit);

    /**
     * Counts what a claim could take.
     *
     * @param now the moment
     * @param limit where to stop counting
     * @return the number, at most {@code limit}
     */
    int countDue(Instant now, int limit);

    /**
     * What to claim.
     *
     * @param from only what is due at or after this; {@link Instant#EPOCH} for all. A runner that has just claimed
     *     everything before it need not step over what is left of that in an index
     * @param now what is due by then; leases that ended before it are free
     * @param until the lease's end
     * @param token a fresh random token
     * @param limit the most rows, at least 1
     * @param minClaims only rows claimed without progress at least this often
     * @param maxClaims only rows claimed without progress at most this often
     * @param only only this enrollment, if present
     */
    record Claim(
            Instant from,
            Instant now,
            Instant until,
            UUID token,
            int limit,
            int minClaims,
            int maxClaims,
            Optional<UUID> only) {

        /** Checks. */
        public Claim {
            requireNonNull(from, "from");
            requireNonNull(now, "now");
            requireNonNull(until, "until");
            requireNonNull(token, "token");
            requireNonNull(only, "only");
            if (limit < 1) {
                throw new IllegalArgumentException("a claim's limit must be at least 1, was " + limit);
            }
        }
    }
}
