package dev.sdr.channel;

/**
 * A way to reach a lead other than email, such as LinkedIn or a phone call. Register one under the name that sequences
 * use in {@code channel:}.
 *
 * <p>An implementation
 *
 * <ul>
 *   <li>is safe for use by several threads at once;
 *   <li>makes one attempt per call: the runner decides whether and when to try again;
 *   <li>bounds every wait;
 *   <li>says {@link Delivery#deferred} only when the touch was certainly not taken;
 *   <li>answers {@link Delivery#late()} if the deadline has passed right before the act that cannot be taken back.
 * </ul>
 *
 * <p>A channel that answers {@link Delivery#pending} also implements {@link OutcomeLookup}. Extend {@code
 * ChannelContract} of the sdr-testkit module to check all of it.
 */
@FunctionalInterface
public interface Channel {

    /**
     * Delivers one touch, or takes it for later.
     *
     * @param message what to deliver
     * @param deadline the last moment to hand over
     * @return what became of it
     */
    Delivery deliver(ChannelMessage message, Deadline deadline);
}
