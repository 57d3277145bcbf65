package dev.sdr.internal.engine;

import dev.sdr.answer.Answer;
import dev.sdr.answer.AnswerRequest;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.compose.PlaceholderValues;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.internal.engine.Questions.Question;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.FreeMail;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Asks the classifier about stored replies, and stores what it said with what that causes (T11). */
final class ReplyPhase {

    private static final int BATCH = 20;

    private final Context context;
    private final Stops stops;
    private final Answering answering;
    private final Sharing sharing;
    private final Questions questions;

    ReplyPhase(Context context, Stops stops, Answering answering, Set<String> visibleAttributes) {
        this.context = context;
        this.stops = stops;
        this.answering = answering;
        this.sharing = new Sharing(context);
        this.questions = new Questions(context, sharing, visibleAttributes);
    }

    void run(Budget budget, Report report) {
        answering.expire(budget);
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
            plan = plan(reply, question, analysis);
        } catch (RuntimeException e) { // the sequence is stopped already; asked again when the lease runs out
            report.problems.add(context.failed("understanding reply " + reply.id() + " failed", e));
            return;
        }
        String json = Analyses.json(analysis, classifier.version());
        boolean done = context.transactAgain((tx, journal) -> store(tx, journal, reply.done(json), token, analysis, plan));
        if (done) {
            report.repliesAnalysed++;
        }
    }

    /**
     * What is done about a reply.
     *
     * @param action what
     * @param draft the answer, for drafts and automatic answers
     * @param reason why, in one line
     */
    private record Plan(Action action, Optional<Draft> draft, String reason) {

        static Plan human(String reason) {
            return new Plan(Action.HUMAN, Optional.empty(), reason);
        }
    }

    private Plan plan(Inbound reply, Question question, ReplyAnalysis analysis) {
        ReplyPolicy.Decision decision = context.settings.replies().decide(analysis);
        if (decision.action() == Action.HUMAN || decision.action() == Action.STOP) {
            return new Plan(decision.action(), Optional.empty(), decision.reason());
        }
        if (question.to().who().isEmpty()) {
            return Plan.human(question.to().reason());
        }
        Addressee to = question.to().who().get();
        Map<String, String> values =
                PlaceholderValues.of(to.lead().lead().orElseThrow(), to.mailbox(), context.settings.sender());
        if (context.host.responder().sharesText() && question.refusal().isPresent()) {
            return Plan.human(question.refusal().get());
        }
        Optional<Answer> answer =
                context.host.responder().respond(new AnswerRequest(question.reply(), analysis, values));
        if (answer.isEmpty()) {
            return Plan.human("there is no answer for " + analysis.intent());
        }
        Answering.Written written = answering.compose(reply, to, answer.get());
        return written.problems().isEmpty()
                ? new Plan(decision.action(), Optional.of(written.draft()), decision.reason())
                : Plan.human("the answer must not leave: " + String.join("; ", written.problems()));
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
        plan.draft().ifPresent(draft -> draft(tx, journal, reply, leadId, draft, plan.action()));
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
    private void draft(Tx tx, Journal journal, Inbound reply, String leadId, Draft draft, Action action) {
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
        Optional<String> objection =
                action == Action.AUTOMATIC ? notAutomatic(tx, reply, leadId, lead) : Optional.of("");
        if (objection.isEmpty() && answering.approve(tx, journal, new Drafts.Stored(draft), reply, lead, true)) {
            return;
        }
        Drafts.write(tx, new Drafts.Stored(draft.in(Draft.State.OPEN, objection.orElse(""))));
        journal.note(Event.REPLY_DRAFTED, leadId, "inbound", reply.id().toString());
    }

    /** What speaks against an automatic answer: loops, repeats, and what a restored database may have forgotten. */
    private Optional<String> notAutomatic(Tx tx, Inbound reply, String leadId, StoredLead lead) {
        Instant now = context.now();
        ReplyPolicy policy = context.settings.replies();
        List<Instant> answers = tx
                .enrollments()
                .ofLeads(List.of(lead.lead().orElseThrow().id(), leadId))
                .stream()
                .filter(Answers::isAutomatic)
                .map(Enrollment::enrolledAt)
                .toList();
        long lately = answers.stream()
                .filter(at -> at.isAfter(now.minus(Duration.ofHours(1))))
                .count();
        if (answers.size() >= policy.perThread() || lately >= policy.perHour()) {
            return Optional.of("the cap of automatic answers to one lead is reached");
        }
        List<Inbound> all = tx.inbox().ofLead(leadId, Questions.EARLIER_TURNS);
        if (all.stream().anyMatch(i -> !i.id().equals(reply.id()) && i.text().equals(reply.text()))) {
            return Optional.of("the same words came before, as from a machine");
        }
        if (reply.overtaken()) {
            return Optional.of("another mail to the person was on its way when it came in");
        }
        if (!isOfTheCompany(tx, leadId, lead)) {
            return Optional.of("its author is nobody of the lead's company");
        }
        return Context.control(tx).forgotWhatFollowed(reply.receivedAt())
                ? Optional.of("it may have been answered before the database was restored")
                : Optional.empty();
    }

    private static boolean isOfTheCompany(Tx tx, String leadId, StoredLead author) {
        EmailAddress address = author.lead().orElseThrow().email();
        return tx.leads().byIds(List.of(leadId)).stream()
                .map(l -> l.lead().orElseThrow().email())
                .anyMatch(a ->
                        a.equals(address) || (a.domain().equals(address.domain()) && !FreeMail.isFree(a.domain())));
    }
}
