package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchState;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.ReplyContext.Turn;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Asks the classifier about stored replies, and stores what it said with what that causes (T11). */
final class ReplyPhase {

    private static final int BATCH = 20;
    private static final int EARLIER_TURNS = 10;
    /** How sure a classifier must be before "unsubscribe" suppresses; in doubt a person looks. */
    private static final double SURE = 0.5;

    private final Context context;
    private final Stops stops;
    private final Set<String> visibleAttributes;

    ReplyPhase(Context context, Stops stops, Set<String> visibleAttributes) {
        this.context = context;
        this.stops = stops;
        this.visibleAttributes = Set.copyOf(visibleAttributes);
    }

    void run(Budget budget, Report report) {
        while (!budget.isSpent()) {
            UUID token = context.ids.token();
            Instant now = context.now();
            List<Inbound> claimed =
                    context.read(tx -> tx.inbox().claimStored(token, now, now.plus(context.settings.lease()), BATCH));
            if (claimed.isEmpty()) {
                return;
            }
            for (Inbound reply : claimed) {
                analyse(reply, token, report);
            }
        }
    }

    private void analyse(Inbound reply, UUID token, Report report) {
        ReplyContext question = context.read(tx -> question(tx, reply));
        ReplyAnalysis analysis;
        try {
            analysis = context.host.classifier().classify(question);
        } catch (RuntimeException e) { // the sequence is stopped already; asked again when the lease runs out
            report.problems.add(context.failed("the classifier failed on reply " + reply.id(), e));
            return;
        }
        boolean done = context.transactAgain((tx, journal) -> store(tx, journal, reply, token, analysis));
        if (done) {
            report.repliesAnalysed++;
        }
    }

    private boolean store(Tx tx, Journal journal, Inbound reply, UUID token, ReplyAnalysis analysis) {
        if (!tx.inbox().finish(reply.done(json(analysis)), token)) {
            return false;
        }
        String leadId = reply.leadId().orElseThrow();
        journal.note(
                Event.REPLY_ANALYSED,
                leadId,
                "inbound",
                reply.id().toString(),
                "sentiment",
                analysis.sentiment().name(),
                "intent",
                analysis.intent().name(),
                "requires_human",
                Boolean.toString(analysis.requiresHuman()));
        if (analysis.intent() == ReplyAnalysis.Intent.UNSUBSCRIBE && analysis.confidence() >= SURE) {
            for (StoredLead seen : tx.leads().byIds(List.of(leadId))) {
                StoredLead lead = tx.leads().lock(List.of(seen.addressKey())).get(0);
                Stop stop = new Stop(Stop.Reason.OPTED_OUT, "inbound:" + reply.id(), context.now());
                journal.note(Event.OPTED_OUT, leadId, "inbound", reply.id().toString());
                stops.suppressLocked(tx, journal, lead, stop, "the person asked not to be written to");
            }
        }
        return true;
    }

    private ReplyContext question(Tx tx, Inbound reply) {
        String leadId = reply.leadId().orElseThrow();
        Map<String, String> attributes = new HashMap<>();
        tx.leads()
                .byIds(List.of(leadId))
                .forEach(l -> l.lead().orElseThrow().attributes().forEach((name, value) -> {
                    if (visibleAttributes.contains(name)) {
                        attributes.put(name, value);
                    }
                }));
        List<UUID> enrollments = tx.enrollments().ofLeads(List.of(leadId)).stream()
                .map(Enrollment::id)
                .toList();
        List<Touch> sent = tx.touches().ofEnrollments(enrollments).stream()
                .filter(t -> t.state() == TouchState.SENT || t.state() == TouchState.UNKNOWN)
                .toList();
        Map<Object, TouchContent> contents = tx
                .touches()
                .contents(sent.stream().map(Touch::id).toList())
                .stream()
                .collect(Collectors.toMap(TouchContent::id, c -> c));
        Optional<Turn> answered = Optional.empty();
        List<Turn> turns = new ArrayList<>();
        for (Touch touch : sent) {
            TouchContent content = contents.get(touch.id());
            if (content != null) {
                Turn turn = new Turn(true, touch.begunAt(), content.subject(), content.text());
                turns.add(turn);
                if (reply.touch().equals(Optional.of(touch.id()))) {
                    answered = Optional.of(turn);
                }
            }
        }
        tx.inbox().ofLead(leadId, EARLIER_TURNS).stream()
                .filter(i -> !i.id().equals(reply.id()) && !i.receivedAt().isAfter(reply.receivedAt()))
                .forEach(i -> turns.add(new Turn(false, i.receivedAt(), i.subject(), i.text())));
        turns.sort(Comparator.comparing(Turn::at));
        List<Turn> latest = turns.subList(Math.max(0, turns.size() - EARLIER_TURNS), turns.size());
        return new ReplyContext(reply.text(), reply.subject(), reply.receivedAt(), answered, attributes, latest);
    }

    private static String json(ReplyAnalysis a) {
        return Json.object()
                .put("sentiment", a.sentiment().name())
                .put("intent", a.intent().name())
                .put("requires_human", a.requiresHuman())
                .put("urgency", a.urgency().name())
                .put("confidence", a.confidence())
                .put("reason", a.reason())
                .toString();
    }
}
