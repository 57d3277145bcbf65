package dev.sdr.internal.engine;

import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.internal.engine.Planning.Plan;
import dev.sdr.internal.engine.Questions.Question;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Asks the classifier about stored replies, and stores what it said with what that causes (T11). */
final class ReplyPhase {

    private static final int BATCH = 20;
    /** A model may take a minute for each reply, and a claim holds for five: nothing waits claimed behind it. */
    private static final int ONE = 1;

    private final Context context;
    private final Stops stops;
    private final Answering answering;
    private final Sharing sharing;
    private final Questions questions;
    private final Planning planning;
    private final Loops loops;

    ReplyPhase(Context context, Stops stops, Answering answering, Set<String> visibleAttributes) {
        this.context = context;
        this.stops = stops;
        this.answering = answering;
        this.sharing = new Sharing(context);
        this.questions = new Questions(context, sharing, visibleAttributes);
        this.planning = new Planning(context, answering);
        this.loops = new Loops(context);
    }

    void run(Budget budget, Report report) {
        answering.expire(budget);
        int most = sharing.happens() ? ONE : BATCH;
        while (!budget.isSpent()) {
            UUID token = context.ids.token();
            Instant now = context.now();
            List<Inbound> claimed =
                    context.read(tx -> tx.inbox().claimStored(token, now, now.plus(context.settings.lease()), most));
            if (claimed.isEmpty()) {
                return;
            }
            for (Inbound reply : claimed) {
                if (budget.isSpent()) {
                    return; // the others are claimed again when the lease runs out
                }
                analyse(reply, token, report);
            }
        }
    }

    /** What today's classifier says about a reply that was read before, as it is stored. */
    String analysisAgain(Inbound reply) {
        Question question = context.read(tx -> questions.of(tx, reply));
        Classifier classifier = sharing.classifier(question.refusal());
        return Analyses.json(classifier.classify(question.reply()), classifier.version());
    }

    private void analyse(Inbound reply, UUID token, Report report) {
        Question question = context.read(tx -> questions.of(tx, reply));
        Classifier classifier = sharing.classifier(question.refusal());
        ReplyAnalysis analysis;
        Plan plan;
        try {
            analysis = classifier.classify(question.reply());
            plan = planning.plan(reply, question, analysis);
        } catch (RuntimeException e) { // the sequence is stopped already; asked again when the lease runs out
            report.problems.add(context.failed("understanding reply " + reply.id() + " failed", e));
            return;
        }
        String json = Analyses.json(analysis, classifier.version());
        boolean done =
                context.transactAgain((tx, journal) -> store(tx, journal, reply.done(json), token, analysis, plan));
        if (done) {
            report.repliesAnalysed++;
        }
    }

    private boolean store(Tx tx, Journal journal, Inbound reply, UUID token, ReplyAnalysis analysis, Plan plan) {
        if (!tx.inbox().finish(reply, token)) {
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
                Boolean.toString(analysis.requiresHuman()),
                "action",
                plan.action().name(),
                "reason",
                plan.reason());
        if (analysis.intent() != Intent.OUT_OF_OFFICE) { // the deputy of somebody who is away is nobody to write to
            analysis.referTo().ifPresent(to -> ReplyEffects.referred(journal, reply.id(), leadId, to, "referral"));
        }
        if (plan.action() == Action.STOP) {
            stop(tx, journal, reply, leadId, analysis);
        }
        plan.draft().ifPresent(draft -> draft(tx, journal, reply, leadId, draft, plan));
        return true;
    }

    private void stop(Tx tx, Journal journal, Inbound reply, String leadId, ReplyAnalysis analysis) {
        if (analysis.intent() == Intent.UNSUBSCRIBE) {
            optOut(tx, journal, reply, leadId, "the person asked not to be written to");
        } else {
            tx.leads().byIds(List.of(leadId)).forEach(l -> tx.leads().lock(List.of(l.addressKey())));
            Stop stop = new Stop(Stop.Reason.DECLINED, "inbound:" + reply.id(), context.now());
            answering.overtake(tx, journal, leadId, "the person said no", stop);
            stops.stopEnrollments(tx, journal, leadId, stop, e -> e.status() == Enrollment.Status.ACTIVE);
        }
        tx.inbox().attend(List.of(reply.id()), Inbound.Attention.WAITING, Inbound.Attention.CLOSED);
    }

    /** Suppresses the lead a reply concerns, and who wrote it, who may be somebody else. */
    void optOut(Tx tx, Journal journal, Inbound reply, String leadId, String why) {
        Set<String> keys = new TreeSet<>();
        tx.leads().byIds(List.of(leadId)).forEach(l -> keys.add(l.addressKey()));
        Addressee.author(tx, reply).map(context.keys::address).ifPresent(keys::add);
        Stop stop = new Stop(Stop.Reason.OPTED_OUT, "inbound:" + reply.id(), context.now());
        journal.note(Event.OPTED_OUT, leadId, "inbound", reply.id().toString());
        for (StoredLead person : tx.leads().lock(keys)) {
            stops.suppressLocked(tx, journal, person, stop, why);
        }
        answering.overtake(tx, journal, leadId, why, stop);
        Answering.close(tx, leadId);
    }

    /** Stores the draft, and lets it go at once if the policy says so and nothing speaks against it. */
    private void draft(Tx tx, Journal journal, Inbound reply, String leadId, Draft draft, Plan plan) {
        Optional<StoredLead> found = tx.leads().byIds(List.of(draft.leadId())).stream()
                .findFirst()
                .flatMap(l -> tx.leads().lock(List.of(l.addressKey())).stream().findFirst())
                .filter(l -> l.lead().isPresent());
        if (found.isEmpty()) {
            return; // the author was erased meanwhile
        }
        StoredLead lead = found.get();
        boolean waits = tx.inbox().byIds(List.of(reply.id())).get(0).attention() == Inbound.Attention.WAITING;
        Optional<Drafts.Stored> before = Drafts.find(tx, reply.id());
        if (!waits || before.isPresent()) {
            return; // somebody was faster
        }
        Optional<Draft> automatic = plan.automatic();
        Optional<String> objection = automatic.flatMap(a -> loops.objection(tx, reply, leadId, lead));
        if (automatic.isPresent()
                && objection.isEmpty()
                && answering.approve(tx, journal, new Drafts.Stored(automatic.get()), reply, lead, true)) {
            return;
        }
        Drafts.write(tx, new Drafts.Stored(draft.in(Draft.State.OPEN, objection.orElse(plan.note()))));
        journal.note(Event.REPLY_DRAFTED, leadId, "inbound", reply.id().toString());
    }
}
