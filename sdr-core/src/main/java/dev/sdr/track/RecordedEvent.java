package dev.sdr.track;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.TouchKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A {@link MailEvent} as the store keeps it. The recipient's address is kept as a keyed hash only.
 *
 * @param key made of what happened, so that an event that comes again has the same one. Its first half tells what
 *     happened, to which address and when; its second half to which mail, and is 0 if the source names none
 * @param source as reported
 * @param type as reported
 * @param at when it happened, as the source says
 * @param receivedAt when it came in
 * @param touch the touch it is about, if one is known
 * @param addressKey the keyed hash of the recipient's address, if the source says it
 * @param messageId as reported
 * @param providerId as reported
 * @param details as reported; the address a fetch came from is cut to its network once it is handled
 * @param grade who did it, for opens and clicks once they are graded
 * @param open whether what it causes is still to be done
 */
public record RecordedEvent(
        UUID key,
        String source,
        MailEvent.Type type,
        Instant at,
        Instant receivedAt,
        Optional<TouchKey> touch,
        Optional<String> addressKey,
        Optional<String> messageId,
        Optional<String> providerId,
        Map<String, String> details,
        Optional<Grade> grade,
        boolean open) {

    private static final Set<String> TRACES = Set.of(MailEvent.USER_AGENT, MailEvent.IP);

    /** Checks and copies. */
    public RecordedEvent {
        requireNonNull(key, "key");
        requireNonNull(source, "source");
        requireNonNull(type, "type");
        requireNonNull(at, "at");
        requireNonNull(receivedAt, "receivedAt");
        requireNonNull(touch, "touch");
        requireNonNull(addressKey, "addressKey");
        requireNonNull(messageId, "messageId");
        requireNonNull(providerId, "providerId");
        details = Map.copyOf(details);
        requireNonNull(grade, "grade");
    }

    /**
     * Whether the source says which mail it is about.
     *
     * @return true if it carries an id
     */
    public boolean namesMail() {
        return messageId.isPresent() || providerId.isPresent();
    }

    /**
     * Whether it tells of a person or machine that fetched something.
     *
     * @return true for opens and clicks
     */
    public boolean isVisit() {
        return type == MailEvent.Type.OPENED || type == MailEvent.Type.CLICKED;
    }

    /**
     * This event of another touch.
     *
     * @param found the touch, if one is known
     * @return a changed copy
     */
    public RecordedEvent of(Optional<TouchKey> found) {
        return new RecordedEvent(
                key, source, type, at, receivedAt, found, addressKey, messageId, providerId, details, grade, open);
    }

    /**
     * This event graded.
     *
     * @param verdict who did it
     * @return a changed copy
     */
    public RecordedEvent graded(Grade verdict) {
        return new RecordedEvent(
                key,
                source,
                type,
                at,
                receivedAt,
                touch,
                addressKey,
                messageId,
                providerId,
                details,
                Optional.of(verdict),
                open);
    }

    /**
     * This event with the address it came from cut to its network. One that is no address goes.
     *
     * @return a changed copy
     */
    public RecordedEvent cut() {
        Map<String, String> kept = new HashMap<>(details);
        Optional.ofNullable(kept.remove(MailEvent.IP))
                .flatMap(Networks::of)
                .ifPresent(network -> kept.put(MailEvent.IP, network));
        return with(kept);
    }

    /**
     * This event, open or not.
     *
     * @param still whether what it causes is still to be done
     * @return a changed copy
     */
    public RecordedEvent open(boolean still) {
        return new RecordedEvent(
                key, source, type, at, receivedAt, touch, addressKey, messageId, providerId, details, grade, still);
    }

    /**
     * This event without what tells one visitor from another: user agent and address.
     *
     * @return a changed copy
     */
    public RecordedEvent withoutTraces() {
        Map<String, String> kept = new HashMap<>(details);
        kept.keySet().removeAll(TRACES);
        return with(kept);
    }

    private RecordedEvent with(Map<String, String> kept) {
        return new RecordedEvent(
                key, source, type, at, receivedAt, touch, addressKey, messageId, providerId, kept, grade, open);
    }
}
