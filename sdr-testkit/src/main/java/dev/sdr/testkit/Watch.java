package dev.sdr.testkit;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.sequence.Enrollment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Keeps the order of commits: when each touch was begun, and when each enrollment was stopped or paused. */
final class Watch {

    private long commits;
    private final Map<UUID, Long> stopped = new HashMap<>();
    private Map<UUID, Long> stoppedInBackup = Map.of();
    private final Map<TouchKey, Long> begun = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Set<TouchKey> countedTwice = new HashSet<>();

    /** What one transaction wrote. */
    static final class Writes {
        final List<Enrollment> enrollments = new ArrayList<>();
        final List<Touch> begun = new ArrayList<>();
    }

    void committed(Writes writes) {
        commits++;
        for (Touch touch : writes.begun) {
            Long stop = stopped.get(touch.id().enrollmentId());
            if (stop != null && stop < commits) {
                violations.add("P3: touch " + touch.id() + " was begun after its enrollment's stop was committed");
            }
            if (begun.put(touch.id(), commits) != null) {
                countedTwice.add(touch.id()); // begun again after a deferral; the provider's count decides P1
            }
        }
        for (Enrollment e : writes.enrollments) {
            if (!e.stops().isEmpty()) {
                stopped.putIfAbsent(e.id(), commits);
            }
        }
    }

    /** A backup of the database is taken: it knows the stops of now. */
    void backUp() {
        stoppedInBackup = new HashMap<>(stopped);
    }

    /** The database forgets what came after its backup; nobody can hold it to stops it does not know. */
    void setBack() {
        stopped.clear();
        stopped.putAll(stoppedInBackup);
    }

    List<String> violations() {
        return violations;
    }
}
