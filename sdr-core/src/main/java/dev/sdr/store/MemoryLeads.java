package dev.sdr.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** People in memory. */
final class MemoryLeads implements LeadRows {

    private final Undo undo;
    private final Map<String, StoredLead> byKey = new HashMap<>();
    private final Map<String, String> keyOfId = new HashMap<>();
    private final Set<String> locked = new HashSet<>();

    MemoryLeads(Undo undo) {
        this.undo = undo;
    }

    void unlock() {
        locked.clear();
    }

    @Override
    public List<StoredLead> lock(Collection<String> addressKeys) {
        locked.addAll(addressKeys);
        return byAddressKeys(new TreeSet<>(addressKeys));
    }

    @Override
    public Set<String> insertMissing(Collection<StoredLead> leads) {
        Set<String> inserted = new HashSet<>();
        for (StoredLead lead : leads) {
            boolean idTaken = lead.lead().map(l -> keyOfId.containsKey(l.id())).orElse(false);
            if (!byKey.containsKey(lead.addressKey()) && !idTaken) {
                write(lead);
                inserted.add(lead.addressKey());
            }
        }
        locked.addAll(inserted);
        return inserted;
    }

    @Override
    public void save(Collection<StoredLead> leads) {
        for (StoredLead lead : leads) {
            if (!locked.contains(lead.addressKey())) {
                throw new IllegalStateException("a lead is saved that was not locked");
            }
            lead.lead().ifPresent(l -> {
                if (!keyOfId.getOrDefault(l.id(), lead.addressKey()).equals(lead.addressKey())) {
                    throw new IllegalStateException("the lead id " + l.id() + " is taken");
                }
            });
            write(lead);
        }
    }

    private void write(StoredLead lead) {
        Optional.ofNullable(byKey.get(lead.addressKey()))
                .flatMap(StoredLead::lead)
                .ifPresent(l -> undo.put(keyOfId, l.id(), null));
        undo.put(byKey, lead.addressKey(), lead);
        lead.lead().ifPresent(l -> undo.put(keyOfId, l.id(), lead.addressKey()));
    }

    @Override
    public List<StoredLead> byIds(Collection<String> leadIds) {
        return leadIds.stream()
                .map(keyOfId::get)
                .filter(Objects::nonNull)
                .distinct()
                .map(byKey::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public Map<String, Long> seqs(Collection<String> leadIds) {
        return byIds(leadIds).stream()
                .collect(Collectors.toMap(l -> l.lead().orElseThrow().id(), StoredLead::seq));
    }

    @Override
    public List<StoredLead> byDomains(Collection<String> domains, int limit) {
        return byKey.values().stream()
                .filter(l -> l.lead()
                        .filter(x -> domains.contains(x.email().domain()))
                        .isPresent())
                .limit(limit)
                .toList();
    }

    List<StoredLead> with(String attribute, String value, int limit) {
        return byKey.values().stream()
                .filter(l -> l.lead()
                        .filter(x -> value.equals(x.attributes().get(attribute)))
                        .isPresent())
                .limit(limit)
                .toList();
    }

    @Override
    public List<StoredLead> byAddressKeys(Collection<String> addressKeys) {
        return addressKeys.stream()
                .distinct()
                .map(byKey::get)
                .filter(Objects::nonNull)
                .toList();
    }
}
