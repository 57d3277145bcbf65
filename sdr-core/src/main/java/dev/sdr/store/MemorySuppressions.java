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
import java.util.stream.Stream;

/** The suppression ledger in memory. */
final class MemorySuppressions implements SuppressionRows {

    private record Once(Suppression.Kind kind, String value, String cause) {}

    private record Named(Suppression.Kind kind, String value) {}

    private final Undo undo;
    private final TreeMap<String, Suppression> ledger = new TreeMap<>();
    private final Map<Once, UUID> causes = new HashMap<>();
    private final Map<Named, List<Suppression>> byValue = new HashMap<>();
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
        return names.distinct()
                .flatMap(n -> byValue.getOrDefault(n, List.of()).stream())
                .filter(s -> !lifted.containsKey(s.id()))
                .toList();
    }

    @Override
    public List<Suppression> list(Optional<UUID> after, int limit) {
        return ledger.tailMap(after.map(UUID::toString).orElse(""), false).values().stream()
                .limit(limit)
                .toList();
    }
}
