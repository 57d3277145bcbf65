package dev.sdr.crashlab;

import dev.sdr.crashlab.Fault.Kind;
import dev.sdr.crashlab.Fault.Mishap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Who dies where, decided by the seed. */
final class Schedule {

    private static final int RANDOM_OF_TEN = 3;
    private static final int MOST_TRIES = 8;
    private static final List<Boundary> PAUSES = List.of(
            Boundary.COMPOSE_AFTER,
            Boundary.DELIVER_BEFORE_DEADLINE,
            Boundary.BEGIN_AFTER_COMMIT,
            Boundary.SETTLE_BEFORE_COMMIT,
            Boundary.CLAIM_AFTER_COMMIT,
            Boundary.DELIVER_AFTER_RESPONSE,
            Boundary.BEGIN_AFTER_LOCKS,
            Boundary.DELIVER_AFTER_DEADLINE,
            Boundary.BEGIN_BEFORE_COMMIT,
            Boundary.POLL_AFTER_FETCH,
            Boundary.STORE_BEFORE_COMMIT,
            Boundary.DELIVER_AFTER_LAST_BYTE);
    private static final List<Boundary> CUTS = List.of(
            Boundary.BEGIN_BEFORE_COMMIT,
            Boundary.SETTLE_BEFORE_COMMIT,
            Boundary.CLAIM_BEFORE_COMMIT,
            Boundary.BEGIN_AFTER_LOCKS,
            Boundary.BEGIN_AFTER_COMMIT,
            Boundary.POLL_BEFORE_READ_THROUGH,
            Boundary.STORE_BEFORE_COMMIT);
    private static final List<Boundary> LOST =
            List.of(Boundary.BEGIN_ACK_LOST_COMMITTED, Boundary.BEGIN_ACK_LOST_ROLLED_BACK, Boundary.SETTLE_ACK_LOST);
    private static final List<WireFault> WIRE =
            List.of(WireFault.RESET, WireFault.HANG, WireFault.RECIPIENT_LATER, WireFault.MESSAGE_LATER);

    private final Random random;
    private final int far;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Boundary> places;

    /**
     * A schedule.
     *
     * @param seed decides
     * @param kills how many processes die
     * @param far how many mails a process may send before it dies
     */
    Schedule(long seed, int kills, int far) {
        this.random = new Random(seed);
        this.far = Math.max(1, far);
        this.places = new ArrayList<>(List.of(Boundary.values()));
        Collections.shuffle(places, random);
        List<Mishap> mishaps = mishaps(kills);
        for (int i = 0; i < kills; i++) {
            Optional<Mishap> before = i < mishaps.size() ? Optional.of(mishaps.get(i)) : Optional.empty();
            boolean all = kills >= places.size();
            boolean atRandom = all ? i >= places.size() && random.nextInt(10) < RANDOM_OF_TEN : i % 5 == 4;
            faults.add(atRandom ? anywhere(before) : fatal(before, places.get(i % places.size())));
        }
    }

    private Fault fatal(Optional<Mishap> before, Boundary where) {
        return new Fault(before, Optional.of(where), nth(where), false, 0);
    }

    private Fault anywhere(Optional<Mishap> before) {
        boolean starting = before.isEmpty() && random.nextInt(3) == 0;
        return new Fault(before, Optional.empty(), random.nextInt(1_500), starting, 0);
    }

    private int nth(Boundary where) {
        return switch (where) {
            case ENROLL_BEFORE_COMMIT, SUPPRESS_BEFORE_COMMIT, MOVE_IN_FLIGHT, CANCEL_BEFORE_COMMIT -> 1;
            default -> 1 + random.nextInt(where.isFrequent() ? far : Math.max(1, Math.min(4, far / 5)));
        };
    }

    /** Every kind, in turn, for two of three processes; PostgreSQL dies more rarely, because all processes stand still. */
    private List<Mishap> mishaps(int kills) {
        List<Mishap> all = new ArrayList<>();
        for (int i = 0; all.size() < kills * 2 / 3; i++) {
            if (i % 10 == 1) {
                Boundary where = PAUSES.get(random.nextInt(PAUSES.size()));
                all.add(at(Kind.POSTGRES_KILLED, where));
            }
            all.add(at(Kind.PAUSE, PAUSES.get(i % PAUSES.size())));
            all.add(wire(WIRE.get(i % WIRE.size())));
            all.add(at(Kind.CUT, CUTS.get(i % CUTS.size())));
            all.add(at(Kind.LOST_ANSWER, LOST.get(i % LOST.size())));
            all.add(wire(WIRE.get((i + 1) % WIRE.size())));
        }
        return all;
    }

    private Mishap at(Kind kind, Boundary where) {
        return new Mishap(kind, Optional.of(where), Optional.empty(), nth(where));
    }

    private Mishap wire(WireFault fault) {
        return new Mishap(Kind.WIRE, Optional.empty(), Optional.of(fault), 1 + random.nextInt(far));
    }

    /** Something did not happen to a process before its death: it happens to a later one. */
    synchronized void missed(Mishap mishap) {
        for (Fault later : List.copyOf(faults)) {
            if (later.before().isEmpty()) {
                faults.remove(later);
                Mishap soon = new Mishap(mishap.kind(), mishap.where(), mishap.wire(), 1);
                faults.addLast(new Fault(Optional.of(soon), later.where(), later.nth(), false, later.tries()));
                return;
            }
        }
    }

    synchronized Optional<Fault> next() {
        return Optional.ofNullable(faults.poll());
    }

    /** A place was not reached, and the process died elsewhere: a later one that was to die anywhere dies there. */
    synchronized void missed(Fault fault) {
        if (fault.tries() >= MOST_TRIES) {
            return;
        }
        for (Fault later : List.copyOf(faults)) {
            boolean spare = later.where().isEmpty();
            if (spare) {
                faults.remove(later);
                faults.addLast(new Fault(later.before(), fault.where(), 1, false, fault.tries() + 1));
                return;
            }
        }
        if (!faults.isEmpty()) {
            Fault last = faults.removeLast();
            faults.addLast(new Fault(last.before(), fault.where(), 1, false, fault.tries() + 1));
        }
    }
}
