package dev.sdr.inbox;

import java.util.Optional;

/** A second interface of an {@link InboxSource} that can read one message again. */
@FunctionalInterface
public interface MessageFetch {

    /**
     * Reads one message again.
     *
     * @param ref the message's {@link RawMessage#ref()}
     * @return the message, or empty if it is no longer there
     */
    Optional<RawMessage> fetch(String ref);
}
