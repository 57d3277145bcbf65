package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.inbox.Verdict.Kind;
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

/**
 * Finds whom messages concern, for many at once. The ladder: our own token, the ids they name, the provider's thread, the
 * address, a colleague's mail with the subject of ours. A wrong match is worse than none.
 */
final class Matching {

    private final Keys keys;
    private final Map<String, Touch> touchById = new HashMap<>();
    private final Map<String, Touch> touchByThread = new HashMap<>();
    private final Map<String, PastTouch> pastById = new HashMap<>();
    private final Map<String, StoredLead> leadByKey = new HashMap<>();
    private final Map<String, StoredLead> leadById = new HashMap<>();
    private final Set<String> erased = new HashSet<>();
    private final Colleagues colleagues;

    Matching(Context context, Tx tx, String mailboxId, Collection<Parsed> messages) {
        this.keys = context.keys;
        Set<String> ids = new HashSet<>();
        Set<String> addressKeys = new HashSet<>();
        Set<String> threads = new HashSet<>();
        for (Parsed message : messages) {
            ids.addAll(message.ids());
            message.people().forEach(a -> addressKeys.add(keys.address(a)));
            message.unsubscribe().ifPresent(u -> addressKeys.add(u.addressKey()));
            message.raw().thread().ifPresent(threads::add);
        }
        List<Touch> touches =
                new ArrayList<>(ids.isEmpty() ? List.of() : tx.touches().byMessageIds(ids));
        for (Touch touch : touches) {
            touchById.put(touch.messageId(), touch);
            touch.providerId().ifPresent(id -> touchById.put(id, touch));
        }
        for (Touch touch : tx.touches().byProviderThreads(mailboxId, threads)) {
            touchByThread.merge(touch.providerThread().orElseThrow(), touch, Matching::later);
            touches.add(touch);
        }
        Set<String> leadIds = new HashSet<>();
        touches.forEach(t -> leadIds.add(t.leadId()));
        ids.removeAll(touchById.keySet());
        past(tx, ids).forEach(touch -> leadIds.add(touch.leadId()));
        List<StoredLead> leads = new ArrayList<>(tx.leads().byAddressKeys(addressKeys));
        leads.addAll(tx.leads().byIds(leadIds));
        for (StoredLead lead : leads) {
            if (lead.isErased()) {
                erased.add(lead.addressKey());
            }
            if (lead.lead().isPresent()) {
                leadByKey.put(lead.addressKey(), lead);
                leadById.put(lead.lead().get().id(), lead);
            }
        }
        this.colleagues = Colleagues.find(
                context,
                tx,
                messages.stream()
                        .filter(m -> m.unsubscribe().isEmpty() && known(m).isEmpty() && !isByErased(m))
                        .toList());
    }

    /** Whether somebody wrote it who was erased: of such mail nothing is kept, whomever it stops. */
    boolean isByErased(Parsed message) {
        return message.mail()
                .from()
                .filter(f -> erased.contains(keys.address(f)))
                .isPresent();
    }

    private static Touch later(Touch a, Touch b) {
        return a.begunAt().isAfter(b.begunAt()) ? a : b;
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
        return touch(message)
                .map(Touch::id)
                .or(() -> pastTouch(message).map(PastTouch::id))
                .or(() -> colleagues.touch(message).map(Touch::id));
    }

    private Optional<PastTouch> pastTouch(Parsed message) {
        return message.ids().stream()
                .map(id -> Optional.ofNullable(pastById.get(id)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The latest touch of ours that the message names, or else of its thread. */
    Optional<Touch> touch(Parsed message) {
        return message.ids().stream()
                .map(id -> Optional.ofNullable(touchById.get(id)))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> message.raw().thread().map(touchByThread::get));
    }

    /** Whether the message is a copy of a touch of ours, by its own id. */
    boolean isCopy(Parsed message) {
        return message.verdict().kind() == Kind.OWN // a person's mail under our id is still a person's
                && (message.mail().messageId().filter(touchById::containsKey).isPresent()
                        || message.sentId().filter(touchById::containsKey).isPresent());
    }

    /** Our id of a copy under another one, unless that is known. */
    Optional<String> renamed(Parsed message) {
        Optional<String> its = message.mail().messageId();
        return message.sentId().filter(ours -> {
            Touch touch = touchById.get(ours);
            return its.isPresent() && !its.get().equals(touch == null ? ours : touch.effectiveMessageId());
        });
    }

    /** Whom the message concerns. */
    Optional<StoredLead> lead(Parsed message) {
        return known(message).or(() -> colleagues.lead(message));
    }

    private Optional<StoredLead> known(Parsed message) {
        if (message.unsubscribe().isPresent()) {
            return message.unsubscribe().map(u -> leadByKey.get(u.addressKey()));
        }
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
        return message.isReport() || message.verdict().kind() == Kind.OWN
                ? Optional.empty()
                : message.people().stream()
                        .map(this::byAddress)
                        .flatMap(Optional::stream)
                        .filter(l -> !l.addressKey().equals(concerned))
                        .findFirst();
    }

    /** The address key of who wrote the message, if that is not the lead it concerns, and no lead of its own. */
    Optional<String> stranger(Parsed message) {
        if (message.unsubscribe().isPresent()) {
            return message.unsubscribe().map(Tokens.Unsubscribe::addressKey).filter(k -> !leadByKey.containsKey(k));
        }
        Optional<StoredLead> lead = lead(message);
        boolean isPerson =
                message.verdict().kind() == Kind.PERSON || message.verdict().kind() == Kind.OPT_OUT;
        return message.mail()
                .from()
                .filter(from -> lead.isPresent() && isPerson && !message.isReport() && !isByErased(message))
                .map(keys::address)
                .filter(key -> !leadByKey.containsKey(key)
                        && !lead.orElseThrow().addressKey().equals(key));
    }

    private Optional<StoredLead> byAddress(EmailAddress address) {
        return Optional.ofNullable(leadByKey.get(keys.address(address)));
    }
}
