package dev.sdr.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.store.RecordKinds;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was spent and what was answered, in the store. A call takes its place in the totals before it is made, at the most it
 * may cost, and is settled at what it did cost; a place that is never settled, because of a crash, stays taken. So the totals
 * never fall short of what was spent, on however many nodes.
 *
 * <p>Locks, in this order: the lead's row, the lead's record, then the rows of campaign and day in the order of their keys.
 * Nobody else locks the latter. The lead's record is written only under the lock of a row that has the lead, so that nothing
 * comes back after the person was erased.
 */
final class Ledger {

    static final String KIND = RecordKinds.MODEL_USAGE;
    static final String CAMPAIGN = "campaign/";
    static final String DAY = RecordKinds.DAY;

    private static final int PAGE = 500;

    private final SequenceStore store;
    private final Budget budget;
    private final Clock clock;

    Ledger(SequenceStore store, Budget budget, Clock clock) {
        this.store = store;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * A place for one call.
     *
     * @param leadId whose, or empty
     * @param since when the lead's record was begun; empty if there is none
     * @param keys the rows of campaign and day, in their order
     * @param most the most that the call may cost
     */
    record Place(String leadId, Optional<String> since, List<String> keys, long most) {

        Place of(long other) {
            return new Place(leadId, since, keys, other);
        }
    }

    /**
     * A place, or why there is none.
     *
     * @param place the place
     * @param refusal which limit the call might pass; empty if there is a place
     */
    record Taken(Optional<Place> place, String refusal) {}

    static String key(LocalDate day) {
        return DAY + day;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What was answered to a question before. */
    Optional<Answered> remembered(String leadId, String hash) {
        return leadId.isEmpty()
                ? Optional.empty()
                : store.inTransaction(tx -> tx.records().get(LeadMemory.KIND, List.of(leadId)).stream()
                        .findFirst()
                        .flatMap(r -> Optional.ofNullable(
                                        LeadMemory.of(r).answers().get(hash))
                                .map(LeadMemory.Kept::answered)));
    }

    /**
     * Keeps something under a name of its own beside the answers about a lead, unless something is kept there already.
     *
     * @return what is kept from now on; what was given, if there is no such lead
     */
    Answered keep(String leadId, String name, Answered answered) {
        Instant now = now();
        return store.inTransaction(tx -> {
            Optional<LeadMemory> lead = lock(tx, leadId, now);
            Optional<Answered> before = lead.flatMap(
                            l -> Optional.ofNullable(l.answers().get(name)))
                    .map(LeadMemory.Kept::answered);
            if (lead.isPresent() && before.isEmpty()) {
                LeadMemory changed = lead.get().with(name, new LeadMemory.Kept(answered, now));
                write(tx, changed.record(leadId, now));
            }
            return before.orElse(answered);
        });
    }

    /** Takes a place for a call, unless that might pass a limit. */
    Taken take(String leadId, Optional<String> campaignId, long most) {
        Instant now = now();
        String day = key(now.atZone(ZoneOffset.UTC).toLocalDate());
        List<String> keys =
                campaignId.map(id -> List.of(CAMPAIGN + id, day)).orElse(List.of(day)); // in the order of the keys
        return store.inTransaction(tx -> {
            Optional<LeadMemory> lead = lock(tx, leadId, now);
            Map<String, Row> rows = new LinkedHashMap<>();
            keys.forEach(key -> rows.put(key, lock(tx, key)));
            Optional<String> refusal = lead.flatMap(l -> l.totals().beyond(budget.lead(), most, "for each lead"));
            for (Map.Entry<String, Row> row : rows.entrySet()) {
                boolean ofDay = row.getKey().startsWith(DAY);
                Budget.Limit limit = ofDay ? budget.day() : budget.campaign();
                String of = ofDay ? "for each day" : "for each campaign";
                refusal = refusal.or(() -> row.getValue().totals.beyond(limit, most, of));
            }
            if (refusal.isPresent()) {
                return new Taken(Optional.empty(), refusal.get());
            }
            lead.ifPresent(l -> write(tx, l.with(l.totals().reserved(most)).record(leadId, now)));
            rows.forEach(
                    (key, row) -> write(tx, row.with(row.totals.reserved(most)).record(key)));
            return new Taken(Optional.of(new Place(leadId, lead.map(LeadMemory::since), keys, most)), "");
        });
    }

    /**
     * Settles a call.
     *
     * @param place its place
     * @param spent what it did cost, with one call; none if it was certainly not made
     * @param hash the question, if its answer is to be kept
     * @param answered the answer
     */
    void settle(Place place, Totals spent, String hash, Optional<Answered> answered) {
        Instant now = now();
        store.inTransaction(tx -> {
            Optional<LeadMemory> lead = place.since().isEmpty() ? Optional.empty() : lock(tx, place.leadId(), now);
            lead.ifPresent(l -> {
                boolean ours = place.since().equals(Optional.of(l.since()));
                LeadMemory settled = ours ? l.with(l.totals().settled(place.most(), spent)) : l;
                LeadMemory kept = answered.map(a -> settled.with(hash, new LeadMemory.Kept(a, now)))
                        .orElse(settled);
                if (ours) {
                    write(tx, kept.record(place.leadId(), now));
                }
            });
            for (String key : place.keys()) {
                Row row = lock(tx, key);
                write(tx, row.with(row.totals.settled(place.most(), spent)).record(key));
            }
            return true;
        });
    }

    /** The record of a lead that is there, under the lead's lock; empty for one that is not, or no longer. */
    private static Optional<LeadMemory> lock(Tx tx, String leadId, Instant now) {
        return leadId.isEmpty()
                ? Optional.empty()
                : RecordKinds.lockLead(tx, leadId)
                        .map(lead -> tx.records()
                                .lock(LeadMemory.KIND, leadId, true)
                                .map(LeadMemory::of)
                                .orElseGet(() -> LeadMemory.begun(now)));
    }

    /**
     * The row of a campaign or day.
     *
     * @param version of its record
     * @param totals what was spent
     */
    private record Row(long version, Totals totals) {

        static Row of(StoredRecord record) {
            return new Row(record.version(), Totals.of(LeadMemory.read(record.json())));
        }

        Row with(Totals changed) {
            return new Row(version, changed);
        }

        StoredRecord record(String key) {
            ObjectNode json = LeadMemory.object();
            totals.write(json);
            return new StoredRecord(KIND, key, version, key, json.toString());
        }
    }

    /** Makes the row if it is missing, so that there is one to lock. */
    private static Row lock(Tx tx, String key) {
        Optional<StoredRecord> found = tx.records().lock(KIND, key, true);
        if (found.isEmpty()) {
            tx.records().insertMissing(List.of(new Row(0, Totals.NONE).record(key)));
            found = tx.records().lock(KIND, key, true);
        }
        return Row.of(found.orElseThrow(() -> new IllegalStateException("the row " + key + " was removed meanwhile")));
    }

    private static void write(Tx tx, StoredRecord record) {
        if (!tx.records().put(record)) {
            throw new IllegalStateException(
                    "the store let somebody else write " + record.kind() + " while it was locked");
        }
    }

    Totals total(String key) {
        return store.inTransaction(tx -> tx.records().get(KIND, List.of(key)).stream()
                .findFirst()
                .map(r -> Row.of(r).totals)
                .orElse(Totals.NONE));
    }

    /** Totals by what follows the prefix, from one to another, both included. */
    SortedMap<String, Totals> totals(String prefix, String from, String to) {
        SortedMap<String, Totals> all = new TreeMap<>();
        Optional<StoredRecord> after = Optional.of(new StoredRecord(KIND, "", 0, prefix + from, ""));
        while (true) {
            Optional<StoredRecord> last = after;
            List<StoredRecord> page = store.inTransaction(tx -> tx.records().scan(KIND, last, prefix + to, PAGE));
            page.forEach(r -> all.put(r.key().substring(prefix.length()), Row.of(r).totals));
            if (page.size() < PAGE) {
                return all;
            }
            after = Optional.of(page.get(page.size() - 1));
        }
    }

    Totals leadTotal(String leadId) {
        return store.inTransaction(tx -> tx.records().get(LeadMemory.KIND, List.of(leadId)).stream()
                .findFirst()
                .map(r -> LeadMemory.of(r).totals())
                .orElse(Totals.NONE));
    }
}
