package dev.sdr.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The changes of one mailbox, oldest first. Guarded by the account that owns it. */
final class GmailHistory {

    /** Ids of records are increasing and not contiguous: the distances are these, over and over. */
    private static final int[] STEPS = {7, 1, 29, 3, 1, 112};

    /**
     * A change.
     *
     * @param id the history id it led to
     * @param type the field of a record: messagesAdded, messagesDeleted, labelsAdded or labelsRemoved
     * @param message the message as it was then
     * @param labels the labels that came or went, empty for messages
     */
    record Change(long id, String type, GmailMessage message, Set<String> labels) {}

    private final List<Change> changes = new ArrayList<>();
    private long current = 48_151;
    private long oldest = current;
    private int step;

    long next() {
        current += STEPS[step++ % STEPS.length];
        return current;
    }

    void add(Change change) {
        changes.add(change);
    }

    long current() {
        return current;
    }

    /** Forgets everything up to now. The next id is higher than the current one, which has become too old as well. */
    void expire() {
        changes.clear();
        next();
        oldest = current;
    }

    /** Whether changes since that id are still known. */
    boolean knows(long id) {
        return id >= oldest && id <= current;
    }

    /** The changes after an id, oldest first. */
    List<Change> after(long id) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).id() <= id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return List.copyOf(changes.subList(low, changes.size()));
    }
}
