package dev.sdr.internal.engine;

import dev.sdr.sequence.Enrollment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where a run's next claim begins to look: at the last one's latest due time, so that it need not step over what was
 * claimed before, which an old snapshot may keep in the database. Whatever sorts before it (expired leases, late
 * enrollments) is found when the mark goes back, which time alone decides, so that constant load starves nothing
 * (protocol C4), and before a run ends.
 */
final class LowWater {

    private static final Duration KEPT = Duration.ofSeconds(3);

    private final EngineTime time;
    private Instant mark = Instant.EPOCH;
    private long since;

    LowWater(EngineTime time) {
        this.time = time;
        this.since = time.nanos();
    }

    Instant mark() {
        long now = time.nanos();
        if (now - since > KEPT.toNanos()) {
            mark = Instant.EPOCH;
            since = now;
        }
        return mark;
    }

    /** Takes note of a claim, earliest due first; an empty one puts the mark back. */
    void claimed(List<Enrollment> claimed) {
        mark = claimed.isEmpty()
                ? Instant.EPOCH
                : claimed.get(claimed.size() - 1).dueAt();
    }
}
