package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Purpose;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Campaigns as records. */
final class CampaignRecords {

    private static final String KIND = "campaign";
    private static final int PAGE = 500;

    private CampaignRecords() {}

    /**
     * A campaign as stored.
     *
     * @param campaign the campaign
     * @param version of the record
     */
    record Stored(Campaign campaign, long version) {}

    static Optional<Stored> read(Tx tx, String id) {
        return Optional.ofNullable(read(tx, List.of(id)).get(id));
    }

    static Map<String, Stored> read(Tx tx, Collection<String> ids) {
        Map<String, Stored> found = new HashMap<>();
        for (StoredRecord record : tx.records().get(KIND, ids)) {
            found.put(record.key(), parse(record));
        }
        return found;
    }

    static List<Campaign> all(Tx tx) {
        List<Campaign> all = new ArrayList<>();
        Optional<StoredRecord> after = Optional.empty();
        while (true) {
            List<StoredRecord> page = tx.records().scan(KIND, after, "\uffff", PAGE);
            page.forEach(record -> all.add(parse(record).campaign()));
            if (page.size() < PAGE) {
                return all;
            }
            after = Optional.of(page.get(page.size() - 1));
        }
    }

    /** Writes a campaign; version 0 inserts it. */
    static boolean write(Tx tx, Stored stored) {
        Campaign c = stored.campaign();
        String json = Json.object()
                .put("name", c.name())
                .put("created_at", c.createdAt().toString())
                .put("sequence", c.sequenceId())
                .put("purpose", c.purpose().name())
                .put("status", c.status().name())
                .toString();
        return tx.records()
                .put(new StoredRecord(
                        KIND, c.id(), stored.version(), c.createdAt().toString(), json));
    }

    private static Stored parse(StoredRecord record) {
        JsonNode json = Json.read(record.json());
        Campaign campaign = new Campaign(
                record.key(),
                json.path("name").asText(),
                Instant.parse(json.path("created_at").asText()),
                json.path("sequence").asText(),
                purpose(json.path("purpose").asText()),
                status(json.path("status").asText()));
        return new Stored(campaign, record.version());
    }

    /** A purpose from a newer version is taken for the most careful one. */
    private static Purpose purpose(String name) {
        for (Purpose purpose : Purpose.values()) {
            if (purpose.name().equals(name)) {
                return purpose;
            }
        }
        return Purpose.COLD;
    }

    /** A status from a newer version holds the campaign. */
    private static Campaign.Status status(String name) {
        for (Campaign.Status status : Campaign.Status.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return Campaign.Status.PAUSED;
    }
}
