package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Step;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import dev.sdr.track.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A page of open events, with the people they are about, locked, and the touch of each. One event may have been reported
 * several times, with other ids or none: it counts once, for the touch its ids name; without ids for the person's latest mail
 * begun before it. A guess gives way to a report with ids, whichever comes first.
 */
final class EventPage {

    /** How long after it left a mail's events are taken for its own if they do not say so. */
    static final Duration GUESSED_WITHIN = Duration.ofDays(5);

    /** Providers' clocks may be behind by that. */
    private static final Duration CLOCKS = Duration.ofSeconds(10);

    /**
     * An event of the page.
     *
     * @param event as it is from now on
     * @param touch its touch, if one is known
     * @param leads whom it is about: who has the address, and to whom the touch went
     * @param again whether it was reported and dealt with before, with other ids
     */
    record Item(RecordedEvent event, Optional<Touch> touch, Set<String> leads, boolean again) {}

    private final List<Item> items = new ArrayList<>();
    private final List<RecordedEvent> gone = new ArrayList<>();
    private final Map<String, StoredLead> leads = new LinkedHashMap<>();
    private final Map<TouchKey, Touch> touches = new HashMap<>();
    private final Map<String, String> keyOfLead = new HashMap<>();

    private EventPage() {}

    /** The events that count, with what they are about. */
    List<Item> items() {
        return items;
    }

    /** Reports that say nothing new, or guesses that gave way. They are to be removed. */
    List<RecordedEvent> gone() {
        return gone;
    }

    /** A locked person by address key. */
    Optional<StoredLead> lead(String addressKey) {
        return Optional.ofNullable(leads.get(addressKey));
    }

    /** Writes a person down as changed. */
    void changed(StoredLead lead) {
        leads.put(lead.addressKey(), lead);
    }

    Optional<Touch> touch(TouchKey key) {
        return Optional.ofNullable(touches.get(key));
    }

    /** Locks the people of some events, in their order, and finds out what each is about. */
    static EventPage of(Tx tx, List<RecordedEvent> open) {
        EventPage page = new EventPage();
        page.readTouches(tx, open);
        page.lockPeople(tx, open);
        Map<Long, List<RecordedEvent>> alike =
                tx.mailEvents().alike(open.stream().map(RecordedEvent::key).toList()).stream()
                        .collect(Collectors.groupingBy(e -> e.key().getMostSignificantBits()));
        Map<String, List<Touch>> mailsTo = page.mailsTo(tx, open);
        Set<UUID> mine = open.stream().map(RecordedEvent::key).collect(Collectors.toSet());
        for (RecordedEvent event : open) {
            List<RecordedEvent> reports = alike.getOrDefault(event.key().getMostSignificantBits(), List.of());
            page.add(event, reports, mine, mailsTo);
        }
        return page;
    }

    private void readTouches(Tx tx, List<RecordedEvent> open) {
        Set<TouchKey> keys = open.stream().flatMap(e -> e.touch().stream()).collect(Collectors.toSet());
        tx.touches().byKeys(keys).forEach(t -> touches.put(t.id(), t));
    }

    private void lockPeople(Tx tx, List<RecordedEvent> open) {
        Set<String> keys = new TreeSet<>();
        Set<String> leadIds = touches.values().stream().map(Touch::leadId).collect(Collectors.toSet());
        tx.leads().byIds(leadIds).forEach(l -> {
            keys.add(l.addressKey());
            keyOfLead.put(l.lead().orElseThrow().id(), l.addressKey());
        });
        open.forEach(e -> e.addressKey().ifPresent(keys::add));
        Set<String> unknown = open.stream()
                .filter(EventEffects::suppresses)
                .flatMap(e -> e.addressKey().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            tx.leads().insertMissing(unknown.stream().map(StoredLead::bare).toList());
        }
        tx.leads().lock(keys).forEach(l -> leads.put(l.addressKey(), l));
    }

    /** The mails to the people of events that name none, by address key. */
    private Map<String, List<Touch>> mailsTo(Tx tx, List<RecordedEvent> open) {
        Map<String, String> keyById = new HashMap<>();
        open.stream()
                .filter(e -> !e.namesMail() && e.touch().isEmpty())
                .flatMap(e -> e.addressKey().stream())
                .flatMap(key -> lead(key).stream())
                .forEach(l -> l.lead().ifPresent(lead -> keyById.put(lead.id(), l.addressKey())));
        if (keyById.isEmpty()) {
            return Map.of();
        }
        List<UUID> enrollments = tx.enrollments().ofLeads(keyById.keySet()).stream()
                .map(Enrollment::id)
                .toList();
        List<Touch> mails = tx.touches().ofEnrollments(enrollments).stream()
                .filter(t -> t.channel().equals(Step.EMAIL) && t.state().mayHaveLeft())
                .toList();
        mails.forEach(t -> {
            touches.put(t.id(), t);
            Optional.ofNullable(keyById.get(t.leadId())).ifPresent(key -> keyOfLead.put(t.leadId(), key));
        });
        return mails.stream().collect(Collectors.groupingBy(t -> keyById.getOrDefault(t.leadId(), "")));
    }

    private void add(
            RecordedEvent event, List<RecordedEvent> reports, Set<UUID> mine, Map<String, List<Touch>> mailsTo) {
        Optional<Touch> touch = event.touch().flatMap(this::touch);
        boolean again = false;
        if (event.namesMail()) {
            for (RecordedEvent other : reports) {
                boolean closed = !other.open();
                boolean earlier = closed || (mine.contains(other.key()) && KEYS.compare(other.key(), event.key()) < 0);
                if (other.namesMail() && !other.key().equals(event.key()) && earlier && sameMail(other, event)) {
                    gone.add(event); // the same mail by its other id
                    return;
                }
                if (!other.namesMail() && closed) {
                    gone.add(other); // a guess
                    again = true;
                }
            }
        } else if (reports.stream().anyMatch(RecordedEvent::namesMail)) {
            gone.add(event);
            return;
        } else if (touch.isEmpty()) {
            touch = event.addressKey().flatMap(key -> latest(mailsTo.getOrDefault(key, List.of()), event.at()));
        }
        Set<String> about = new HashSet<>();
        event.addressKey().ifPresent(about::add);
        touch.flatMap(t -> Optional.ofNullable(keyOfLead.get(t.leadId()))).ifPresent(about::add);
        items.add(new Item(event.of(touch.map(Touch::id)), touch, about, again));
    }

    private static final Comparator<UUID> KEYS = Comparator.comparing(UUID::toString);

    private static boolean sameMail(RecordedEvent a, RecordedEvent b) {
        return a.touch().isPresent() && a.touch().equals(b.touch());
    }

    private static Optional<Touch> latest(Collection<Touch> mails, Instant at) {
        Instant until = at.plus(CLOCKS);
        return mails.stream()
                .filter(t -> !t.begunAt().truncatedTo(ChronoUnit.SECONDS).isAfter(until)
                        && t.begunAt().plus(GUESSED_WITHIN).isAfter(at))
                .max(Comparator.comparing(Touch::begunAt).thenComparing(Touch::id));
    }
}
