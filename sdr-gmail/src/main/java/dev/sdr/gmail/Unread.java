package dev.sdr.gmail;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Messages that could not be read, and for how long; lists that broke off; and what the first part of a full reading handed
 * out, which its second part need not. It is no position: a source that begins anew counts anew. Not safe for use by several
 * threads.
 */
final class Unread {

    private static final int MOST = 1_000;
    private static final int TRIES = 10;
    private static final int LISTS = 5;
    private static final Duration PARTLY = Duration.ofMinutes(10);
    private static final Duration NOT_AT_ALL = Duration.ofDays(1);

    /**
     * Failures of one message.
     *
     * @param since when the first was
     * @param count how many
     */
    private record Failures(Instant since, int count) {}

    private final Map<String, Failures> byId = new LinkedHashMap<>();
    private final Set<String> handedOut = new HashSet<>();
    private Optional<BigInteger> of = Optional.empty();
    private int again;

    /** Counts a failure. */
    void failed(String id, Instant now) {
        byId.merge(id, new Failures(now, 1), (old, one) -> new Failures(old.since(), old.count() + 1));
        if (byId.size() > MOST) {
            byId.remove(byId.keySet().iterator().next());
        }
    }

    void read(String id) {
        byId.remove(id);
    }

    /** Whether to be content with its headers. */
    boolean isDamaged(String id, Instant now) {
        return lasted(id, now, PARTLY);
    }

    /** Whether to be content with the fact that it is there. */
    boolean isLost(String id, Instant now) {
        return lasted(id, now, NOT_AT_ALL);
    }

    /**
     * A full reading handed a message out. The first are kept, for Gmail lists the latest first.
     *
     * @param reading the history id that the reading began with
     */
    void handOut(BigInteger reading, String id) {
        if (!of.equals(Optional.of(reading))) {
            handedOut.clear();
            of = Optional.of(reading);
        }
        if (handedOut.size() < MOST) {
            handedOut.add(id);
        }
    }

    /** Whether that full reading is known to have handed it out. */
    boolean handedOut(BigInteger reading, String id) {
        return of.equals(Optional.of(reading)) && handedOut.contains(id);
    }

    /** A list came to its end. */
    void listed() {
        again = 0;
    }

    /** Whether a list that broke off may begin again, or has done so too often since one came to its end. */
    boolean mayListAgain() {
        again = again < LISTS ? again + 1 : 0; // after a refusal the next poll may try again
        return again > 0;
    }

    private boolean lasted(String id, Instant now, Duration time) {
        Failures failures = byId.get(id);
        return failures != null
                && failures.count() >= TRIES
                && !now.isBefore(failures.since().plus(time));
    }
}
