package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.gate.TouchKind;
import dev.sdr.inbox.InboxState;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.sequence.Step;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The part of the {@link Facts} that says how far inboxes were read (I5 of the protocol). */
final class InboxFacts {

    private final Context context;
    private final boolean forgot;
    private final Map<String, InboxState> states;

    private InboxFacts(Context context, boolean forgot, Map<String, InboxState> states) {
        this.context = context;
        this.forgot = forgot;
        this.states = states;
    }

    /**
     * Reads the states of all inboxes that matter to some enrollments.
     *
     * @param earlier what went to the people of answered replies before, by the answer's enrollment
     * @param forgot whether the store may have forgotten touches, because it was set back
     */
    static InboxFacts read(Tx tx, Context context, List<Known> known, Map<UUID, List<Touch>> earlier, boolean forgot) {
        return new InboxFacts(
                context,
                forgot,
                tx.inbox().states(inboxIds(known, earlier, forgot)).stream()
                        .collect(Collectors.toMap(InboxState::mailboxId, Function.identity())));
    }

    /** Every inbox something may have left from; one this node has no reader for counts if another node reads it. */
    Map<String, Optional<Instant>> readThrough(Known k, List<Touch> earlier) {
        Set<String> ids = new LinkedHashSet<>();
        k.touches().forEach(t -> addIfLeft(t, ids));
        earlier.forEach(t -> addIfLeft(t, ids));
        if (Facts.kind(k.enrollment()) == TouchKind.ANSWER) {
            ids.add(k.enrollment().mailboxId()); // the reply came in there, and so does whatever follows it
        }
        if (forgot && k.step().filter(s -> s.channel().equals(Step.EMAIL)).isPresent()) {
            ids.add(k.enrollment().mailboxId()); // it may have been written to before, as far as the store knows (I5)
        }
        Map<String, Optional<Instant>> inboxes = new LinkedHashMap<>();
        for (String id : ids) {
            Optional<Account> account = context.host.accounts().find(id);
            boolean sendOnly = account.map(a -> a.inbox().isEmpty()).orElse(false);
            if (!sendOnly) {
                inboxes.put(id, Optional.ofNullable(states.get(id)).flatMap(InboxState::readThrough));
            }
        }
        return inboxes;
    }

    private static void addIfLeft(Touch touch, Set<String> ids) {
        if (touch.channel().equals(Step.EMAIL) && (touch.state().mayHaveLeft() || SoftBounces.cameBack(touch))) {
            ids.add(touch.mailboxId());
        }
    }

    private static Set<String> inboxIds(List<Known> known, Map<UUID, List<Touch>> earlier, boolean forgot) {
        Set<String> ids = new HashSet<>();
        earlier.values().forEach(all -> all.forEach(t -> ids.add(t.mailboxId())));
        for (Known k : known) {
            k.touches().forEach(t -> ids.add(t.mailboxId()));
            if (forgot || Facts.kind(k.enrollment()) == TouchKind.ANSWER) {
                ids.add(k.enrollment().mailboxId());
            }
        }
        return ids;
    }
}
