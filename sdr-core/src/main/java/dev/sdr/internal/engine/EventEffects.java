package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.event.Event;
import dev.sdr.internal.engine.EventPage.Item;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an event of a mail causes for the person and the mailbox. The people are locked. */
final class EventEffects {

    private static final Set<MailEvent.Type> OF_THE_PERSON = EnumSet.of(
            MailEvent.Type.BOUNCED, MailEvent.Type.DROPPED, MailEvent.Type.COMPLAINED, MailEvent.Type.UNSUBSCRIBED);

    private static final Map<Stop.Reason, String> WHY = Map.of(
            Stop.Reason.HARD_BOUNCE, "the address does not exist",
            Stop.Reason.COMPLAINT, "the person complained to their provider",
            Stop.Reason.OPTED_OUT, "the person asked not to be written to");

    private final Stops stops;
    private final Answering answering;
    private final Context context;

    EventEffects(Context context, Stops stops, Answering answering) {
        this.context = context;
        this.stops = stops;
        this.answering = answering;
    }

    /** Whether an event suppresses the address it is about, known or not. */
    static boolean suppresses(RecordedEvent event) {
        return reason(event).isPresent();
    }

    private static Optional<Stop.Reason> reason(RecordedEvent event) {
        if (!OF_THE_PERSON.contains(event.type())) {
            return Optional.empty();
        }
        return switch (event.type()) {
            case BOUNCED -> Optional.of(Stop.Reason.HARD_BOUNCE);
            case COMPLAINED -> Optional.of(Stop.Reason.COMPLAINT);
            case UNSUBSCRIBED -> Optional.of(Stop.Reason.OPTED_OUT);
            default ->
                switch (cause(event)) {
                    case "BOUNCED", "INVALID" -> Optional.of(Stop.Reason.HARD_BOUNCE);
                    case "COMPLAINED" -> Optional.of(Stop.Reason.COMPLAINT);
                    case "UNSUBSCRIBED" -> Optional.of(Stop.Reason.OPTED_OUT);
                    default -> Optional.empty();
                };
        };
    }

    /** The name of a {@link MailEvent.Cause}; one of another version is told and causes no stop. */
    private static String cause(RecordedEvent event) {
        return event.details().getOrDefault(MailEvent.CAUSE, MailEvent.Cause.OTHER.name());
    }

    /** What caused a stop or suppression: what happened, not which report of it came in. */
    static String causeOf(RecordedEvent event) {
        return "event:" + HexFormat.of().toHexDigits(event.key().getMostSignificantBits());
    }

    /** Whom an event stops, by address key: a dead address is nobody else's fault, a wish is the person's. */
    static Set<String> stopped(Item item) {
        Optional<Stop.Reason> reason = reason(item.event());
        if (reason.isEmpty()) {
            return Set.of();
        }
        return reason.get() == Stop.Reason.HARD_BOUNCE
                        && item.event().addressKey().isPresent()
                ? Set.of(item.event().addressKey().get())
                : item.leads();
    }

    /** Does what an event causes. Enrollments of whom it stops are locked, too. */
    void apply(Tx tx, Journal journal, EventPage page, Item item) {
        RecordedEvent event = item.event();
        note(journal, page, item);
        Optional<Stop.Reason> reason = reason(event);
        if (reason.isEmpty()) {
            return;
        }
        Stop stop = new Stop(reason.get(), causeOf(event), context.now());
        for (String key : new TreeSet<>(stopped(item))) {
            page.lead(key).ifPresent(lead -> {
                stops.suppressLocked(
                        tx,
                        journal,
                        lead,
                        stop,
                        Optional.ofNullable(WHY.get(stop.reason())).orElse(""));
                page.changed(lead.stopped(stop));
                if (stop.reason() != Stop.Reason.HARD_BOUNCE) {
                    lead.lead().ifPresent(l -> {
                        answering.overtake(
                                tx,
                                journal,
                                l.id(),
                                Optional.ofNullable(WHY.get(stop.reason())).orElse(""),
                                stop);
                        Answering.close(tx, l.id());
                    });
                }
            });
        }
    }

    private static void note(Journal journal, EventPage page, Item item) {
        RecordedEvent event = item.event();
        String status = event.details().getOrDefault(MailEvent.STATUS, "");
        switch (event.type()) {
            case BOUNCED -> note(journal, page, item, Event.BOUNCED, "class", "HARD", "status", status);
            case BLOCKED -> note(journal, page, item, Event.BOUNCED, "class", "BLOCK", "status", status);
            case COMPLAINED -> note(journal, page, item, Event.COMPLAINED);
            case UNSUBSCRIBED -> note(journal, page, item, Event.OPTED_OUT);
            case DROPPED -> note(journal, page, item, Event.MAIL_DROPPED, "cause", cause(event));
            default -> {
                // opens and clicks are told once they are graded; that it goes well is told by nobody
            }
        }
    }

    private static void note(Journal journal, EventPage page, Item item, String type, String... data) {
        String[] all = new String[data.length + 4];
        System.arraycopy(data, 0, all, 4, data.length);
        all[0] = "event";
        all[1] = item.event().key().toString();
        all[2] = "source";
        all[3] = item.event().source();
        Optional<String> leadId = item.event()
                .addressKey()
                .flatMap(page::lead)
                .flatMap(StoredLead::lead)
                .map(l -> l.id());
        if (item.touch().isPresent()) {
            journal.note(type, item.touch().get(), all);
        } else {
            leadId.ifPresent(id -> journal.note(type, id, all)); // other people's mail is not told
        }
    }

    /** Which mailboxes hear that a provider would not have a mail of theirs for who sends it: once for each mail. */
    static List<String> blocked(EventPage page) {
        return page.items().stream()
                .filter(i -> !i.again()
                        && (i.event().type() == MailEvent.Type.BLOCKED
                                || (i.event().type() == MailEvent.Type.DROPPED
                                        && reason(i.event()).isEmpty())))
                .flatMap(i -> i.touch().stream())
                .map(Touch::mailboxId)
                .toList();
    }
}
