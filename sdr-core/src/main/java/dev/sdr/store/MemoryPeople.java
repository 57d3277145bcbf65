package dev.sdr.store;

import dev.sdr.channel.TouchState;
import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is kept about one person, in memory. */
final class MemoryPeople implements PersonRows {

    private static final String GONE = "erased";

    private final MemoryLeads leads;
    private final MemoryEnrollments enrollments;
    private final MemoryTouches touches;
    private final MemoryInbox inbox;
    private final MemoryEvents events;
    private final MemorySuppressions suppressions;
    private final MemoryPast past;
    private final MemoryMailEvents mailEvents;

    MemoryPeople(
            MemoryLeads leads,
            MemoryEnrollments enrollments,
            MemoryTouches touches,
            MemoryInbox inbox,
            MemoryEvents events,
            MemorySuppressions suppressions,
            MemoryPast past,
            MemoryMailEvents mailEvents) {
        this.leads = leads;
        this.enrollments = enrollments;
        this.touches = touches;
        this.inbox = inbox;
        this.events = events;
        this.suppressions = suppressions;
        this.past = past;
        this.mailEvents = mailEvents;
    }

    @Override
    public Set<UUID> removeEnrollments(Collection<UUID> enrollmentIds) {
        Set<UUID> removed = new HashSet<>();
        for (Enrollment e : enrollments.byIds(enrollmentIds)) {
            List<UUID> id = List.of(e.id());
            boolean open = touches.ofEnrollments(id).stream()
                    .anyMatch(t -> t.state() == TouchState.SENDING || t.state() == TouchState.PENDING);
            if (!open) {
                touches.removeContents(id);
                touches.remove(id);
                enrollments.remove(e);
                if (!touches.ofEnrollments(id).isEmpty()) {
                    String name = ERASED + e.id();
                    touches.rename(e.id(), name);
                    enrollments.insert(List.of(named(e, name)));
                }
                removed.add(e.id());
            }
        }
        return removed;
    }

    private static Enrollment named(Enrollment e, String name) {
        Stop stop = new Stop(Stop.Reason.SUPPRESSED, GONE, e.enrolledAt());
        return new Enrollment(
                e.id(),
                name,
                "",
                GONE,
                e.run(),
                "",
                e.campaignId(),
                e.mailboxId(),
                Enrollment.Status.STOPPED,
                e.stepId(),
                e.plannedAt(),
                e.dueAt(),
                "",
                List.of(stop),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                e.enrolledAt());
    }

    @Override
    public boolean isUsed(String sequenceId, String version) {
        return enrollments.all().stream()
                .anyMatch(e -> e.sequenceId().equals(sequenceId) && e.version().equals(version));
    }

    @Override
    public List<PastTouch> pastTouches(Collection<String> leadIds, int limit) {
        return past.ofLeads(leadIds, limit);
    }

    @Override
    public int removePastTouches(Collection<String> leadIds, int limit) {
        return past.remove(past.ofLeads(leadIds, limit));
    }

    @Override
    public List<Inbound> messages(Person person, int limit) {
        return inbox.of(person.leadIds(), person.authorKey(), limit);
    }

    @Override
    public void emptyMessages(Collection<UUID> ids) {
        inbox.empty(ids);
    }

    @Override
    public List<UUID> foreignMailEvents(Person person, int limit) {
        return mailEvents.foreign(person.addressKey(), limit);
    }

    @Override
    public EventPage events(Person person, String cursor, int limit) {
        return events.change(cursor, limit, e -> person.isIn(e), e -> e);
    }

    @Override
    public EventPage emptyEvents(Person person, String cursor, int limit) {
        return events.change(cursor, limit, e -> person.isIn(e), person::emptied);
    }

    @Override
    public List<StoredLead> leadsWith(String attribute, String value, int limit) {
        return leads.with(attribute, value, limit);
    }

    @Override
    public void emptyNotes(Person person) {
        List<Suppression> entries = suppressions.ofAddresses(List.of(person.addressKey()));
        for (Suppression s : entries) {
            suppressions.forget(s);
            suppressions.rewrite(s.erased());
        }
        Set<UUID> lifting = suppressions
                .consents(entries.stream().map(Suppression::id).toList())
                .stream()
                .map(Consent::id)
                .collect(Collectors.toSet());
        for (Consent c : suppressions.consents()) {
            if (lifting.contains(c.id()) || names(person, c)) {
                suppressions.rewrite(new Consent(c.id(), c.lifts(), GONE, c.at()));
            }
        }
    }

    @Override
    public List<Consent> consentsNaming(Person person) {
        return suppressions.consents().stream()
                .filter(c -> names(person, c))
                .map(c -> new Consent(c.id(), Set.of(), c.evidence(), c.at()))
                .toList();
    }

    private static boolean names(Person person, Consent consent) {
        String evidence = consent.evidence().toLowerCase(Locale.ROOT);
        return person.words().stream().anyMatch(evidence::contains);
    }
}
