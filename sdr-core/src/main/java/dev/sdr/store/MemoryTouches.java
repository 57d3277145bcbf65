package dev.sdr.store;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import java.time.Instant;
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
import java.util.UUID;

/** The outbox in memory. */
final class MemoryTouches implements TouchRows {

    private final Undo undo;
    private final TreeMap<TouchKey, Touch> byKey = new TreeMap<>();
    private final TreeMap<TouchKey, Touch> unsettled = new TreeMap<>();
    private final Map<String, TouchKey> byAnyId = new HashMap<>();
    private final Map<TouchKey, TouchContent> contents = new HashMap<>();

    MemoryTouches(Undo undo) {
        this.undo = undo;
    }

    @Override
    public Set<TouchKey> begin(Collection<Touch> touches) {
        Set<TouchKey> begun = new HashSet<>();
        for (Touch touch : touches) {
            Touch before = byKey.get(touch.id());
            if (before == null || before.state() == TouchState.DEFERRED || before.state() == TouchState.CANCELLED) {
                write(touch);
                begun.add(touch.id());
            }
        }
        return begun;
    }

    @Override
    public Set<TouchKey> update(Collection<Touch> touches, Set<TouchState> from) {
        Set<TouchKey> written = new HashSet<>();
        for (Touch touch : touches) {
            Touch before = byKey.get(touch.id());
            if (before != null
                    && from.contains(before.state())
                    && before.attempt().equals(touch.attempt())) {
                write(touch);
                written.add(touch.id());
            }
        }
        return written;
    }

    private void write(Touch touch) {
        undo.put(byKey, touch.id(), touch);
        boolean open = touch.state() == TouchState.SENDING || touch.state() == TouchState.PENDING;
        undo.put(unsettled, touch.id(), open ? touch : null);
        undo.put(byAnyId, touch.messageId(), touch.id());
        touch.providerId().ifPresent(id -> undo.put(byAnyId, id, touch.id()));
    }

    @Override
    public List<Touch> byKeys(Collection<TouchKey> keys) {
        return keys.stream().distinct().map(byKey::get).filter(Objects::nonNull).toList();
    }

    @Override
    public List<Touch> ofEnrollments(Collection<UUID> enrollmentIds) {
        return enrollmentIds.stream()
                .distinct()
                .flatMap(id ->
                        byKey.subMap(new TouchKey(id, ""), true, new TouchKey(id, "\uffff"), true).values().stream())
                .sorted(Comparator.comparing(Touch::begunAt))
                .toList();
    }

    @Override
    public List<Touch> byMessageIds(Collection<String> ids) {
        return byKeys(ids.stream().map(byAnyId::get).filter(Objects::nonNull).toList());
    }

    /** The touch that has an id, our Message-ID first, then the provider's. */
    Optional<TouchKey> named(Optional<String> messageId, Optional<String> providerId) {
        return messageId.map(byAnyId::get).or(() -> providerId.map(byAnyId::get));
    }

    @Override
    public List<Touch> byProviderThreads(String mailboxId, Collection<String> threads) {
        return byKey.values().stream()
                .filter(t -> t.mailboxId().equals(mailboxId)
                        && t.providerThread().filter(threads::contains).isPresent())
                .toList();
    }

    @Override
    public Sending sending(String mark, int limit) {
        return new Sending(
                unsettled.values().stream()
                        .filter(t -> t.state() == TouchState.SENDING)
                        .limit(limit)
                        .toList(),
                mark);
    }

    @Override
    public List<Touch> pending(Instant now, int limit) {
        return unsettled.values().stream()
                .filter(t -> t.state() == TouchState.PENDING
                        && !t.nextLookAt().orElseThrow().isAfter(now))
                .sorted(Comparator.comparing(t -> t.nextLookAt().orElseThrow()))
                .limit(limit)
                .toList();
    }

    int removeContents(Collection<UUID> enrollmentIds) {
        List<TouchKey> keys = contents.keySet().stream()
                .filter(k -> enrollmentIds.contains(k.enrollmentId()))
                .toList();
        keys.forEach(k -> undo.put(contents, k, null));
        return keys.size();
    }

    /** Leaves of the touches of an enrollment that they may have left, under another lead's name. */
    void rename(UUID enrollmentId, String leadId) {
        for (Touch touch : ofEnrollments(List.of(enrollmentId))) {
            touch.providerId().ifPresent(id -> undo.put(byAnyId, id, null));
            write(new Touch(
                    touch.id(),
                    leadId,
                    touch.channel(),
                    touch.mailboxId(),
                    touch.state(),
                    touch.attempt(),
                    touch.begunAt(),
                    touch.capDay(),
                    touch.counters(),
                    touch.messageId(),
                    touch.thread(),
                    Optional.empty(),
                    Optional.empty(),
                    touch.nextLookAt(),
                    touch.settledAt(),
                    ""));
        }
    }

    List<TouchKey> remove(Collection<UUID> enrollmentIds) {
        List<Touch> gone = ofEnrollments(enrollmentIds).stream()
                .filter(t -> t.state() != TouchState.SENDING
                        && t.state() != TouchState.PENDING
                        && t.state() != TouchState.UNKNOWN)
                .toList();
        for (Touch touch : gone) {
            undo.put(byKey, touch.id(), null);
            undo.put(byAnyId, touch.messageId(), null);
            touch.providerId().ifPresent(id -> undo.put(byAnyId, id, null));
        }
        return gone.stream().map(Touch::id).toList();
    }

    @Override
    public void keep(Collection<TouchContent> kept) {
        kept.forEach(c -> undo.put(contents, c.id(), c));
    }

    @Override
    public List<TouchContent> contents(Collection<TouchKey> keys) {
        return keys.stream()
                .distinct()
                .map(contents::get)
                .filter(Objects::nonNull)
                .toList();
    }
}
