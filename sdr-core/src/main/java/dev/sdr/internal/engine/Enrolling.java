package dev.sdr.internal.engine;

import dev.sdr.consent.Suppression;
import dev.sdr.error.ConfigurationException;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.observe.Enrolled;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Transaction T8 of the protocol: puts leads into sequences, once each, unless something speaks against it. */
final class Enrolling {

    private static final int BATCH = 500;

    private final Context context;
    private final Facts facts;

    Enrolling(Context context, Facts facts) {
        this.context = context;
        this.facts = facts;
    }

    /** Enrolls leads in transactions of our own. */
    List<Enrolled> enroll(Collection<Lead> leads, Sequence sequence, String campaignId) {
        context.environment.enter();
        List<Enrolled> all = new ArrayList<>();
        List<Lead> list = List.copyOf(leads);
        for (int from = 0; from < list.size(); from += BATCH) {
            List<Lead> batch = list.subList(from, Math.min(list.size(), from + BATCH));
            all.addAll(context.transactAgain((tx, journal) -> enroll(tx, journal, batch, sequence, campaignId)));
        }
        return all;
    }

    /** Enrolls leads in a transaction of the host's. */
    List<Enrolled> enroll(Tx tx, Collection<Lead> leads, Sequence sequence, String campaignId) {
        Journal journal = new Journal(context.ids, context.now());
        List<Enrolled> enrolled = enroll(tx, journal, List.copyOf(leads), sequence, campaignId);
        tx.events().append(journal.events());
        return enrolled;
    }

    private List<Enrolled> enroll(Tx tx, Journal journal, List<Lead> leads, Sequence sequence, String campaignId) {
        context.environment.mustOwn(tx);
        Campaign campaign = campaign(tx, sequence, campaignId);
        context.catalog.keep(tx, sequence);
        Map<String, Lead> byKey = new TreeMap<>();
        Map<String, Enrolled> results = new LinkedHashMap<>();
        Set<String> ids = new HashSet<>();
        List<Enrolled> repeats = new ArrayList<>();
        for (Lead lead : leads) {
            String key = context.keys.address(lead.email());
            Lead same = byKey.get(key);
            if (same != null || !ids.add(lead.id())) {
                String why = same != null
                        ? "the same person as lead " + same.id() + " of this batch"
                        : "this batch has two leads with the id " + lead.id();
                repeats.add(new Enrolled(lead.id(), Enrolled.Result.REFUSED, Optional.empty(), why));
            } else {
                byKey.put(key, lead);
            }
        }
        Map<String, StoredLead> rows = new HashMap<>();
        Set<String> inserted = lock(tx, byKey, rows);
        Map<String, String> keyOfId = new HashMap<>();
        Set<String> older = new HashSet<>(ids);
        inserted.forEach(key -> older.remove(Must.get(byKey, key).id()));
        tx.leads().byIds(older).forEach(l -> keyOfId.put(l.lead().orElseThrow().id(), l.addressKey()));
        Map<String, Suppression> suppressed = suppressions(tx, byKey);
        List<StoredLead> known = new ArrayList<>();
        Set<String> changed = new HashSet<>();
        byKey.forEach((key, lead) -> {
            StoredLead row = rows.get(key);
            if (row == null || !keyOfId.getOrDefault(lead.id(), key).equals(key)) {
                refuse(
                        results,
                        lead,
                        "the id " + lead.id() + " belongs to another address; a lead's address is never"
                                + " changed by enrolling");
                return;
            }
            Lead stored = row.lead()
                    .filter(l -> !l.id().equals(lead.id()))
                    .map(l -> new Lead(l.id(), l.email(), lead.attributes()))
                    .orElse(lead);
            Suppression entry = suppressed.get(key);
            if (!inserted.contains(key)) {
                StoredLead updated = row.with(stored, mailbox(row));
                if (!row.isErased()) { // who was erased is refused, and nothing of what is known again is kept
                    known.add(updated);
                    row.lead()
                            .filter(before -> !before.attributes().equals(lead.attributes()))
                            .ifPresent(before -> changed.add(before.id()));
                }
                rows.put(key, updated);
            }
            Optional<Stop> stop = row.stops().stream()
                    .filter(s -> s.reason().stopsEverything())
                    .findFirst();
            if (entry != null) {
                refuse(results, lead, "suppressed: " + entry.why());
            } else if (stop.isPresent()) {
                refuse(
                        results,
                        lead,
                        "stopped: " + stop.get().reason() + " (" + stop.get().cause() + ")");
            } else if (campaign.status() == Campaign.Status.STOPPED) {
                refuse(results, lead, "campaign " + campaign.id() + " is stopped");
            }
        });
        tx.leads().save(known);
        wake(tx, changed);
        insert(tx, journal, byKey, rows, results, sequence, campaign);
        List<Enrolled> all = new ArrayList<>();
        byKey.values().forEach(lead -> all.add(results.get(lead.id())));
        all.addAll(repeats);
        return all;
    }

    /** What is new about leads may lift what the contact gate holds: they are looked at again at once. */
    private void wake(Tx tx, Set<String> leadIds) {
        if (leadIds.isEmpty()) {
            return;
        }
        List<UUID> held = tx.enrollments().ofLeads(leadIds).stream()
                .filter(Stops::isHeldByContact)
                .map(Enrollment::id)
                .toList();
        tx.enrollments().save(Stops.wakeContacts(tx.enrollments().lock(held), context.now()));
    }

    private void insert(
            Tx tx,
            Journal journal,
            Map<String, Lead> byKey,
            Map<String, StoredLead> rows,
            Map<String, Enrolled> results,
            Sequence sequence,
            Campaign campaign) {
        Map<String, List<Enrollment>> before = new HashMap<>();
        List<String> leadIds = byKey.keySet().stream()
                .filter(rows::containsKey)
                .map(key -> Must.get(rows, key).lead().orElseThrow().id())
                .toList();
        tx.enrollments().ofLeads(leadIds).stream()
                .filter(e -> e.sequenceId().equals(sequence.id()))
                .forEach(e -> before.computeIfAbsent(e.leadId(), id -> new ArrayList<>())
                        .add(e));
        List<Enrollment> fresh = new ArrayList<>();
        Map<UUID, Lead> leadOf = new HashMap<>();
        byKey.forEach((key, lead) -> {
            if (results.containsKey(lead.id())) {
                return;
            }
            StoredLead row = Must.get(rows, key);
            List<Enrollment> runs = before.getOrDefault(row.lead().orElseThrow().id(), List.of());
            boolean running = runs.stream().anyMatch(e -> e.status() == Enrollment.Status.ACTIVE);
            if (!runs.isEmpty() && (running || !context.settings.reenroll())) {
                results.put(
                        lead.id(),
                        already(lead, Optional.of(runs.get(runs.size() - 1).id())));
                return;
            }
            int run = runs.stream().mapToInt(Enrollment::run).max().orElse(0) + 1;
            Enrollment e = enrollment(row, sequence, campaign, run);
            fresh.add(e);
            leadOf.put(e.id(), lead);
        });
        Set<UUID> inserted = tx.enrollments().insert(fresh);
        for (Enrollment e : fresh) {
            Lead lead = Optional.ofNullable(leadOf.get(e.id())).orElseThrow();
            if (inserted.contains(e.id())) {
                journal.note(Event.ENROLLED, e, "sequence", e.sequenceId(), "campaign", e.campaignId());
                String known = e.leadId().equals(lead.id()) ? "" : "the person is known as lead " + e.leadId();
                results.put(lead.id(), new Enrolled(lead.id(), Enrolled.Result.ENROLLED, Optional.of(e.id()), known));
            } else {
                results.put(lead.id(), already(lead, Optional.empty()));
            }
        }
    }

    private Enrollment enrollment(StoredLead row, Sequence sequence, Campaign campaign, int run) {
        Instant now = context.now();
        Step first = sequence.steps().get(0);
        String mailbox = row.mailboxId().orElseThrow();
        Enrollment e = new Enrollment(
                context.ids.next(),
                row.lead().orElseThrow().id(),
                row.addressKey(),
                sequence.id(),
                run,
                sequence.version(),
                campaign.id(),
                mailbox,
                Enrollment.Status.ACTIVE,
                first.id(),
                now,
                now,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                now);
        Instant due = dev.sdr.pacing.Schedule.due(now, first.delay(), facts.window(e, first), facts.zone(row, mailbox));
        return e.change().step(first.id(), due).done();
    }

    private static Enrolled already(Lead lead, Optional<UUID> id) {
        return new Enrolled(lead.id(), Enrolled.Result.ALREADY, id, "the lead is in this sequence already");
    }

    private static void refuse(Map<String, Enrolled> results, Lead lead, String why) {
        results.put(lead.id(), new Enrolled(lead.id(), Enrolled.Result.REFUSED, Optional.empty(), why));
    }

    /** Inserts the people who are missing and locks the others. Returns the keys of those inserted. */
    private Set<String> lock(Tx tx, Map<String, Lead> byKey, Map<String, StoredLead> rows) {
        Map<String, StoredLead> fresh = new HashMap<>();
        byKey.forEach((key, lead) -> {
            StoredLead bare = StoredLead.bare(key);
            fresh.put(key, bare.with(lead, mailbox(bare)));
        });
        Set<String> inserted = tx.leads().insertMissing(fresh.values());
        Set<String> older = new HashSet<>(byKey.keySet());
        older.removeAll(inserted);
        inserted.forEach(key -> rows.put(key, Must.get(fresh, key)));
        tx.leads().lock(older).forEach(l -> rows.put(l.addressKey(), l));
        return inserted;
    }

    /** The mailbox a person keeps, or a stable choice among those there are. */
    String mailbox(StoredLead row) {
        List<String> ids = context.host.accounts().all().stream()
                .map(a -> a.mailbox().id())
                .toList();
        if (ids.isEmpty()) {
            throw new ConfigurationException("the runner has no mailbox; add one with SequenceRunner.Builder.mailbox");
        }
        return row.mailboxId()
                .filter(ids::contains)
                .orElseGet(() -> ids.get(context.keys.choose(ids.size(), row.addressKey())));
    }

    private Map<String, Suppression> suppressions(Tx tx, Map<String, Lead> byKey) {
        Set<String> domains = new HashSet<>();
        byKey.values()
                .forEach(l -> domains.addAll(SuppressionFacts.domains(l.email().domain())));
        Map<String, Suppression> found = new HashMap<>();
        List<Suppression> inForce = tx.suppressions().inForce(byKey.keySet(), domains);
        byKey.forEach((key, lead) -> inForce.stream()
                .filter(s -> s.channel().isEmpty() && s.names(key, lead.email()))
                .findFirst()
                .ifPresent(s -> found.put(key, s)));
        return found;
    }

    private Campaign campaign(Tx tx, Sequence sequence, String campaignId) {
        Optional<CampaignRecords.Stored> stored = CampaignRecords.read(tx, campaignId);
        if (stored.isPresent()) {
            Campaign campaign = stored.get().campaign();
            boolean oneOff = sequence.id().startsWith(OneOffs.PREFIX);
            if (!oneOff && !campaign.sequenceId().equals(sequence.id())) {
                throw new ConfigurationException("campaign '" + campaignId + "' is for sequence '"
                        + campaign.sequenceId() + "', not for '" + sequence.id() + "'");
            }
            return campaign;
        }
        if (!campaignId.equals(sequence.id()) && !campaignId.equals(OneOffs.CAMPAIGN)) {
            throw new ConfigurationException(
                    "there is no campaign '" + campaignId + "'; create it with runner.campaigns().create");
        }
        if (campaignId.equals(OneOffs.CAMPAIGN)) {
            return OneOffs.campaign(tx, context.now()); // named after itself: a mail's key may say who it is for
        }
        Campaign own = new Campaign(
                campaignId, sequence.name(), context.now(), sequence.id(), sequence.purpose(), Campaign.Status.RUNNING);
        CampaignRecords.write(tx, new CampaignRecords.Stored(own, 0));
        return own;
    }
}
