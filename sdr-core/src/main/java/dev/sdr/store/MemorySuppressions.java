package dev.sdr.store;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The suppression ledger in memory. */
final class MemorySuppressions implements SuppressionRows {

    private record Once(Suppression.Kind kind, String value, String cause) {}

    private record Named(Suppression.Kind kind, String value) {}

    private final Undo undo;
    private final TreeMap<String, Suppression> ledger = new TreeMap<>();
    private final Map<Once, UUID> causes = new HashMap<>();
    private final Map<Named, List<Suppression>> byValue = new HashMap<>();
    private final Map<UUID, Suppression> patterns = new HashMap<>();
    private final Map<UUID, Consent> consents = new HashMap<>();
    private final Map<UUID, UUID> lifted = new HashMap<>();

    MemorySuppressions(Undo undo) {
        this.undo = undo;
    }

    @Override
    public Set<UUID> add(Collection<Suppression> entries) {
        Set<UUID> added = new HashSet<>();
        for (Suppression entry : entries) {
            Once once = new Once(entry.kind(), entry.value(), entry.cause());
            if (!causes.containsKey(once)) {
                undo.put(causes, once, entry.id());
                undo.put(ledger, entry.id().toString(), entry);
                Named named = new Named(entry.kind(), entry.value());
                List<Suppression> all = Stream.concat(byValue.getOrDefault(named, List.of()).stream(), Stream.of(entry))
                        .toList();
                undo.put(byValue, named, all);
                if (entry.kind() == Suppression.Kind.PATTERN) {
                    undo.put(patterns, entry.id(), entry);
                }
                added.add(entry.id());
            }
        }
        return added;
    }

    @Override
    public void add(Consent consent) {
        undo.put(consents, consent.id(), consent);
        consent.lifts().forEach(id -> undo.put(lifted, id, consent.id()));
    }

    @Override
    public List<Suppression> inForce(Collection<String> addressKeys, Collection<String> domains) {
        Stream<Named> names = Stream.concat(
                addressKeys.stream().map(k -> new Named(Suppression.Kind.ADDRESS, k)),
                domains.stream().map(d -> new Named(Suppression.Kind.DOMAIN, d)));
        Stream<Suppression> named = names.distinct().flatMap(n -> byValue.getOrDefault(n, List.of()).stream());
        return Stream.concat(named, patterns.values().stream())
                .filter(s -> !lifted.containsKey(s.id()))
                .toList();
    }

    @Override
    public List<Suppression> ofAddresses(Collection<String> addressKeys) {
        return addressKeys.stream()
                .distinct()
                .flatMap(k -> byValue.getOrDefault(new Named(Suppression.Kind.ADDRESS, k), List.of()).stream())
                .toList();
    }

    @Override
    public List<Consent> consents(Collection<UUID> suppressionIds) {
        Set<UUID> ids = Set.copyOf(suppressionIds);
        return consents.values().stream()
                .filter(c -> c.lifts().stream().anyMatch(ids::contains))
                .map(c -> new Consent(
                        c.id(),
                        c.lifts().stream().filter(ids::contains).collect(Collectors.toSet()),
                        c.evidence(),
                        c.at()))
                .toList();
    }

    Collection<Consent> consents() {
        return List.copyOf(consents.values());
    }

    /** Writes an entry or consent over the one of the same id. */
    void rewrite(Suppression changed) {
        undo.put(ledger, changed.id().toString(), changed);
        Named named = new Named(changed.kind(), changed.value());
        List<Suppression> all = byValue.getOrDefault(named, List.of()).stream()
                .map(s -> s.id().equals(changed.id()) ? changed : s)
                .toList();
        undo.put(byValue, named, all);
        undo.put(causes, new Once(changed.kind(), changed.value(), changed.cause()), changed.id());
    }

    void forget(Suppression entry) {
        undo.put(causes, new Once(entry.kind(), entry.value(), entry.cause()), null);
    }

    void rewrite(Consent changed) {
        undo.put(consents, changed.id(), changed);
    }

    @Override
    public List<Suppression> list(Optional<UUID> after, int limit) {
        return ledger.tailMap(after.map(UUID::toString).orElse(""), false).values().stream()
                .limit(limit)
                .toList();
    }
}
