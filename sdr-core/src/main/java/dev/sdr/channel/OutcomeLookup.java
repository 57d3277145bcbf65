package dev.sdr.channel;

import java.util.Collection;
import java.util.Map;

/**
 * A second interface of a {@code Mailer} or {@link Channel} that can be asked afterwards what became of touches. It is
 * asked in bulk, outside any transaction, and may throw an {@code SdrException}: then it is asked again later.
 */
@FunctionalInterface
public interface OutcomeLookup {

    /**
     * Asks what became of some touches.
     *
     * @param ids for a mailer the Message-IDs (without angle brackets), for a channel the handles of pending touches
     * @return an outcome for each id the provider knows about; an id that is missing here is not known, which never means
     *     "not sent". A pending outcome means "ask again at".
     */
    Map<String, Delivery> outcomes(Collection<String> ids);
}
