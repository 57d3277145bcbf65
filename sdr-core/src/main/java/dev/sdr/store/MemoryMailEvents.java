package dev.sdr.store;

import dev.sdr.channel.TouchKey;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** What became of mail, in memory. */
final class MemoryMailEvents implements MailEventRows {

    private static final Comparator<UUID> KEYS = Comparator.comparing(UUID::toString);
    private static final Comparator<RecordedEvent> ARRIVAL =
            Comparator.comparing(RecordedEvent::receivedAt).thenComparing(RecordedEvent::key, KEYS);

    private final Undo undo;
    private final MemoryTouches touches;
    private final TreeMap<UUID, RecordedEvent> byKey = new TreeMap<>(KEYS);
    private final TreeMap<RecordedEvent, UUID> open = new TreeMap<>(ARRIVAL);
    private final Map<TouchKey, List<UUID>> byTouch = new HashMap<>();

    MemoryMailEvents(Undo undo, MemoryTouches touches) {
        this.undo = undo;
        this.touches = touches;
    }

    @Override
    public List<RecordedEvent> insert(Collection<RecordedEvent> events) {
        List<RecordedEvent> added = new ArrayList<>();
        for (RecordedEvent event : events) {
            if (!byKey.containsKey(event.key())) {
                Optional<TouchKey> touch = event.touch().or(() -> touches.named(event.messageId(), event.providerId()));
                RecordedEvent row = event.of(touch).open(event.open() || touch.isEmpty());
                write(Optional.empty(), Optional.of(row));
                added.add(row);
            }
        }
        return added;
    }

    private void write(Optional<RecordedEvent> before, Optional<RecordedEvent> after) {
        before.filter(RecordedEvent::open).ifPresent(e -> undo.put(open, e, null));
        before.flatMap(RecordedEvent::touch).ifPresent(touch -> {
            UUID key = before.get().key();
            undo.put(byTouch, touch, ofTouch(touch).filter(k -> !k.equals(key)).toList());
        });
        before.ifPresent(e -> undo.put(byKey, e.key(), null));
        after.ifPresent(e -> undo.put(byKey, e.key(), e));
        after.filter(RecordedEvent::open).ifPresent(e -> undo.put(open, e, e.key()));
        after.flatMap(RecordedEvent::touch).ifPresent(touch -> {
            UUID key = after.get().key();
            undo.put(
                    byTouch,
                    touch,
                    Stream.concat(ofTouch(touch), Stream.of(key)).toList());
        });
    }

    private Stream<UUID> ofTouch(TouchKey touch) {
        return byTouch.getOrDefault(touch, List.of()).stream();
    }

    @Override
    public List<RecordedEvent> lockOpen(Optional<RecordedEvent> after, int limit) {
        Collection<UUID> keys =
                after.map(a -> open.tailMap(a, false)).orElse(open).values();
        return keys.stream().limit(limit).map(byKey::get).toList();
    }

    @Override
    public List<RecordedEvent> alike(Collection<UUID> keys) {
        return keys.stream()
                .map(UUID::getMostSignificantBits)
                .distinct()
                .flatMap(half -> byKey.subMap(new UUID(half, 0), true, new UUID(half, -1), true).values().stream())
                .sorted(Comparator.comparing(RecordedEvent::key, KEYS))
                .toList();
    }

    @Override
    public List<RecordedEvent> ofTouches(Collection<TouchKey> keys, Set<MailEvent.Type> types, int most) {
        return keys.stream()
                .distinct()
                .flatMap(touch -> ofTouch(touch)
                        .map(byKey::get)
                        .filter(e -> types.contains(e.type()))
                        .sorted(Comparator.comparing(RecordedEvent::at).thenComparing(RecordedEvent::key, KEYS))
                        .limit(most))
                .sorted(Comparator.comparing(RecordedEvent::at).thenComparing(RecordedEvent::key, KEYS))
                .toList();
    }

    @Override
    public void save(Collection<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            Optional<RecordedEvent> before = Optional.ofNullable(byKey.get(event.key()));
            before.ifPresent(b -> write(before, Optional.of(event)));
        }
    }

    /** The events of an address that are about no touch. */
    List<UUID> foreign(String addressKey, int limit) {
        return byKey.values().stream()
                .filter(e -> e.touch().isEmpty() && e.addressKey().equals(Optional.of(addressKey)))
                .map(RecordedEvent::key)
                .limit(limit)
                .toList();
    }

    @Override
    public void remove(Collection<UUID> keys) {
        for (UUID key : keys) {
            Optional<RecordedEvent> before = Optional.ofNullable(byKey.get(key));
            before.ifPresent(b -> write(before, Optional.empty()));
        }
    }

    void removeOf(Collection<TouchKey> gone) {
        remove(gone.stream()
                .flatMap(this::ofTouch)
                .flatMap(key -> Optional.ofNullable(byKey.get(key)).stream())
                .filter(e -> !e.open())
                .map(RecordedEvent::key)
                .toList());
    }

    int removeTraces(Instant receivedBefore, int limit) {
        List<RecordedEvent> old = byKey.values().stream()
                .filter(e -> !e.open() && e.receivedAt().isBefore(receivedBefore))
                .toList();
        List<UUID> foreign = old.stream()
                .filter(e -> e.touch().isEmpty())
                .map(RecordedEvent::key)
                .limit(limit)
                .toList();
        List<RecordedEvent> stripped = old.stream()
                .filter(e -> e.touch().isPresent())
                .filter(e -> e.details().containsKey(MailEvent.USER_AGENT)
                        || e.details().containsKey(MailEvent.IP))
                .limit(limit)
                .map(RecordedEvent::withoutTraces)
                .toList();
        remove(foreign);
        save(stripped);
        return foreign.size() + stripped.size();
    }
}
