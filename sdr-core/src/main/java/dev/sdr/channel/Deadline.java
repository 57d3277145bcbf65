package dev.sdr.channel;

/**
 * The last moment at which a touch may be handed over. An adapter asks right before the byte that cannot be taken back
 * (SMTP: the final dot; HTTP: the request's last bytes) and answers {@link Delivery#late()} if it has passed. It looks
 * at the wall clock and at a monotonic one, so that neither a paused process nor a clock that was set escapes it.
 */
@FunctionalInterface
public interface Deadline {

    /** A deadline that never passes, for tests and tools. */
    Deadline NEVER = () -> false;

    /**
     * Whether it is too late to hand over.
     *
     * @return true once the deadline has passed; it stays true
     */
    boolean passed();
}
