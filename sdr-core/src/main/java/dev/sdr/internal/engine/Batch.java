package dev.sdr.internal.engine;

import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What one claim took and may go. */
final class Batch {

    /** The claim's token. */
    final UUID token;

    /** What is not begun yet, earliest due first. */
    final Deque<Known> ready;

    /** The words of earlier touches that composing needs. */
    final Map<TouchKey, TouchContent> contents;

    private Instant leased;

    Batch(UUID token, Deque<Known> ready, Map<TouchKey, TouchContent> contents, Instant leased) {
        this.token = token;
        this.ready = ready;
        this.contents = contents;
        this.leased = leased;
    }

    static Batch none(Instant now) {
        return new Batch(new UUID(0, 0), new ArrayDeque<>(), Map.of(), now);
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Extends the leases of what is left once a third of them is over. */
    void renew(Context context) {
        Instant now = context.now();
        Duration lease = context.settings.lease();
        if (ready.isEmpty() || !now.isAfter(leased.plus(lease.dividedBy(3)))) {
            return;
        }
        Set<UUID> ours = context.read(tx -> tx.enrollments().renew(ids(), token, now.plus(lease)));
        ready.removeIf(k -> !ours.contains(k.enrollment().id()));
        leased = now;
    }

    /** Gives back what was claimed and not begun, still due. */
    void release(Context context) {
        if (ready.isEmpty()) {
            return;
        }
        context.read((Tx tx) -> {
            List<Enrollment> released = tx.enrollments().lock(ids()).stream()
                    .filter(e -> e.isLeasedBy(token))
                    .map(e -> e.change().release().claims(0).done())
                    .toList();
            return tx.enrollments().saveIfLeased(released, token);
        });
    }

    private List<UUID> ids() {
        return ready.stream().map(k -> k.enrollment().id()).toList();
    }
}
