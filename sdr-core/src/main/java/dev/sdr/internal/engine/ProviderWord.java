package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.store.Tx;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider's events say of touches whose outcome is in doubt. Only those that name the mail: a guess is no evidence.
 */
final class ProviderWord {

    private static final Set<MailEvent.Type> TELLING = EnumSet.complementOf(EnumSet.of(MailEvent.Type.OTHER));
    private static final int MOST = 20;

    private ProviderWord() {}

    static Map<TouchKey, Delivery> of(Tx tx, Collection<Touch> touches) {
        Map<TouchKey, Delivery> answers = new HashMap<>();
        List<TouchKey> keys = touches.stream().map(Touch::id).toList();
        for (RecordedEvent event : tx.mailEvents().ofTouches(keys, TELLING, MOST)) {
            TouchKey touch = event.touch().orElseThrow();
            if (hasLeft(event)) {
                answers.put(touch, accepted(event));
            } else if (event.namesMail()) {
                answers.putIfAbsent(touch, dropped(event));
            }
        }
        return answers;
    }

    /** Whether an event shows that its mail left. */
    static boolean hasLeft(RecordedEvent event) {
        return event.namesMail() && event.type() != MailEvent.Type.DROPPED && event.type() != MailEvent.Type.OTHER;
    }

    static Delivery accepted(RecordedEvent event) {
        return event.providerId().map(Delivery::accepted).orElseGet(Delivery::accepted);
    }

    /** Refused for good, whoever is to blame: a touch in doubt is never made sendable (D7). What it means for the person is the event's effect. */
    private static Delivery dropped(RecordedEvent event) {
        Optional<String> why = Optional.ofNullable(event.details().get(MailEvent.REASON));
        return Delivery.rejected(
                Delivery.Fault.RECIPIENT,
                "dropped",
                "the provider did not send it" + why.map(w -> ": " + w).orElse(""));
    }
}
