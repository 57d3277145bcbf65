package dev.sdr.store;

import dev.sdr.sequence.Enrollment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Enrollments in memory, with the due ones in order. */
final class MemoryEnrollments implements EnrollmentRows {

    private record Due(Instant at, String id) implements Comparable<Due> {
        private static final Comparator<Due> ORDER =
                Comparator.comparing(Due::at).thenComparing(Due::id);

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }

    private record Natural(String leadId, String sequenceId, int run) {}

    private final Undo undo;
    private final Map<UUID, Enrollment> byId = new HashMap<>();
    private final Map<Natural, UUID> natural = new HashMap<>();
    private final TreeMap<Due, UUID> due = new TreeMap<>();
    private final Map<String, TreeMap<String, UUID>> ofLead = new HashMap<>();
    private final Map<String, TreeMap<String, UUID>> ofCampaign = new HashMap<>();
    private final Set<UUID> locked = new HashSet<>();

    MemoryEnrollments(Undo undo) {
        this.undo = undo;
    }

    void unlock() {
        locked.clear();
    }

    /** Removes an enrollment that is locked. */
    void remove(Enrollment e) {
        undo.put(natural, new Natural(e.leadId(), e.sequenceId(), e.run()), null);
        TreeMap<String, UUID> others = ofLead.getOrDefault(e.leadId(), new TreeMap<>());
        undo.put(others, e.id().toString(), null);
        if (others.isEmpty()) {
            undo.put(ofLead, e.leadId(), null);
        }
        undo.put(ofCampaign.computeIfAbsent(e.campaignId(), k -> new TreeMap<>()), e.id().toString(), null);
        undo.put(due, new Due(e.dueAt(), e.id().toString()), null);
        undo.put(byId, e.id(), null);
    }

    Collection<Enrollment> all() {
        return byId.values();
    }

    @Override
    public Set<UUID> insert(Collection<Enrollment> enrollments) {
        Set<UUID> inserted = new HashSet<>();
        for (Enrollment e : enrollments) {
            Natural key = new Natural(e.leadId(), e.sequenceId(), e.run());
            if (!natural.containsKey(key)) {
                undo.put(natural, key, e.id());
                undo.put(ofLead.computeIfAbsent(e.leadId(), k -> new TreeMap<>()), e.id().toString(), e.id());
                undo.put(ofCampaign.computeIfAbsent(e.campaignId(), k -> new TreeMap<>()), e.id().toString(), e.id());
                write(e);
                inserted.add(e.id());
            }
        }
        return inserted;
    }

    private void write(Enrollment e) {
        Enrollment before = byId.get(e.id());
        if (before != null && isClaimable(before)) {
            undo.put(due, new Due(before.dueAt(), e.id().toString()), null);
        }
        undo.put(byId, e.id(), e);
        if (isClaimable(e)) {
            undo.put(due, new Due(e.dueAt(), e.id().toString()), e.id());
        }
    }

    private static boolean isClaimable(Enrollment e) {
        return e.status() == Enrollment.Status.ACTIVE && e.inFlight().isEmpty();
    }

    @Override
    public List<Enrollment> claim(Claim claim) {
        List<Enrollment> claimed = new ArrayList<>();
        for (UUID id : List.copyOf(dueBy(claim.now()).values())) {
            Enrollment e = byId.get(id);
            if (claimed.size() < claim.limit() && e != null && isFree(e, claim)) {
                Enrollment taken = e.change()
                        .lease(claim.token(), claim.until())
                        .claims(e.claims() + 1)
                        .done();
                write(taken);
                claimed.add(taken);
            }
        }
        return claimed;
    }

    private Map<Due, UUID> dueBy(Instant now) {
        return due.headMap(new Due(now, "~"), true); // "~" sorts after every UUID
    }

    private static boolean isFree(Enrollment e, Claim claim) {
        return !e.dueAt().isBefore(claim.from())
                && e.leaseUntil().map(until -> until.isBefore(claim.now())).orElse(true)
                && e.claims() >= claim.minClaims()
                && e.claims() <= claim.maxClaims()
                && claim.only().map(e.id()::equals).orElse(true);
    }

    @Override
    public List<Enrollment> lock(Collection<UUID> ids) {
        locked.addAll(ids);
        Set<UUID> sorted = new TreeSet<>(Comparator.comparing(UUID::toString));
        sorted.addAll(ids);
        return byIds(sorted);
    }

    @Override
    public void save(Collection<Enrollment> enrollments) {
        for (Enrollment e : enrollments) {
            if (!locked.contains(e.id())) {
                throw new IllegalStateException("an enrollment is saved that was not locked");
            }
            write(e);
        }
    }

    @Override
    public Set<UUID> saveIfLeased(Collection<Enrollment> enrollments, UUID token) {
        Set<UUID> written = new HashSet<>();
        for (Enrollment e : enrollments) {
            Enrollment before = byId.get(e.id());
            if (before != null && before.isLeasedBy(token)) {
                write(e);
                written.add(e.id());
            }
        }
        return written;
    }

    @Override
    public Set<UUID> renew(Collection<UUID> ids, UUID token, Instant until) {
        Set<UUID> ours = new HashSet<>();
        for (UUID id : ids) {
            Enrollment before = byId.get(id);
            if (before != null && before.isLeasedBy(token)) {
                write(before.change().lease(token, until).done());
                ours.add(id);
            }
        }
        return ours;
    }

    @Override
    public List<Enrollment> byIds(Collection<UUID> ids) {
        return ids.stream().distinct().map(byId::get).filter(Objects::nonNull).toList();
    }

    @Override
    public List<Enrollment> ofLeads(Collection<String> leadIds) {
        TreeMap<String, UUID> all = new TreeMap<>();
        leadIds.forEach(id -> all.putAll(ofLead.getOrDefault(id, new TreeMap<>())));
        return byIds(all.values());
    }

    @Override
    public List<Enrollment> ofCampaign(String campaignId, Optional<UUID> after, int limit) {
        TreeMap<String, UUID> all = ofCampaign.getOrDefault(campaignId, new TreeMap<>());
        return all.tailMap(after.map(UUID::toString).orElse(""), false).values().stream()
                .limit(limit)
                .map(byId::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public int countDue(Instant now, int limit) {
        return (int) dueBy(now).values().stream()
                .map(byId::get)
                .filter(Objects::nonNull)
                .filter(e -> e.leaseUntil().map(until -> until.isBefore(now)).orElse(true))
                .limit(limit)
                .count();
    }
}
