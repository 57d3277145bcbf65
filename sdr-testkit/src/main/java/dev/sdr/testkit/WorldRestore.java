package dev.sdr.testkit;

import dev.sdr.SequenceRunner;
import dev.sdr.observe.AdoptReport;
import dev.sdr.store.InMemorySequenceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The database of a world is set back once, under nodes that go on or have stopped, and the operator adopts it. Between
 * the two, hosts and schedulers go on as if nothing had happened.
 */
final class WorldRestore {

    private final InMemorySequenceStore store;
    private final Watch watch;
    private final Chaos chaos;
    private final Instant backup;
    private final Instant restore;
    private final Instant adoption;
    private boolean backedUp;
    private Optional<Instant> restoredAt = Optional.empty();
    private boolean adopted;

    /** The moments lie somewhere within the world's days. */
    WorldRestore(InMemorySequenceStore store, Watch watch, Chaos chaos, Instant start, int days) {
        this.store = store;
        this.watch = watch;
        this.chaos = chaos;
        int hours = days * 24;
        this.backup = start.plus(Duration.ofHours(24 + chaos.below(hours / 2)));
        this.restore = backup.plus(Duration.ofMinutes(10 + chaos.below(hours / 3 * 60)));
        this.adoption = restore.plus(Duration.ofMinutes(chaos.below(600)));
    }

    /** Whether the database is set back now. */
    boolean strikes(Instant now) {
        if (!backedUp && !now.isBefore(backup)) {
            chaos.note("a backup is taken");
            store.backUp();
            watch.backUp();
            backedUp = true;
        }
        if (!backedUp || restoredAt.isPresent() || now.isBefore(restore)) {
            return false;
        }
        chaos.note("the database is set back");
        store.setBack();
        watch.setBack();
        restoredAt = Optional.of(now);
        return true;
    }

    /** Whether it was set back and adopted. */
    boolean isOver() {
        return adopted;
    }

    /** Whether the operator should adopt now, perhaps again. */
    boolean isToBeAdopted(Instant now) {
        return restoredAt.isPresent() && !adopted && !now.isBefore(adoption);
    }

    void adopt(SequenceRunner runner) {
        AdoptReport report = runner.adopt(restoredAt.orElseThrow());
        adopted = report.complete();
        chaos.note("adopted: " + report.complete() + ", " + report.assumedSent().size() + " assumed sent, "
                + report.foundSent().size() + " found");
    }
}
