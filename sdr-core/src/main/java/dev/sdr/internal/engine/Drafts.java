package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.answer.Draft;
import dev.sdr.answer.Draft.State;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Drafts as records: one for each reply, open ones in the order of their ends. */
final class Drafts {

    static final String KIND = "draft";
    private static final String OPEN = "OPEN ";
    private static final String OVER = "DONE ";

    private Drafts() {}

    /**
     * A draft as stored.
     *
     * @param draft the draft
     * @param version of its record
     */
    record Stored(Draft draft, long version) {

        Stored(Draft draft) {
            this(draft, 0);
        }

        boolean isOpen() {
            return draft.state() == State.OPEN;
        }

        Stored with(Draft changed) {
            return new Stored(changed, version);
        }
    }

    /** Removes drafts that are over and ended before a moment. */
    static int forget(Tx tx, Instant before, int limit) {
        List<StoredRecord> old =
                tx.records().scan(KIND, Optional.empty(), OVER + before, limit); // open ones come later
        old.forEach(tx.records()::delete);
        return old.size();
    }

    static Optional<Stored> find(Tx tx, UUID inboundId) {
        return find(tx, List.of(inboundId)).stream().findFirst();
    }

    static List<Stored> find(Tx tx, Collection<UUID> inboundIds) {
        return tx.records().get(KIND, inboundIds.stream().map(UUID::toString).toList()).stream()
                .map(Drafts::parse)
                .toList();
    }

    /** Open drafts, those that end first before the others. */
    static List<Stored> open(Tx tx, int limit) {
        return scan(tx, OPEN + "\uffff", limit);
    }

    /** Open drafts whose end has come. */
    static List<Stored> expired(Tx tx, Instant now, int limit) {
        return scan(tx, OPEN + now, limit);
    }

    private static List<Stored> scan(Tx tx, String to, int limit) {
        StoredRecord start = new StoredRecord(KIND, "", 0, OPEN, "");
        return tx.records().scan(KIND, Optional.of(start), to, limit).stream()
                .map(Drafts::parse)
                .toList();
    }

    /** Writes a draft. Returns false if somebody else has changed it meanwhile; then nothing was written. */
    static boolean write(Tx tx, Stored stored) {
        Draft d = stored.draft();
        ObjectNode json = Json.object()
                .put("lead", d.leadId())
                .put("mailbox", d.mailboxId())
                .put("from", d.from())
                .put("to", d.to())
                .put("subject", d.subject())
                .put("text", d.text())
                .put("created_at", d.createdAt().toString())
                .put("expires_at", d.expiresAt().toString())
                .put("state", d.state().name())
                .put("note", d.note());
        d.html().ifPresent(h -> json.put("html", h));
        d.references().forEach(json.putArray("references")::add);
        String index = (d.state() == State.OPEN ? OPEN : OVER) + d.expiresAt();
        return tx.records()
                .put(new StoredRecord(KIND, d.inboundId().toString(), stored.version(), index, json.toString()));
    }

    /** A state of a newer version's is none that could be approved. */
    private static State state(String name) {
        for (State state : State.values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return State.OVERTAKEN;
    }

    private static Stored parse(StoredRecord record) {
        JsonNode json = Json.read(record.json());
        List<String> references = new ArrayList<>();
        json.path("references").forEach(r -> references.add(r.asText()));
        return new Stored(
                new Draft(
                        UUID.fromString(record.key()),
                        json.path("lead").asText(),
                        json.path("mailbox").asText(),
                        json.path("from").asText(),
                        json.path("to").asText(),
                        json.path("subject").asText(),
                        json.path("text").asText(),
                        Json.text(json, "html"),
                        references,
                        Instant.parse(json.path("created_at").asText()),
                        Instant.parse(json.path("expires_at").asText()),
                        state(json.path("state").asText()),
                        json.path("note").asText()),
                record.version());
    }
}
