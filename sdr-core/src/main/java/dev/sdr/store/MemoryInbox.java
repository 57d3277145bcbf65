package dev.sdr.store;

import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.RawMessage;
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
import java.util.UUID;

/** Inboxes in memory. */
final class MemoryInbox implements InboxRows {

    private final Undo undo;
    private final Map<String, InboxState> states = new HashMap<>();
    private final TreeMap<String, Inbound> byId = new TreeMap<>();
    private final Map<String, UUID> byIdentity = new HashMap<>();
    private final TreeMap<String, Inbound> stored = new TreeMap<>();
    private final TreeMap<String, RawMessage> raw = new TreeMap<>();
    private final Set<String> locked = new HashSet<>();

    MemoryInbox(Undo undo) {
        this.undo = undo;
    }

    void unlock() {
        locked.clear();
    }

    @Override
    public Optional<InboxState> claim(InboxState initial, UUID token, Instant now, Instant until) {
        InboxState before = states.getOrDefault(initial.mailboxId(), initial);
        if (before.leaseUntil().map(end -> !end.isBefore(now)).orElse(false)) {
            return Optional.empty();
        }
        InboxState taken = new InboxState(
                before.mailboxId(),
                before.cursor(),
                before.readThrough(),
                before.since(),
                Optional.of(token),
                Optional.of(until),
                before.problem());
        undo.put(states, taken.mailboxId(), taken);
        return Optional.of(taken);
    }

    @Override
    public Optional<InboxState> lock(String mailboxId, UUID token) {
        Optional<InboxState> state =
                Optional.ofNullable(states.get(mailboxId)).filter(s -> s.lease().equals(Optional.of(token)));
        state.ifPresent(s -> locked.add(mailboxId));
        return state;
    }

    @Override
    public void save(InboxState state) {
        if (!locked.contains(state.mailboxId())) {
            throw new IllegalStateException("an inbox is saved that was not locked");
        }
        undo.put(states, state.mailboxId(), state);
    }

    @Override
    public List<InboxState> states(Collection<String> mailboxIds) {
        return mailboxIds.stream()
                .distinct()
                .map(states::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public Set<UUID> insert(Collection<Inbound> messages) {
        Set<UUID> inserted = new HashSet<>();
        for (Inbound message : messages) {
            if (!byIdentity.containsKey(message.identity())) {
                undo.put(byIdentity, message.identity(), message.id());
                write(message);
                inserted.add(message.id());
            }
        }
        return inserted;
    }

    private void write(Inbound message) {
        undo.put(byId, message.id().toString(), message);
        boolean open = message.state() == Inbound.State.STORED;
        undo.put(stored, message.id().toString(), open ? message : null);
    }

    @Override
    public List<Inbound> claimStored(UUID token, Instant now, Instant until, int limit) {
        List<Inbound> free = new ArrayList<>();
        List<Inbound> again = new ArrayList<>();
        for (Inbound message : stored.values()) {
            if (message.leaseUntil().isEmpty() && free.size() < limit) {
                free.add(message);
            } else if (message.leaseUntil().filter(end -> end.isBefore(now)).isPresent()) {
                again.add(message);
            }
        }
        if (free.size() < limit) {
            again.sort(Comparator.comparing(m -> m.leaseUntil().orElseThrow()));
            free.addAll(again.subList(0, Math.min(again.size(), limit - free.size())));
        }
        List<Inbound> claimed = free.stream().map(m -> m.leased(token, until)).toList();
        claimed.forEach(this::write);
        return claimed;
    }

    @Override
    public boolean finish(Inbound message, UUID token) {
        Optional<Inbound> ours = Optional.ofNullable(byId.get(message.id().toString()))
                .filter(m -> m.state() == Inbound.State.STORED && m.lease().equals(Optional.of(token)));
        ours.ifPresent(before -> write(before.done(message.analysis())));
        return ours.isPresent();
    }

    @Override
    public Optional<Inbound> adopt(Inbound message) {
        Optional<Inbound> before = Optional.ofNullable(byId.get(message.id().toString()))
                .filter(m -> m.touch().isEmpty() && !m.referenceKeys().isEmpty());
        before.ifPresent(m -> write(message.inPlaceOf(m)));
        return before;
    }

    /** Messages about some leads, or that refer to a key. */
    List<Inbound> of(Set<String> leadIds, String referenceKey, int limit) {
        return byId.values().stream()
                .filter(m -> m.leadId().filter(leadIds::contains).isPresent()
                        || m.referenceKeys().contains(referenceKey))
                .limit(limit)
                .toList();
    }

    void empty(Collection<UUID> ids) {
        for (Inbound message : byIds(ids)) {
            write(message.stub());
            undo.put(raw, message.id().toString(), null);
        }
    }

    int removeTexts(Instant receivedBefore, int limit) {
        List<String> forms = raw.keySet().stream()
                .filter(id -> Optional.ofNullable(byId.get(id))
                        .filter(m -> m.state() == Inbound.State.DONE
                                && m.receivedAt().isBefore(receivedBefore))
                        .isPresent())
                .limit(limit)
                .toList();
        forms.forEach(id -> undo.put(raw, id, null));
        List<Inbound> old = byId.values().stream()
                .filter(m -> m.state() == Inbound.State.DONE && m.receivedAt().isBefore(receivedBefore))
                .filter(m -> !m.equals(m.withoutTexts()))
                .limit(limit)
                .toList();
        old.forEach(m -> write(m.withoutTexts()));
        return old.size();
    }

    @Override
    public List<Inbound> byIds(Collection<UUID> ids) {
        return ids.stream()
                .distinct()
                .map(id -> byId.get(id.toString()))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<Inbound> ofLead(String leadId, int limit) {
        return byId.values().stream()
                .filter(m -> m.leadId().equals(Optional.of(leadId)))
                .sorted(Comparator.comparing((Inbound m) -> m.id().toString()).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public List<Inbound> ofKind(String kind, Optional<UUID> after, int limit) {
        return byId.tailMap(after.map(UUID::toString).orElse(""), false).values().stream()
                .filter(m -> m.kind().equals(kind))
                .limit(limit)
                .toList();
    }

    @Override
    public void keepRaw(Map<UUID, RawMessage> messages) {
        messages.forEach((id, message) -> {
            if (!raw.containsKey(id.toString())) {
                undo.put(raw, id.toString(), message);
            }
        });
    }

    @Override
    public Optional<RawMessage> raw(UUID id) {
        return Optional.ofNullable(raw.get(id.toString()))
                .map(r -> r.truncated()
                        ? RawMessage.partial(r.ref(), r.bytes(), r.receivedAt())
                        : RawMessage.of(r.ref(), r.bytes(), r.receivedAt()));
    }

    @Override
    public List<Inbound> waiting(int limit) {
        return byId.values().stream()
                .filter(m -> m.kind().equals("PERSON") && m.attention() == Inbound.Attention.WAITING)
                .sorted(Comparator.comparing(Inbound::receivedAt))
                .limit(limit)
                .toList();
    }

    @Override
    public Set<UUID> attend(Collection<UUID> ids, Inbound.Attention from, Inbound.Attention to) {
        Set<UUID> changed = new HashSet<>();
        for (Inbound message : byIds(ids)) {
            if (message.attention() == from) {
                write(message.attended(to));
                changed.add(message.id());
            }
        }
        return changed;
    }

    @Override
    public void reread(Collection<Inbound> messages) {
        for (Inbound message : messages) {
            byIds(List.of(message.id())).stream()
                    .filter(m -> m.state() == Inbound.State.DONE)
                    .forEach(before -> write(before.read(message.kind(), message.reason(), message.text())
                            .analysed(message.analysis())));
        }
    }

    @Override
    public List<Inbound> kept(Optional<UUID> after, int limit) {
        return raw.tailMap(after.map(UUID::toString).orElse(""), false).keySet().stream()
                .limit(limit)
                .map(id -> Objects.requireNonNull(byId.get(id)))
                .toList();
    }

    @Override
    public List<Inbound> withoutTouch(Collection<String> referenceKeys) {
        return byId.values().stream()
                .filter(m -> m.touch().isEmpty())
                .filter(m -> m.referenceKeys().stream().anyMatch(referenceKeys::contains))
                .toList();
    }
}
