package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.event.Event;
import dev.sdr.observe.AuditRecord;
import dev.sdr.store.RecordKinds;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The audit record: each sentence once for its subject, whichever node says it first. */
final class AuditTrail {

    private static final String KIND = "audit";
    private static final int PAGE = 500;

    private AuditTrail() {}

    /** Adds a record and its event, unless the same was recorded before. */
    static boolean add(Tx tx, Journal journal, AuditRecord record) {
        return add(tx, journal, record, key(record));
    }

    /** Adds a record and its event, also if the same was recorded before. */
    static void addAgain(Tx tx, Journal journal, AuditRecord record, UUID id) {
        add(tx, journal, record, id.toString());
    }

    private static boolean add(Tx tx, Journal journal, AuditRecord record, String key) {
        String json = Json.object()
                .put("what", record.what())
                .put("subject", record.subject())
                .put("at", record.at().toString())
                .put("sentence", record.sentence())
                .toString();
        boolean added = tx.records().put(new StoredRecord(KIND, key, 0, RecordKinds.moment(record.at()), json));
        if (added) {
            journal.noteGlobal(
                    Event.AUDITED, "what", record.what(), "subject", record.subject(), "sentence", record.sentence());
        }
        return added;
    }

    private static String key(AuditRecord record) {
        UUID sentence = UUID.nameUUIDFromBytes(record.sentence().getBytes(StandardCharsets.UTF_8));
        return record.what() + "/" + record.subject() + "/" + sentence;
    }

    static List<AuditRecord> all(Tx tx) {
        List<AuditRecord> all = new ArrayList<>();
        Optional<StoredRecord> after = Optional.empty();
        while (true) {
            List<StoredRecord> page = tx.records().scan(KIND, after, "\uffff", PAGE);
            page.forEach(record -> all.add(parse(record)));
            if (page.size() < PAGE) {
                return all;
            }
            after = Optional.of(page.get(page.size() - 1));
        }
    }

    private static AuditRecord parse(StoredRecord record) {
        JsonNode json = Json.read(record.json());
        return new AuditRecord(
                json.path("what").asText(),
                json.path("subject").asText(),
                Instant.parse(json.path("at").asText()),
                json.path("sentence").asText());
    }
}
