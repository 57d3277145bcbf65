package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.Triage;
import dev.sdr.inbox.Verdict;
import dev.sdr.inbox.Verdict.Bounce;
import dev.sdr.inbox.Verdict.Complaint;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a message causes at once, by the verdict of triage alone: the model is asked later, the stop is now. */
final class ReplyEffects {

    private static final int LOOKED_AT = 50_000;
    private static final int COMPARED = 1_000;

    private final Context context;
    private final Facts facts;
    private final Stops stops;
    private final Answering answering;
    private final OptOuts optOuts;
    private final Contacts contacts;
    private final SoftBounces softBounces;

    ReplyEffects(Context context, Facts facts, Stops stops, Answering answering, OptOuts optOuts) {
        this.context = context;
        this.facts = facts;
        this.stops = stops;
        this.answering = answering;
        this.optOuts = optOuts;
        this.contacts = new Contacts(context);
        this.softBounces = new SoftBounces(context);
    }

    /** Applies a verdict to the person it concerns, whose row is locked. */
    void apply(Tx tx, Journal journal, Parsed message, Inbound row, StoredLead seen) {
        StoredLead lead = tx.leads().lock(List.of(seen.addressKey())).get(0);
        String leadId = lead.lead().orElseThrow().id();
        String inbound = row.id().toString();
        Verdict verdict = message.verdict();
        switch (verdict.kind()) {
            case PERSON -> {
                replied(tx, journal, row, lead, leadId);
                contacts.note(tx, journal, message, row, lead);
            }
            case OPT_OUT -> optedOut(tx, journal, message, row, lead);
            case OUT_OF_OFFICE -> away(tx, journal, verdict, row, lead, leadId);
            case DELIVERY_REPORT -> bounced(tx, journal, message, row, lead, leadId);
            case COMPLAINT -> {
                if (!verdict.complaint().map(Complaint::byPerson).orElse(true)) {
                    automatic(tx, journal, verdict, row, lead, leadId); // failed authentication is nobody's wish
                    return;
                }
                journal.note(Event.COMPLAINED, leadId, "inbound", inbound);
                suppress(tx, journal, lead, Stop.Reason.COMPLAINT, row, "the person complained to their provider");
            }
            case AUTOMATIC -> automatic(tx, journal, verdict, row, lead, leadId);
            case OWN -> {
                if (isAnswer(tx, message, lead) && !isOurs(tx, message, leadId)) {
                    answering.answeredByHuman(tx, journal, lead, row);
                }
            }
        }
    }

    /** What a message causes once it is known which touch it is about; all else it has caused before. */
    void named(Tx tx, Journal journal, Parsed message, Inbound row, StoredLead seen) {
        StoredLead lead = tx.leads().lock(List.of(seen.addressKey())).get(0);
        boolean soft = message.verdict()
                .bounce()
                .flatMap(b -> lead.lead().map(l -> b.severityFor(l.email())))
                .filter(Bounce.Severity.SOFT::equals)
                .isPresent();
        if (soft) {
            softBounces.tryAgain(tx, journal, row, message.mail(), lead);
        }
    }

    /** Stops the others of a company because one of them replied. Their rows are locked. */
    void colleagues(Tx tx, Journal journal, Inbound row, StoredLead lead, List<StoredLead> company) {
        Stop stop = new Stop(Stop.Reason.COMPANY, "inbound:" + row.id(), context.now());
        for (StoredLead other : company) {
            if (!other.addressKey().equals(lead.addressKey())) {
                stops.stopEnrollments(
                        tx,
                        journal,
                        other.lead().orElseThrow().id(),
                        stop,
                        e -> e.status() == Enrollment.Status.ACTIVE && !Answers.isAnswer(e.sequenceId()));
            }
        }
    }

    private void suppress(Tx tx, Journal journal, StoredLead lead, Stop.Reason reason, Inbound row, String why) {
        Stop stop = new Stop(reason, "inbound:" + row.id(), context.now());
        stops.suppressLocked(tx, journal, lead, stop, why);
    }

    private void replied(Tx tx, Journal journal, Inbound row, StoredLead lead, String leadId) {
        journal.note(Event.REPLIED, leadId, "inbound", row.id().toString());
        tx.leads().save(List.of(lead.replied(row.receivedAt())));
        Stop stop = new Stop(Stop.Reason.REPLIED, "inbound:" + row.id(), context.now());
        answering.overtakeOthers(tx, journal, leadId, row.id(), stop);
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

    private void optedOut(Tx tx, Journal journal, Parsed message, Inbound row, StoredLead lead) {
        String why = "the person asked not to be written to";
        optOuts.apply(
                tx,
                journal,
                lead,
                "inbound:" + row.id(),
                why,
                "inbound",
                row.id().toString());
        message.people().stream()
                .map(context.keys::address)
                .filter(key -> !key.equals(lead.addressKey()))
                .flatMap(key -> tx.leads().lock(List.of(key)).stream())
                .forEach(other -> suppress(tx, journal, other, Stop.Reason.OPTED_OUT, row, why));
    }

    /** By the header of a mail of ours: whom its token names, known or not, whose row is locked. */
    void unsubscribed(Tx tx, Journal journal, Tokens.Unsubscribe who, Inbound row) {
        String inbound = row.id().toString();
        for (StoredLead lead : tx.leads().lock(List.of(who.addressKey()))) {
            optOuts.apply(
                    tx, journal, lead, "inbound:" + inbound, "unsubscribed by a mail program", "inbound", inbound);
        }
    }

    /** An absence pauses until the day after the first day back: nobody reads cold mail on that one. */
    private void away(Tx tx, Journal journal, Verdict verdict, Inbound row, StoredLead lead, String leadId) {
        ZoneId zone = facts.zone(lead, row.mailboxId());
        LocalDate received = row.receivedAt().atZone(zone).toLocalDate();
        Optional<LocalDate> back = verdict.returnDate().filter(d -> d.isAfter(received));
        LocalDate goesOn = back.map(d -> d.plusDays(1)).orElse(received.plusDays(context.settings.awayDays()));
        Instant until = goesOn.atStartOfDay(zone).toInstant();
        automatic(journal, verdict, row, leadId, until.toString());
        String detail = back.map(d -> "back on " + d).orElse("no day of return was found");
        Pause pause = new Pause(Pause.Reason.OUT_OF_OFFICE, detail, Optional.of(until));
        stops.pauseEnrollments(tx, journal, leadId, pause, e -> back.isPresent() || !isAwayLonger(e, until));
    }

    /** An absence without a date does not shorten one that has a date. */
    private static boolean isAwayLonger(Enrollment e, Instant until) {
        return e.pauses().stream()
                .filter(p -> p.reason() == Pause.Reason.OUT_OF_OFFICE)
                .anyMatch(p -> p.until().filter(u -> u.isAfter(until)).isPresent());
    }

    private void automatic(Tx tx, Journal journal, Verdict verdict, Inbound row, StoredLead lead, String leadId) {
        automatic(journal, verdict, row, leadId, "");
        if (verdict.leftCompany()) {
            suppress(tx, journal, lead, Stop.Reason.LEFT_COMPANY, row, "the person has left the company");
            verdict.successor().ifPresent(s -> referred(journal, row.id(), leadId, s, "left"));
        }
    }

    private static void automatic(Journal journal, Verdict verdict, Inbound row, String leadId, String until) {
        journal.note(
                Event.AUTOMATIC_REPLY,
                leadId,
                "inbound",
                row.id().toString(),
                "reason",
                verdict.reason(),
                "until",
                until);
    }

    /** Somebody else to write to: offered to the host, never enrolled. */
    static void referred(Journal journal, UUID inbound, String leadId, String to, String why) {
        journal.note(Event.REFERRED, leadId, "inbound", inbound.toString(), "to", to, "why", why);
    }

    private void bounced(Tx tx, Journal journal, Parsed message, Inbound row, StoredLead lead, String leadId) {
        Bounce bounce = message.verdict().bounce().orElseThrow();
        Bounce.Severity severity = bounce.severityFor(lead.lead().orElseThrow().email());
        journal.note(
                Event.BOUNCED,
                leadId,
                "inbound",
                row.id().toString(),
                "class",
                severity.name(),
                "status",
                bounce.status());
        switch (severity) {
            case HARD -> suppress(tx, journal, lead, Stop.Reason.HARD_BOUNCE, row, "the address does not exist");
            case SOFT -> softBounces.tryAgain(tx, journal, row, message.mail(), lead);
            case BLOCK, DELAYED, DELIVERED -> {
                // the lead is not to blame: a block is the mailbox's, which is told after this transaction
            }
        }
    }

    /** Whether mail from one of our mailboxes goes to the lead, or to somebody who answered for it, by a person's hand. */
    private boolean isAnswer(Tx tx, Parsed message, StoredLead lead) {
        Verdict verdict = Triage.judge(
                message.mail(), message.newText(), Set.of(), message.raw().receivedAt(), ZoneOffset.UTC);
        boolean automatic = verdict.kind() == Verdict.Kind.AUTOMATIC
                || verdict.kind() == Verdict.Kind.OUT_OF_OFFICE
                || verdict.kind() == Verdict.Kind.DELIVERY_REPORT;
        List<String> to =
                message.mail().to().stream().map(context.keys::address).toList();
        return !automatic
                && (to.contains(lead.addressKey())
                        || tx.leads().byAddressKeys(to).stream()
                                .flatMap(l -> l.lead().stream())
                                .anyMatch(l -> Contacts.isFor(l, lead.lead().orElseThrow())));
    }

    /**
     * Whether mail from one of our mailboxes says what we sent: a provider may keep its copy in Sent under an id of its
     * own. Anything else was written by a person of ours.
     */
    private static boolean isOurs(Tx tx, Parsed message, String leadId) {
        String written = words(message.mail().text());
        List<UUID> enrollments = tx.enrollments().ofLeads(List.of(leadId)).stream()
                .map(Enrollment::id)
                .toList();
        List<Touch> touches = tx.touches().ofEnrollments(enrollments);
        return written.isEmpty()
                || tx.touches().contents(touches.stream().map(Touch::id).toList()).stream()
                        .map(TouchContent::text)
                        .anyMatch(text -> words(text).equals(written));
    }

    private static String words(String text) {
        String some = text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
        String words = some.replaceAll("\\s+", " ").strip();
        return words.length() > COMPARED ? words.substring(0, COMPARED) : words;
    }
}
