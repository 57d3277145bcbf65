package dev.sdr.internal.engine;

import dev.sdr.event.Event;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;

/** Somebody does not want to be written to: the address is suppressed for all campaigns and channels, and all stops. */
final class OptOuts {

    private static final String BY_LINK = "unsubscribed with the link of a mail";

    private final Context context;
    private final Stops stops;
    private final Answering answering;

    OptOuts(Context context, Stops stops, Answering answering) {
        this.context = context;
        this.stops = stops;
        this.answering = answering;
    }

    /** By an unsubscribe link; once for each mail, as long as no consent lifts it: then the same link counts again. */
    void byLink(Tokens.Unsubscribe who) {
        String cause = "unsubscribe:" + who.messageId();
        context.transactAgain((tx, journal) -> {
            StoredLead lead = Stops.lockOrInsert(tx, who.addressKey());
            boolean stands = lead.stops().stream()
                    .anyMatch(s ->
                            s.reason() == Stop.Reason.OPTED_OUT && s.cause().startsWith(cause));
            if (!stands) {
                String once = cause + " " + context.ids.next();
                apply(tx, journal, lead, once, BY_LINK, "message", who.messageId());
            }
            return true;
        });
    }

    /** For a person that is locked. */
    void apply(Tx tx, Journal journal, StoredLead lead, String cause, String why, String... data) {
        Stop stop = new Stop(Stop.Reason.OPTED_OUT, cause, context.now());
        lead.lead()
                .map(l -> l.id())
                .ifPresentOrElse(
                        id -> {
                            journal.note(Event.OPTED_OUT, id, data);
                            stops.suppressLocked(tx, journal, lead, stop, why);
                            answering.overtake(tx, journal, id, why, stop);
                            Answering.close(tx, id);
                        },
                        () -> {
                            journal.noteGlobal(Event.OPTED_OUT, data);
                            stops.suppressLocked(tx, journal, lead, stop, why);
                        });
    }
}
