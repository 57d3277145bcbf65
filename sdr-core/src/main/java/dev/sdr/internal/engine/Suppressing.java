package dev.sdr.internal.engine;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.lead.EmailAddress;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The suppression ledger as a host writes and reads it (transaction T7 of the protocol). Thread-safe. */
public final class Suppressing {

    private static final Set<Stop.Reason> LIFTED_BY_CONSENT = Set.of(
            Stop.Reason.OPTED_OUT,
            Stop.Reason.HARD_BOUNCE,
            Stop.Reason.COMPLAINT,
            Stop.Reason.SUPPRESSED,
            Stop.Reason.LEFT_COMPANY);

    private final Context context;

    /**
     * What an entry is to say.
     *
     * @param kind what the value is
     * @param value the keyed hash of an address, a domain or a pattern, as entries hold them
     * @param channel the one channel it speaks of; empty for all
     * @param reason why
     * @param detail why, in one line; may be empty
     * @param source where it comes from
     * @param cause recorded once per kind, value and cause
     */
    public record Wish(
            Suppression.Kind kind,
            String value,
            Optional<String> channel,
            Suppression.Reason reason,
            String detail,
            String source,
            String cause) {}

    Suppressing(Context context) {
        this.context = context;
    }

    /** The reason of an entry by that of the stop it comes with. */
    static Suppression.Reason reason(Stop.Reason stop) {
        return switch (stop) {
            case OPTED_OUT -> Suppression.Reason.OPTED_OUT;
            case COMPLAINT -> Suppression.Reason.COMPLAINT;
            case HARD_BOUNCE -> Suppression.Reason.HARD_BOUNCE;
            case LEFT_COMPANY -> Suppression.Reason.LEFT_COMPANY;
            default -> Suppression.Reason.OTHER;
        };
    }

    /** Where an entry comes from, by its cause. */
    static String source(String cause) {
        String kind = cause.substring(0, Math.max(0, cause.indexOf(':')));
        return switch (kind) {
            case "inbound" -> "reply";
            case "touch" -> "delivery";
            case "unsubscribe" -> "one-click";
            case "" -> "unknown";
            default -> kind;
        };
    }

    /**
     * What stands for an address in the ledger.
     *
     * @param address the address
     * @return its keyed hash
     */
    public String key(EmailAddress address) {
        return context.keys.address(address);
    }

    /**
     * Adds entries, in one transaction. Those of addresses stop what runs for them at once. No touch begins against any
     * of them once this returns; what a domain or pattern names is stopped, or its step passed over, when it comes due.
     *
     * @param wishes the entries; some hundreds at once are good
     * @return how many were added; the others were recorded before
     */
    public int add(List<Wish> wishes) {
        return context.transactAgain((tx, journal) -> add(tx, journal, wishes));
    }

    private int add(Tx tx, Journal journal, List<Wish> wishes) {
        if (wishes.stream().anyMatch(w -> w.kind() != Suppression.Kind.ADDRESS)) {
            Context.lockControl(tx, true); // waits for running begins, and holds off new ones
        }
        TreeSet<String> keys = new TreeSet<>();
        wishes.stream().filter(w -> w.kind() == Suppression.Kind.ADDRESS).forEach(w -> keys.add(w.value()));
        Map<String, StoredLead> people = new HashMap<>();
        if (!keys.isEmpty()) {
            tx.leads().insertMissing(keys.stream().map(StoredLead::bare).toList());
            tx.leads().lock(keys).forEach(l -> people.put(l.addressKey(), l));
        }
        List<Suppression> entries = wishes.stream()
                .map(w -> new Suppression(
                        context.ids.next(),
                        w.kind(),
                        w.value(),
                        w.channel(),
                        w.reason(),
                        w.detail(),
                        w.source(),
                        w.cause(),
                        context.now()))
                .toList();
        Set<UUID> added = tx.suppressions().add(entries);
        Map<String, List<Stop>> stops = new HashMap<>();
        Map<String, StoredLead> changed = new HashMap<>();
        for (Suppression entry : entries) {
            if (added.contains(entry.id())) {
                if (entry.kind() == Suppression.Kind.ADDRESS) {
                    StoredLead person = Must.get(people, entry.value());
                    StoredLead after = changed.getOrDefault(entry.value(), person);
                    changed.put(entry.value(), stopped(after, entry, stops));
                }
                note(journal, entry, Optional.ofNullable(people.get(entry.value())));
            }
        }
        tx.leads().save(changed.values());
        stopWhatRuns(tx, journal, changed.values(), stops);
        return added.size();
    }

    private static void note(Journal journal, Suppression entry, Optional<StoredLead> person) {
        String kind = entry.kind().name();
        Optional<String> leadId = person.flatMap(StoredLead::lead).map(l -> l.id());
        if (leadId.isPresent()) {
            journal.note(Event.SUPPRESSED, leadId.get(), "kind", kind, "reason", entry.why());
        } else {
            journal.noteGlobal(Event.SUPPRESSED, "kind", kind, "reason", entry.why());
        }
    }

    private static StoredLead stopped(StoredLead person, Suppression entry, Map<String, List<Stop>> stops) {
        List<Stop> all = stops.computeIfAbsent(person.addressKey(), k -> new ArrayList<>());
        if (entry.channel().isPresent()) {
            return person; // other channels go on
        }
        Stop stop = new Stop(Stop.Reason.SUPPRESSED, entry.cause(), entry.at());
        all.add(stop);
        return person.stopped(stop);
    }

    /** Locks the enrollments of people that are locked, so that what was composed before does not begin after. */
    private static void stopWhatRuns(
            Tx tx, Journal journal, Collection<StoredLead> people, Map<String, List<Stop>> stops) {
        Map<String, String> keyOfLead = new HashMap<>();
        people.forEach(p -> p.lead().ifPresent(l -> keyOfLead.put(l.id(), p.addressKey())));
        if (keyOfLead.isEmpty()) {
            return;
        }
        List<UUID> ids = tx.enrollments().ofLeads(keyOfLead.keySet()).stream()
                .map(Enrollment::id)
                .toList();
        List<Enrollment> after = new ArrayList<>();
        for (Enrollment e : tx.enrollments().lock(ids)) {
            Enrollment changed = e.change().release().claims(0).done();
            for (Stop stop : stops.getOrDefault(Must.get(keyOfLead, e.leadId()), List.of())) {
                changed = Verdicts.stop(changed, stop, journal);
            }
            after.add(changed);
        }
        tx.enrollments().save(after);
    }

    /**
     * Records a consent: lifts entries in force for the address, and no later ones.
     *
     * @param address whose
     * @param named the entries to lift; empty for all that are in force for the address
     * @param evidence where and how it was given
     * @return the consent
     * @throws IllegalArgumentException if an entry is named that is not in force for the address
     */
    public Consent consent(EmailAddress address, Optional<Set<UUID>> named, String evidence) {
        return context.transactAgain((tx, journal) -> {
            StoredLead lead = Stops.lockOrInsert(tx, context.keys.address(address));
            Map<UUID, Suppression> inForce = tx.suppressions().inForce(List.of(lead.addressKey()), List.of()).stream()
                    .filter(s -> s.kind() == Suppression.Kind.ADDRESS)
                    .collect(Collectors.toMap(Suppression::id, s -> s));
            Set<UUID> lifts = named.orElse(inForce.keySet());
            Set<UUID> others = new HashSet<>(lifts);
            others.removeAll(inForce.keySet());
            if (!others.isEmpty()) {
                throw new IllegalArgumentException(
                        "suppression " + others.iterator().next()
                                + " is not in force for that address; Suppressions.of shows those that are");
            }
            Consent consent = new Consent(context.ids.next(), lifts, evidence, context.now());
            tx.suppressions().add(consent);
            tx.leads().save(List.of(lifted(lead, inForce, lifts)));
            return consent;
        });
    }

    private static StoredLead lifted(StoredLead lead, Map<UUID, Suppression> inForce, Set<UUID> lifts) {
        if (!lifts.containsAll(inForce.keySet())) {
            Set<String> causes = new HashSet<>();
            lifts.forEach(id -> causes.add(Must.get(inForce, id).cause()));
            inForce.values().stream().filter(s -> !lifts.contains(s.id())).forEach(s -> causes.remove(s.cause()));
            return lead.lifted(causes);
        }
        StoredLead lifted = lead;
        for (Stop.Reason reason : LIFTED_BY_CONSENT) {
            lifted = lifted.lifted(reason);
        }
        return lifted;
    }

    /**
     * Lifts an entry of a domain or pattern.
     *
     * @param entry which
     * @param evidence who decided it and why
     * @return the record of it
     * @throws IllegalArgumentException if it names an address
     */
    public Consent lift(Suppression entry, String evidence) {
        if (entry.kind() == Suppression.Kind.ADDRESS) {
            throw new IllegalArgumentException(
                    "only the person's own consent lifts an entry of an address; record it with Suppressions.consent");
        }
        return context.transactAgain((tx, journal) -> {
            Consent consent = new Consent(context.ids.next(), Set.of(entry.id()), evidence, context.now());
            tx.suppressions().add(consent);
            return consent;
        });
    }

    /**
     * The suppressions in force for an address, its domains, and the patterns it matches.
     *
     * @param address the address
     * @return the entries
     */
    public List<Suppression> of(EmailAddress address) {
        String key = context.keys.address(address);
        return context
                .read(tx -> tx.suppressions().inForce(List.of(key), SuppressionFacts.domains(address.domain())))
                .stream()
                .filter(s -> s.names(key, address))
                .toList();
    }

    /**
     * Reads and writes the list as a file.
     *
     * @return its part
     */
    public SuppressionFiles files() {
        return new SuppressionFiles(context, this);
    }
}
