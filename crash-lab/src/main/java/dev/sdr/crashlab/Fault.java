package dev.sdr.crashlab;

import java.util.Optional;

/**
 * What happens to one process: perhaps something it survives, and then its death.
 *
 * @param before what it survives first
 * @param where it is killed; empty at a random moment
 * @param nth the passage of that place, or how many milliseconds to wait
 * @param starting whether it may be killed before it has come up
 * @param tries how often it was tried in vain
 */
record Fault(Optional<Mishap> before, Optional<Boundary> where, int nth, boolean starting, int tries) {

    /** What a process survives. */
    enum Kind {
        PAUSE,
        CUT,
        LOST_ANSWER,
        POSTGRES_KILLED,
        WIRE
    }

    /**
     * One such thing.
     *
     * @param kind what
     * @param where at which place; empty for the wire
     * @param wire what the proxy does, for the wire
     * @param nth the passage
     */
    record Mishap(Kind kind, Optional<Boundary> where, Optional<WireFault> wire, int nth) {}
}
