package dev.sdr.internal.engine;

import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stores what becomes of mail after it left, and does what it causes. */
final class MailEvents {

    /** What tells two events of one mail, type and second apart. Not the provider's event id: it differs when one is sent again. */
    private static final List<String> TELLING = List.of(
            MailEvent.CAUSE,
            MailEvent.STATUS,
            MailEvent.ATTEMPT,
            MailEvent.URL,
            MailEvent.LINK,
            MailEvent.METHOD,
            MailEvent.USER_AGENT,
            MailEvent.IP);

    /** What nothing follows from once the mail is known. */
    private static final Set<MailEvent.Type> WITHOUT_EFFECT = Set.of(MailEvent.Type.PROCESSED, MailEvent.Type.OTHER);

    private final Context context;

    MailEvents(Context context) {
        this.context = context;
    }

    /**
     * Stores events, all in one transaction. Those that are stored already are left out.
     *
     * @return how many were new
     */
    int record(List<MailEvent> events) {
        if (events.isEmpty()) {
            return 0;
        }
        Instant now = context.now();
        List<RecordedEvent> rows = new ArrayList<>();
        events.forEach(e -> rows.add(row(e, now)));
        return context.transactAgain((tx, journal) -> tx.mailEvents().insert(rows))
                .size();
    }

    private RecordedEvent row(MailEvent event, Instant now) {
        Optional<String> addressKey = event.recipient().map(context.keys::address);
        Instant at = event.at().truncatedTo(ChronoUnit.MICROS);
        List<String> what =
                new ArrayList<>(List.of(event.source(), event.type().name(), addressKey.orElse(""), at.toString()));
        TELLING.forEach(name -> what.add(event.details().getOrDefault(name, "")));
        return new RecordedEvent(
                context.keys.event(event.messageId().or(event::providerId), what.toArray(String[]::new)),
                event.source(),
                event.type(),
                at,
                now,
                Optional.empty(),
                addressKey,
                event.messageId(),
                event.providerId(),
                event.details(),
                Optional.empty(),
                !WITHOUT_EFFECT.contains(event.type()));
    }
}
