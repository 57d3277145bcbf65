package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.Verdict;
import dev.sdr.inbox.Verdict.Bounce;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a message causes at once, by the verdict of triage alone: the model is asked later, the stop is now. */
final class ReplyEffects {

    private final Context context;
    private final Facts facts;
    private final Stops stops;

    ReplyEffects(Context context, Facts facts, Stops stops) {
        this.context = context;
        this.facts = facts;
        this.stops = stops;
    }

    /** Applies a verdict to the person it concerns, whose row is locked. */
    void apply(Tx tx, Journal journal, Parsed message, Inbound row, StoredLead seen) {
        StoredLead lead = tx.leads().lock(List.of(seen.addressKey())).get(0);
        String leadId = lead.lead().orElseThrow().id();
        String inbound = row.id().toString();
        Verdict verdict = message.verdict();
        switch (verdict.kind()) {
            case PERSON -> replied(tx, journal, row, lead, leadId);
            case OPT_OUT -> optedOut(tx, journal, message, row, lead, leadId);
            case OUT_OF_OFFICE -> away(tx, journal, verdict, row, lead, leadId);
            case DELIVERY_REPORT -> bounced(tx, journal, verdict.bounce().orElseThrow(), row, lead, leadId);
            case COMPLAINT -> {
                journal.note(Event.COMPLAINED, leadId, "inbound", inbound);
                Stop stop = new Stop(Stop.Reason.COMPLAINT, "inbound:" + inbound, context.now());
                stops.suppressLocked(tx, journal, lead, stop, "the person complained to their provider");
            }
            case AUTOMATIC ->
                journal.note(
                        Event.AUTOMATIC_REPLY, leadId, "inbound", inbound, "reason", verdict.reason(), "until", "");
            case OWN -> {
                // a copy of our own mail causes nothing beyond the evidence that was noted
            }
        }
    }

    private void replied(Tx tx, Journal journal, Inbound row, StoredLead lead, String leadId) {
        journal.note(Event.REPLIED, leadId, "inbound", row.id().toString());
        tx.leads().save(List.of(lead.replied(row.receivedAt())));
        Stop stop = new Stop(Stop.Reason.REPLIED, "inbound:" + row.id(), context.now());
        stops.stopEnrollments(
                tx, journal, leadId, stop, e -> e.status() != Enrollment.Status.FINISHED && waitsForReply(tx, e));
    }

    /** Whether the last step that left waits for a reply; with nothing sent yet, the next one decides. */
    private boolean waitsForReply(Tx tx, Enrollment e) {
        Catalog.Version version = new Catalog.Version(e.sequenceId(), e.version());
        Optional<Touch> last = tx.touches().ofEnrollments(List.of(e.id())).stream()
                .filter(t -> t.state().mayHaveLeft())
                .max(Comparator.comparing(Touch::begunAt));
        String stepId = last.map(t -> t.id().key()).orElse(e.stepId());
        return Optional.ofNullable(context.catalog.load(tx, Set.of(version)).get(version))
                .flatMap(s -> s.step(stepId))
                .map(Step::waitForReply)
                .orElse(true);
    }

    private void optedOut(Tx tx, Journal journal, Parsed message, Inbound row, StoredLead lead, String leadId) {
        journal.note(Event.OPTED_OUT, leadId, "inbound", row.id().toString());
        Stop stop = new Stop(Stop.Reason.OPTED_OUT, "inbound:" + row.id(), context.now());
        stops.suppressLocked(tx, journal, lead, stop, "the person asked not to be written to");
        String author = message.mail().from().map(context.keys::address).orElse(lead.addressKey());
        if (!author.equals(lead.addressKey())) {
            tx.leads()
                    .lock(List.of(author))
                    .forEach(other ->
                            stops.suppressLocked(tx, journal, other, stop, "the person asked not to be written to"));
        }
    }

    private void away(Tx tx, Journal journal, Verdict verdict, Inbound row, StoredLead lead, String leadId) {
        ZoneId zone = facts.zone(lead, row.mailboxId());
        LocalDate received = row.receivedAt().atZone(zone).toLocalDate();
        LocalDate back = verdict.returnDate()
                .filter(d -> d.isAfter(received))
                .orElse(received.plusDays(context.settings.awayDays()));
        Instant until = back.atStartOfDay(zone).toInstant();
        journal.note(
                Event.AUTOMATIC_REPLY,
                leadId,
                "inbound",
                row.id().toString(),
                "reason",
                verdict.reason(),
                "until",
                until.toString());
        stops.pauseEnrollments(
                tx, journal, leadId, new Pause(Pause.Reason.OUT_OF_OFFICE, "back on " + back, Optional.of(until)));
    }

    private void bounced(Tx tx, Journal journal, Bounce bounce, Inbound row, StoredLead lead, String leadId) {
        journal.note(
                Event.BOUNCED,
                leadId,
                "inbound",
                row.id().toString(),
                "class",
                bounce.severity().name(),
                "status",
                bounce.status());
        if (bounce.severity() == Bounce.Severity.HARD) {
            Stop stop = new Stop(Stop.Reason.HARD_BOUNCE, "inbound:" + row.id(), context.now());
            stops.suppressLocked(tx, journal, lead, stop, "the address does not exist");
        }
    }
}
