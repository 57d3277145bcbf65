package dev.sdr.track;

import java.util.Collection;
import java.util.Comparator;

/**
 * How far a mail got, as its events tell. The same for the same set of events, in whatever order and however often they
 * come in: the highest of what they show. That it was opened or clicked, or that the person complained or unsubscribed, shows
 * that it was delivered, whether or not the provider says so too.
 */
public enum DeliveryState {
    /** No event tells. */
    UNKNOWN,
    /** The provider has it in its queue. */
    PROCESSED,
    /** The recipient's server has put it off. */
    DEFERRED,
    /** The provider sent nothing. */
    DROPPED,
    /** The recipient's server took it. */
    DELIVERED,
    /** The recipient's server refused it, perhaps after it had taken it, for who sends. */
    BLOCKED,
    /** It came back: there is no such mailbox. */
    BOUNCED;

    /**
     * The state of a mail.
     *
     * @param events what is known of it, in any order
     * @return the highest state they show
     */
    public static DeliveryState of(Collection<RecordedEvent> events) {
        return events.stream()
                .map(e -> shows(e.type()))
                .max(Comparator.naturalOrder())
                .orElse(UNKNOWN);
    }

    private static DeliveryState shows(MailEvent.Type type) {
        return switch (type) {
            case PROCESSED -> PROCESSED;
            case DEFERRED -> DEFERRED;
            case DROPPED -> DROPPED;
            case DELIVERED, OPENED, CLICKED, UNSUBSCRIBED, COMPLAINED -> DELIVERED;
            case BLOCKED -> BLOCKED;
            case BOUNCED -> BOUNCED;
            case OTHER -> UNKNOWN;
        };
    }
}
