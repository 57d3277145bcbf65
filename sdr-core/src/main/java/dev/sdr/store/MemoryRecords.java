package dev.sdr.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Records in memory. */
final class MemoryRecords implements RecordRows {

    private record Position(String index, String key) {}

    private static final Comparator<String> BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::index, BYTES).thenComparing(Position::key, BYTES);

    private final Undo undo;
    private final Map<String, Map<String, StoredRecord>> byKey = new HashMap<>();
    private final Map<String, TreeMap<Position, StoredRecord>> ordered = new HashMap<>();

    MemoryRecords(Undo undo) {
        this.undo = undo;
    }

    @Override
    public List<StoredRecord> get(String kind, Collection<String> keys) {
        Map<String, StoredRecord> ofKind = byKey.getOrDefault(kind, Map.of());
        return keys.stream()
                .distinct()
                .map(ofKind::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public Optional<StoredRecord> lock(String kind, String key, boolean exclusive) {
        return get(kind, List.of(key)).stream().findFirst();
    }

    @Override
    public boolean put(StoredRecord record) {
        Map<String, StoredRecord> ofKind = byKey.computeIfAbsent(record.kind(), k -> new HashMap<>());
        StoredRecord before = ofKind.get(record.key());
        if ((before == null ? 0 : before.version()) != record.version()) {
            return false;
        }
        TreeMap<Position, StoredRecord> order = ordered.computeIfAbsent(record.kind(), k -> new TreeMap<>(ORDER));
        if (before != null) {
            undo.put(order, new Position(before.index(), before.key()), null);
        }
        StoredRecord written =
                new StoredRecord(record.kind(), record.key(), record.version() + 1, record.index(), record.json());
        undo.put(ofKind, record.key(), written);
        undo.put(order, new Position(record.index(), record.key()), written);
        return true;
    }

    @Override
    public void insertMissing(Collection<StoredRecord> records) {
        records.forEach(this::put);
    }

    @Override
    public List<StoredRecord> scan(String kind, Optional<StoredRecord> after, String toIndex, int limit) {
        TreeMap<Position, StoredRecord> order = ordered.getOrDefault(kind, new TreeMap<>(ORDER));
        var rest = after.map(a -> order.tailMap(new Position(a.index(), a.key()), false))
                .orElse(order);
        return rest.values().stream()
                .takeWhile(r -> BYTES.compare(r.index(), toIndex) <= 0)
                .limit(limit)
                .toList();
    }

    @Override
    public boolean delete(StoredRecord record) {
        Map<String, StoredRecord> ofKind = byKey.getOrDefault(record.kind(), Map.of());
        StoredRecord before = ofKind.get(record.key());
        if (before == null || before.version() != record.version()) {
            return false;
        }
        undo.put(ofKind, record.key(), null);
        undo.put(
                ordered.getOrDefault(record.kind(), new TreeMap<>(ORDER)),
                new Position(before.index(), before.key()),
                null);
        return true;
    }
}
