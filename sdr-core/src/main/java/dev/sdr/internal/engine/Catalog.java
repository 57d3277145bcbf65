package dev.sdr.internal.engine;

import dev.sdr.error.ConfigurationException;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.SequenceJson;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sequence versions leads are on. Each is kept in the store when the first lead is enrolled on it, so a lead
 * finishes on the version it started even after the host has edited the sequence, on every node.
 */
final class Catalog {

    static final String KIND = "sequence";
    private static final int MOST_CACHED = 1000;

    private final Sequences sequences;
    private final Map<Version, Sequence> cache = new ConcurrentHashMap<>();

    /**
     * Names a version.
     *
     * @param id the sequence
     * @param version its version
     */
    record Version(String id, String version) {
        String key() {
            return id + "@" + version;
        }
    }

    Catalog(Sequences sequences) {
        this.sequences = sequences;
    }

    /** The host's sequence as it is now. */
    Optional<Sequence> current(String id) {
        return sequences.find(id);
    }

    /** The host's sequence as it is now, which the host says it has. */
    Sequence mustHave(String id) {
        return current(id)
                .orElseThrow(() -> new ConfigurationException(
                        "there is no sequence '" + id + "'; add it to the sequences handed to the runner"));
    }

    /** Keeps a version in the store, unless it is there. */
    void keep(Tx tx, Sequence sequence) {
        Version version = new Version(sequence.id(), sequence.version());
        if (tx.records().get(KIND, List.of(version.key())).isEmpty()) {
            tx.records().put(new StoredRecord(KIND, version.key(), 0, sequence.id(), SequenceJson.toJson(sequence)));
        }
    }

    /** Versions from the cache or the store; one that is unknown or cannot be read is missing. */
    Map<Version, Sequence> load(Tx tx, Collection<Version> versions) {
        Map<Version, Sequence> found = new HashMap<>();
        Map<String, Version> missing = new HashMap<>();
        for (Version version : versions) {
            Sequence known = Answers.sequence(version.id())
                    .filter(s -> s.version().equals(version.version()))
                    .orElseGet(() -> cache.get(version));
            if (known == null) {
                missing.put(version.key(), version);
            } else {
                found.put(version, known);
            }
        }
        if (!missing.isEmpty()) {
            if (cache.size() > MOST_CACHED) {
                cache.clear();
            }
            for (StoredRecord record : tx.records().get(KIND, new ArrayList<>(missing.keySet()))) {
                Version version = missing.get(record.key());
                parse(record).ifPresent(sequence -> {
                    cache.put(version, sequence);
                    found.put(version, sequence);
                });
            }
        }
        return found;
    }

    private static Optional<Sequence> parse(StoredRecord record) {
        try {
            return Optional.of(SequenceJson.fromJson(record.json()));
        } catch (IllegalArgumentException e) {
            org.slf4j.LoggerFactory.getLogger(Catalog.class)
                    .warn("sequence version {} was written by a newer version; its leads hold", record.key(), e);
            return Optional.empty();
        }
    }
}
