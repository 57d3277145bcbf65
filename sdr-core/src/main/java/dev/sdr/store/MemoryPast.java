package dev.sdr.store;

import dev.sdr.channel.TouchKey;
import dev.sdr.sequence.Enrollment;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What is over, in memory. */
final class MemoryPast implements PastRows {

    private static final Comparator<Enrollment> ORDER =
            Comparator.comparing(Enrollment::dueAt).thenComparing(e -> e.id().toString());

    private final Undo undo;
    private final MemoryEnrollments enrollments;
    private final MemoryTouches touches;
    private final MemoryInbox inbox;
    private final MemoryEvents events;
    private final MemoryMailEvents mailEvents;
    private final Map<UUID, Removed> removed = new HashMap<>();
    private final Map<String, PastTouch> left = new HashMap<>();

    MemoryPast(
            Undo undo,
            MemoryEnrollments enrollments,
            MemoryTouches touches,
            MemoryInbox inbox,
            MemoryEvents events,
            MemoryMailEvents mailEvents) {
        this.undo = undo;
        this.enrollments = enrollments;
        this.touches = touches;
        this.inbox = inbox;
        this.events = events;
        this.mailEvents = mailEvents;
    }

    @Override
    public List<Enrollment> lockEnded(Removed gone, Instant dueBefore, Optional<Enrollment> after, int limit) {
        List<UUID> ids = enrollments.all().stream()
                .filter(e -> e.status() != Enrollment.Status.ACTIVE
                        && e.inFlight().isEmpty()
                        && e.dueAt().isBefore(dueBefore)
                        && removed.getOrDefault(e.id(), Removed.NOTHING) == gone)
                .filter(e -> after.map(a -> ORDER.compare(e, a) > 0).orElse(true))
                .sorted(ORDER)
                .limit(limit)
                .map(Enrollment::id)
                .toList();
        return enrollments.lock(ids).stream().sorted(ORDER).toList();
    }

    @Override
    public int removeTexts(Collection<UUID> enrollmentIds) {
        enrollmentIds.forEach(id -> undo.put(removed, id, Removed.TEXTS));
        return touches.removeContents(enrollmentIds);
    }

    @Override
    public int removeTouches(Collection<UUID> enrollmentIds, Collection<PastTouch> remembered) {
        remembered.stream()
                .filter(t -> !left.containsKey(t.referenceKey()))
                .forEach(t -> undo.put(left, t.referenceKey(), t));
        enrollmentIds.forEach(id -> undo.put(removed, id, Removed.TOUCHES));
        touches.removeContents(enrollmentIds);
        List<TouchKey> gone = touches.remove(enrollmentIds);
        mailEvents.removeOf(gone);
        return gone.size();
    }

    @Override
    public List<PastTouch> touches(Collection<String> referenceKeys) {
        return referenceKeys.stream()
                .distinct()
                .map(left::get)
                .filter(Objects::nonNull)
                .toList();
    }

    List<PastTouch> ofLeads(Collection<String> leadIds, int limit) {
        return left.values().stream()
                .filter(t -> leadIds.contains(t.leadId()))
                .limit(limit)
                .toList();
    }

    int remove(Collection<PastTouch> gone) {
        gone.forEach(t -> undo.put(left, t.referenceKey(), null));
        return gone.size();
    }

    @Override
    public int removeInboundTexts(Instant receivedBefore, int limit) {
        return inbox.removeTexts(receivedBefore, limit);
    }

    @Override
    public int removeEvents(Instant happenedBefore, int limit) {
        return events.removeFirst(happenedBefore, limit);
    }

    @Override
    public int removeTraces(Instant receivedBefore, int limit) {
        return mailEvents.removeTraces(receivedBefore, limit);
    }
}
