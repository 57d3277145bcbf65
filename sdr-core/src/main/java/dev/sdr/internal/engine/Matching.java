package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.lead.EmailAddress;
import dev.sdr.store.PastTouch;
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

/** Finds whom messages concern, for many at once: by the ids they name, then by address. */
final class Matching {

    private final Keys keys;
    private final Map<String, Touch> touchById = new HashMap<>();
    private final Map<String, PastTouch> pastById = new HashMap<>();
    private final Map<String, StoredLead> leadByKey = new HashMap<>();
    private final Map<String, StoredLead> leadById = new HashMap<>();

    Matching(Context context, Tx tx, Collection<Parsed> messages) {
        this.keys = context.keys;
        Set<String> ids = new HashSet<>();
        Set<String> addressKeys = new HashSet<>();
        for (Parsed message : messages) {
            ids.addAll(message.ids());
            message.people().forEach(a -> addressKeys.add(keys.address(a)));
        }
        List<Touch> touches = ids.isEmpty() ? List.of() : tx.touches().byMessageIds(ids);
        Set<String> leadIds = new HashSet<>();
        for (Touch touch : touches) {
            touchById.put(touch.messageId(), touch);
            touch.providerId().ifPresent(id -> touchById.put(id, touch));
            leadIds.add(touch.leadId());
        }
        ids.removeAll(touchById.keySet());
        past(tx, ids).forEach(touch -> leadIds.add(touch.leadId()));
        List<StoredLead> leads = new ArrayList<>(tx.leads().byAddressKeys(addressKeys));
        leads.addAll(tx.leads().byIds(leadIds));
        for (StoredLead lead : leads) {
            if (lead.lead().isPresent()) {
                leadByKey.put(lead.addressKey(), lead);
                leadById.put(lead.lead().get().id(), lead);
            }
        }
    }

    /** Touches that retention removed, by the hashes that stayed. */
    private Collection<PastTouch> past(Tx tx, Set<String> ids) {
        Map<String, String> idByKey = new HashMap<>();
        ids.forEach(id -> idByKey.put(keys.reference(id), id));
        if (!ids.isEmpty()) {
            tx.past().touches(idByKey.keySet()).forEach(t -> pastById.put(Must.get(idByKey, t.referenceKey()), t));
        }
        return pastById.values();
    }

    /** The key of the latest touch of ours that the message names, removed ones included. */
    Optional<TouchKey> touchKey(Parsed message) {
        return touch(message).map(Touch::id).or(() -> pastTouch(message).map(PastTouch::id));
    }

    private Optional<PastTouch> pastTouch(Parsed message) {
        return message.ids().stream()
                .map(id -> Optional.ofNullable(pastById.get(id)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The latest touch of ours that the message names. */
    Optional<Touch> touch(Parsed message) {
        return message.ids().stream()
                .map(id -> Optional.ofNullable(touchById.get(id)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whom the message concerns. */
    Optional<StoredLead> lead(Parsed message) {
        return touch(message)
                .map(Touch::leadId)
                .or(() -> pastTouch(message).map(PastTouch::leadId))
                .flatMap(id -> Optional.ofNullable(leadById.get(id)))
                .or(() -> message.people().stream()
                        .map(this::byAddress)
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** The lead that wrote the message, if it is another than the one whose mail it answers. */
    Optional<StoredLead> otherAuthor(Parsed message) {
        String concerned = lead(message).map(StoredLead::addressKey).orElse("");
        return message.people().stream()
                .map(this::byAddress)
                .flatMap(Optional::stream)
                .filter(l ->
                        message.verdict().bounce().isEmpty() && !l.addressKey().equals(concerned))
                .findFirst();
    }

    private Optional<StoredLead> byAddress(EmailAddress address) {
        return Optional.ofNullable(leadByKey.get(keys.address(address)));
    }
}
