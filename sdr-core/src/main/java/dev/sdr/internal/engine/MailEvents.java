package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.SdrException;
import dev.sdr.internal.engine.EventPage.Item;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.PersonRows;
import dev.sdr.store.Tx;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
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
import java.util.stream.Stream;

/**
 * Stores what becomes of mail after it left, and does what it causes: at once, and in the next phase what a crash left. Nodes
 * share what is open by passing over what another has locked.
 */
final class MailEvents {

    private static final int PAGE = 200;

    /** So many events in a row that fail one by one: then the store is away, and the next phase tries again. */
    private static final int MOST_FAILURES = 3;

    /** How long a provider that posts events is kept waiting for what they cause. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    /** How long somebody who follows a link is kept waiting for what is open, whosever it is. */
    private static final Duration FOR_VISITORS = Duration.ofMillis(200);

    /** What tells two events of one mail, type and moment apart. Not the provider's id of the event: it is another when one is sent again. */
    private static final List<String> TELLING = List.of(
            MailEvent.CAUSE,
            MailEvent.STATUS,
            MailEvent.ATTEMPT,
            MailEvent.URL,
            MailEvent.LINK,
            MailEvent.METHOD,
            MailEvent.USER_AGENT,
            MailEvent.IP);

    /** What nothing follows from once its touch is known, unless that touch counts as sent and nobody knew. */
    private static final Set<MailEvent.Type> WITHOUT_EFFECT =
            EnumSet.of(MailEvent.Type.PROCESSED, MailEvent.Type.OTHER);

    private final Context context;
    private final EventEffects effects;
    private final MailboxHealth health;
    private final Settling settling;

    MailEvents(Context context, EventEffects effects, MailboxHealth health, Settling settling) {
        this.context = context;
        this.effects = effects;
        this.health = health;
        this.settling = settling;
    }

    /**
     * Stores events, all in one transaction, and then does what is open. Those that are stored already are left out. What
     * fails afterwards is reported and done by the next phase. A store of another environment, a copy or one that was set back
     * takes none: a ConfigurationException is thrown.
     *
     * @return how many were new
     */
    int record(List<MailEvent> events) {
        if (events.isEmpty()) {
            return 0;
        }
        Instant now = context.now();
        List<RecordedEvent> rows = events.stream().map(e -> row(e, now)).toList();
        int added;
        try {
            added = store(rows, now);
        } catch (ConfigurationException e) {
            context.environment.look(); // a process without phases has not seen what another one adopted
            added = store(rows, now);
        }
        try {
            boolean visitor = events.stream().allMatch(e -> e.source().equals(MailEvent.OWN));
            handle(new Budget(context.time, visitor ? FOR_VISITORS : AT_ONCE), new Report());
        } catch (SdrException e) {
            context.failed("events are stored; what they cause waits for the next phase", e);
        }
        return added;
    }

    private int store(List<RecordedEvent> rows, Instant now) {
        return context.transactAgain((tx, journal) -> {
            boolean forgot = context.environment.mustOwn(tx).forgot(now);
            List<RecordedEvent> stored = tx.mailEvents().insert(rows);
            if (forgot) {
                remember(tx, stored, now);
            }
            settleLater(tx, stored);
            return stored.size();
        });
    }

    private RecordedEvent row(MailEvent event, Instant now) {
        Optional<String> addressKey = event.recipient().map(context.keys::address);
        Instant at = event.at().truncatedTo(ChronoUnit.MICROS);
        List<String> what =
                new ArrayList<>(List.of(event.source(), event.type().name(), addressKey.orElse(""), at.toString()));
        TELLING.forEach(name -> what.add(event.details().getOrDefault(name, "")));
        return new RecordedEvent(
                context.keys.event(event.messageId().or(event::providerId), what.toArray(String[]::new)),
                event.source(),
                event.type(),
                at,
                now,
                Optional.empty(),
                addressKey,
                event.messageId(),
                event.providerId(),
                event.details(),
                Optional.empty(),
                !WITHOUT_EFFECT.contains(event.type()));
    }

    /** An event of a touch that a database which was set back has forgotten is evidence that it left. */
    private static void remember(Tx tx, List<RecordedEvent> stored, Instant now) {
        List<String> unknown = stored.stream()
                .filter(e -> e.touch().isEmpty() && e.type() != MailEvent.Type.DROPPED)
                .flatMap(e -> e.messageId().stream())
                .filter(Keys::isMessageId)
                .toList();
        if (!unknown.isEmpty()) {
            Evidence.note(tx, unknown, now);
        }
    }

    /** Opens what says that a mail left which counts as sent because nobody knew, or whose reader was erased. */
    private static void settleLater(Tx tx, List<RecordedEvent> stored) {
        Map<TouchKey, RecordedEvent> telling = new HashMap<>();
        stored.stream()
                .filter(e -> !e.open() && ProviderWord.hasLeft(e))
                .forEach(e -> e.touch().ifPresent(touch -> telling.put(touch, e)));
        if (!telling.isEmpty()) {
            tx.mailEvents()
                    .save(tx.touches().byKeys(telling.keySet()).stream()
                            .filter(t -> t.state() == TouchState.UNKNOWN || isErased(t))
                            .map(t -> Must.get(telling, t.id()).open(true))
                            .toList());
        }
    }

    /** Does what open events cause, page by page. */
    void handle(Budget budget, Report report) {
        Optional<RecordedEvent> after = Optional.empty();
        int size = PAGE;
        int failures = 0;
        while (!budget.isSpent()) {
            Optional<RecordedEvent> from = after;
            int most = size;
            Done done;
            try {
                done = context.transactAgain((tx, journal) -> page(tx, journal, from, most));
            } catch (RuntimeException e) {
                if (size > 1) {
                    size = 1; // one of them may break it: the others must not wait for it
                    continue;
                }
                failures++;
                if (e instanceof SdrException && failures == MOST_FAILURES) {
                    throw e; // it is not one event, but the store
                }
                Optional<RecordedEvent> broken = context.read(
                        tx -> tx.mailEvents().lockOpen(from, 1).stream().findFirst());
                report.problems.add(context.failed(
                        "an event failed and is tried again: "
                                + broken.map(b -> b.source() + " " + b.key()).orElse("gone"),
                        e));
                if (broken.isEmpty()) {
                    return;
                }
                after = broken;
                size = PAGE;
                continue;
            }
            failures = 0;
            health.blocked(done.blocked());
            health.putOff(done.putOff());
            if (!done.late().isEmpty()) {
                settling.settle(done.late());
            }
            if (done.size() < most) {
                return;
            }
            after = done.last();
        }
    }

    private record Done(
            int size,
            Optional<RecordedEvent> last,
            Map<String, Integer> blocked,
            Map<String, Integer> putOff,
            List<Outcome> late) {}

    private Done page(Tx tx, Journal journal, Optional<RecordedEvent> after, int limit) {
        List<RecordedEvent> open = tx.mailEvents().lockOpen(after, limit);
        if (open.isEmpty()) {
            return new Done(0, Optional.empty(), Map.of(), Map.of(), List.of());
        }
        EventPage page = EventPage.of(tx, open);
        Map<TouchKey, Touch> toGrade = toGrade(tx, page);
        Set<UUID> enrollments = new TreeSet<>();
        toGrade.keySet().forEach(t -> enrollments.add(t.enrollmentId()));
        enrollments.addAll(ofStopped(tx, page));
        tx.enrollments().lock(enrollments);
        Map<String, Integer> putOff = putOff(tx, page, context.now().minus(MailboxHealth.PUT_OFF_COUNT));
        for (Item item : page.items()) {
            if (!item.again()) {
                effects.apply(tx, journal, page, item);
            }
        }
        Map<Boolean, List<RecordedEvent>> kept = page.items().stream()
                .map(i -> ofWhomItMayBe(i).cut().open(false))
                .collect(Collectors.partitioningBy(
                        e -> e.touch().isPresent() || e.addressKey().isPresent()));
        tx.mailEvents()
                .remove(Stream.concat(page.gone().stream(), Must.get(kept, false).stream())
                        .map(RecordedEvent::key)
                        .toList());
        tx.mailEvents().save(Must.get(kept, true));
        Visits.grade(tx, journal, toGrade.values(), Must.get(kept, true));
        return new Done(
                open.size(),
                Optional.of(open.get(open.size() - 1)),
                EventEffects.blocked(page, context.now().minus(MailboxHealth.BLOCKS_COUNT)),
                putOff,
                late(page));
    }

    /**
     * An event that names neither a touch nor an address that could be asked for is not kept: mostly the visit of a mail that
     * retention removed. A touch that stays of whoever was erased is nobody's.
     */
    private static RecordedEvent ofWhomItMayBe(Item item) {
        return item.touch().filter(MailEvents::isErased).isPresent()
                ? item.event().of(Optional.empty())
                : item.event();
    }

    private static boolean isErased(Touch touch) {
        return touch.leadId().startsWith(PersonRows.ERASED);
    }

    /** The touches whose opens and clicks are to be graded: with a new one, or one that is gone, or a delivery. */
    private static Map<TouchKey, Touch> toGrade(Tx tx, EventPage page) {
        Set<TouchKey> keys = new HashSet<>();
        Set<TouchKey> delivered = new HashSet<>();
        for (Item item : page.items()) {
            Set<TouchKey> into = item.event().isVisit() ? keys : delivered;
            if (item.event().isVisit() || item.event().type() == MailEvent.Type.DELIVERED) {
                item.touch().filter(t -> !isErased(t)).ifPresent(t -> into.add(t.id()));
            }
        }
        page.gone().stream()
                .filter(e -> e.isVisit() || e.type() == MailEvent.Type.DELIVERED)
                .forEach(e -> e.touch().ifPresent(keys::add));
        delivered.removeAll(keys);
        keys.addAll(Visits.visited(tx, delivered));
        Map<TouchKey, Touch> touches = new LinkedHashMap<>();
        Set<TouchKey> unread = new HashSet<>();
        keys.forEach(key -> page.touch(key).ifPresentOrElse(t -> touches.put(key, t), () -> unread.add(key)));
        tx.touches().byKeys(unread).forEach(t -> touches.put(t.id(), t));
        return touches;
    }

    private static List<UUID> ofStopped(Tx tx, EventPage page) {
        Set<String> leadIds = page.items().stream()
                .flatMap(i -> EventEffects.stopped(i).stream())
                .flatMap(key -> page.lead(key).stream())
                .flatMap(l -> l.lead().stream())
                .map(l -> l.id())
                .collect(Collectors.toSet());
        return leadIds.isEmpty()
                ? List.of()
                : tx.enrollments().ofLeads(leadIds).stream().map(Enrollment::id).toList();
    }

    /** How many mails of each mailbox were put off for the first time. */
    private static Map<String, Integer> putOff(Tx tx, EventPage page, Instant since) {
        Map<TouchKey, Touch> touches = new HashMap<>();
        page.items().stream()
                .filter(i -> i.event().type() == MailEvent.Type.DEFERRED
                        && !i.again()
                        && i.event().at().isAfter(since))
                .flatMap(i -> i.touch().stream())
                .forEach(t -> touches.put(t.id(), t));
        tx.mailEvents().ofTouches(touches.keySet(), EnumSet.of(MailEvent.Type.DEFERRED), 100).stream()
                .filter(e -> !e.open())
                .forEach(e -> e.touch().ifPresent(touches::remove));
        Map<String, Integer> counts = new HashMap<>();
        touches.values().forEach(t -> counts.merge(t.mailboxId(), 1, Integer::sum));
        return counts;
    }

    /** Touches that counted as sent because nobody could say, and of which a provider now says that they left (T4). */
    private static List<Outcome> late(EventPage page) {
        Map<TouchKey, Outcome> late = new LinkedHashMap<>();
        for (Item item : page.items()) {
            item.touch()
                    .filter(t -> t.state() == TouchState.UNKNOWN && ProviderWord.hasLeft(item.event()))
                    .ifPresent(t -> late.put(
                            t.id(),
                            new Outcome(
                                    t,
                                    Optional.of(ProviderWord.accepted(item.event())),
                                    TouchState.SENDING,
                                    false,
                                    Optional.empty())));
        }
        return List.copyOf(late.values());
    }
}
