package dev.sdr.internal.engine;

import dev.sdr.compose.OneOff;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.SdrException;
import dev.sdr.event.EventPage;
import dev.sdr.gate.GateChain;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.AdoptReport;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.ErasureReport;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.PlannedTouch;
import dev.sdr.observe.RereadReport;
import dev.sdr.observe.RetentionReport;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Joins store, clocks and the host's parts: the phases of a run and everything a host may ask for. Thread-safe. */
public final class Engine {

    private final Context context;
    private final Accounts accounts;
    private final Enrolling enrolling;
    private final Explaining explaining;
    private final StepPhase steps;
    private final PollPhase polls;
    private final ReplyPhase replies;
    private final ReconcilePhase reconciling;
    private final RetainPhase retaining;
    private final Answering answering;
    private final Rereading rereading;
    private final Operations operations;
    private final Suppressing suppressing;
    private final Erasing erasing;
    private final Exporting exporting;
    private final WebVisits web;
    private final Announcing announcing;
    private final Restoring restoring;
    private volatile boolean closed;

    /**
     * Sets the engine up, and the control record of a new store.
     *
     * @param host what the host handed in
     * @param visibleAttributes the lead attributes a classifier may see
     */
    public Engine(Host host, Set<String> visibleAttributes) {
        this.context = new Context(host);
        this.accounts = host.accounts();
        accounts.all().forEach(host.settings()::mustNotTrackTwice);
        Facts facts = new Facts(context);
        Verdicts verdicts = new Verdicts(facts);
        GateChain gates =
                new GateChain(host.settings().inboxGrace(), host.settings().skipUnknownChannels());
        Stops stops = new Stops(context);
        this.enrolling = new Enrolling(context, facts);
        this.explaining = new Explaining(context, facts, gates);
        MailboxHealth health = new MailboxHealth(context);
        Settling settling = new Settling(context, verdicts, stops, health);
        this.answering = new Answering(context, stops);
        OptOuts optOuts = new OptOuts(context, stops, answering);
        ReplyEffects effects = new ReplyEffects(context, facts, stops, answering, optOuts);
        MailEvents events = new MailEvents(context, new EventEffects(context, stops, answering), health, settling);
        this.steps = new StepPhase(context, facts, verdicts, gates, settling, () -> closed);
        this.polls = new PollPhase(context, new Incoming(context, effects), health, events);
        this.replies = new ReplyPhase(context, stops, answering, visibleAttributes);
        this.reconciling = new ReconcilePhase(context, settling);
        this.retaining = new RetainPhase(context);
        this.operations = new Operations(context, stops, new Moving(context, verdicts), reconciling);
        this.announcing = new Announcing(context);
        this.suppressing = new Suppressing(context);
        this.erasing = new Erasing(context, suppressing, reconciling);
        this.exporting = new Exporting(context);
        this.web = new WebVisits(context, optOuts, events);
        this.rereading = new Rereading(context, stops, replies);
        this.restoring = new Restoring(context, facts, polls);
    }

    /**
     * The default clocks: the store's time, carried on by this machine's monotonic clock.
     *
     * @param store the store
     * @return the time
     */
    public static EngineTime systemTime(dev.sdr.store.SequenceStore store) {
        return new SystemTime(store);
    }

    /**
     * What comes in over the web.
     *
     * @return its part of the engine
     */
    public WebVisits web() {
        return web;
    }

    /**
     * Reads the inboxes.
     *
     * @return what was done
     */
    public RunReport poll() {
        return phase(true, (budget, report) -> polls.run(budget, report));
    }

    /**
     * Polls one inbox.
     *
     * @param mailboxId which
     * @return what was done
     * @throws dev.sdr.error.ConfigurationException if this node has no inbox of that mailbox
     */
    public RunReport poll(String mailboxId) {
        Accounts.Account account = accounts.find(mailboxId)
                .filter(a -> a.inbox().isPresent())
                .orElseThrow(() -> new ConfigurationException("there is no inbox of mailbox '" + mailboxId + "' here"));
        return phase(true, (budget, report) -> polls.run(account, budget, report));
    }

    /**
     * Analyses replies.
     *
     * @return what was done
     */
    public RunReport handleReplies() {
        return phase(true, (budget, report) -> replies.run(budget, report));
    }

    /**
     * Sends what is due.
     *
     * @return what was done and what is left
     */
    public RunReport runDueSteps() {
        return phase(false, (budget, report) -> steps.run(budget, report));
    }

    /**
     * Looks after touches whose outcome is not known.
     *
     * @return what was done
     */
    public RunReport reconcile() {
        return phase(false, (budget, report) -> reconciling.run(budget, report));
    }

    /**
     * Removes what is over and old.
     *
     * @param policy how long what is kept
     * @return what was removed
     */
    public RetentionReport retain(RetentionPolicy policy) {
        RetainPhase.Sums sums = new RetainPhase.Sums();
        RunReport report = phase(false, (budget, ignored) -> retaining.run(policy, budget, sums));
        return sums.done(report.problems());
    }

    /** What fails in the outside world, or is a bug, ends the phase with a report; a wrong set-up is thrown. */
    private RunReport phase(boolean whileRestoring, BiConsumer<Budget, Report> work) {
        Report report = new Report();
        if (closed) {
            report.problems.add("the runner is closed");
            return report.done();
        }
        try {
            context.time.refresh();
            Control control = context.environment.enter();
            announcing.run();
            if (whileRestoring || control.time(Control.RESTORED_AT).isEmpty()) {
                work.accept(new Budget(context.time, context.settings.budget()), report);
            } else {
                report.problems.add(
                        "the database was set back: nothing is sent or reconciled until adopt() is complete");
            }
        } catch (ConfigurationException e) {
            throw e;
        } catch (SdrException e) {
            report.problems.add(context.failed("a phase stopped early", e));
        } catch (RuntimeException e) {
            report.problems.add(context.failed("a phase failed in an unexpected way", e));
        }
        return report.done();
    }

    /**
     * Takes the store over for this runner's environment.
     *
     * @param restoredAt when a database that was set back went into service again; empty if it was not
     * @return what was done and what cannot be known
     */
    public AdoptReport adopt(Optional<Instant> restoredAt) {
        context.time.refresh();
        return restoring.adopt(restoredAt);
    }

    /** Stops claiming; what has begun is finished by the thread that works on it. */
    public void close() {
        closed = true;
    }

    /**
     * Enrolls leads.
     *
     * @param leads the leads
     * @param sequenceId the sequence
     * @param campaignId the campaign; empty for the sequence's own
     * @return what came of each, in any order
     */
    public List<Enrolled> enroll(Collection<Lead> leads, String sequenceId, Optional<String> campaignId) {
        context.time.refresh();
        return enrolling.enroll(leads, context.catalog.mustHave(sequenceId), campaignId.orElse(sequenceId));
    }

    /**
     * Enrolls leads in a transaction of the host's.
     *
     * @param tx the transaction
     * @param leads the leads
     * @param sequenceId the sequence
     * @param campaignId the campaign; empty for the sequence's own
     * @return what came of each, in any order, if the host commits
     */
    public List<Enrolled> enroll(Tx tx, Collection<Lead> leads, String sequenceId, Optional<String> campaignId) {
        context.time.mustBeSound();
        return enrolling.enroll(tx, leads, context.catalog.mustHave(sequenceId), campaignId.orElse(sequenceId));
    }

    /**
     * Sends one mail now, if the gates let it.
     *
     * @param lead to whom
     * @param mail what
     * @return where it stands
     */
    public Explanation send(Lead lead, OneOff mail) {
        context.time.refresh();
        Sequence sequence = OneOffs.sequence(mail);
        Enrolled enrolled =
                enrolling.enroll(List.of(lead), sequence, OneOffs.CAMPAIGN).get(0);
        UUID id = enrolled.enrollmentId()
                .orElseThrow(() -> new ConfigurationException(
                        "the mail to lead " + lead.id() + " was refused: " + enrolled.reason()));
        steps.runOne(id, new Budget(context.time, context.settings.budget()), new Report());
        return explain(tx -> tx.enrollments().byIds(List.of(id))).get(0);
    }

    /**
     * Explains where enrollments stand.
     *
     * @param which picks the enrollments
     * @return an explanation for each
     */
    public List<Explanation> explain(Function<Tx, List<Enrollment>> which) {
        return context.read(tx -> explaining.explain(tx, which.apply(tx)));
    }

    /**
     * Shows what a sequence would send.
     *
     * @param lead to whom
     * @param sequenceId the sequence
     * @return the touches in order
     */
    public List<PlannedTouch> preview(Lead lead, String sequenceId) {
        Sequence sequence = context.catalog.mustHave(sequenceId);
        StoredLead row = StoredLead.bare(context.keys.address(lead.email()));
        Mailbox mailbox = accounts.find(enrolling.mailbox(row)).orElseThrow().mailbox();
        return new Previewing(context).preview(lead, sequence, mailbox, context.now());
    }

    /**
     * Reads from the store.
     *
     * @param read what
     * @param <T> the result's type
     * @return the result
     */
    public <T> T read(Function<Tx, T> read) {
        return context.read(read);
    }

    /**
     * How far an inbox was read.
     *
     * @param mailboxId which
     * @return its state, if it was ever polled
     */
    public Optional<InboxState> inbox(String mailboxId) {
        return read(tx -> tx.inbox().states(List.of(mailboxId))).stream().findFirst();
    }

    /**
     * What people do with replies.
     *
     * @return the operations
     */
    public Answering answering() {
        return answering;
    }

    /**
     * Reads stored mail again.
     *
     * @param after the last id of the call before; empty to begin
     * @param limit the most messages
     * @return what was found
     */
    public RereadReport reread(Optional<UUID> after, int limit) {
        return rereading.reread(after, limit);
    }

    /**
     * Reads one private mail again, because the host asks for it.
     *
     * @param inboundId its stub
     * @return the message, if the source can read it again and still has it
     */
    public Optional<RawMessage> fetch(UUID inboundId) {
        Optional<Inbound> stub =
                read(tx -> tx.inbox().byIds(List.of(inboundId))).stream().findFirst();
        return stub.flatMap(s -> accounts.find(s.mailboxId())
                .flatMap(Accounts.Account::inbox)
                .filter(MessageFetch.class::isInstance)
                .flatMap(source -> ((MessageFetch) source).fetch(s.ref())));
    }

    /**
     * Reads the event feed.
     *
     * @param cursor where the last page ended; empty text begins
     * @param limit the most events
     * @return the next page
     */
    public EventPage events(String cursor, int limit) {
        return read(tx -> tx.events().after(cursor, limit));
    }

    /**
     * The suppression ledger.
     *
     * @return its part of the engine
     */
    public Suppressing suppressing() {
        return suppressing;
    }

    /**
     * Forgets a person.
     *
     * @param address the person's address
     * @return what was removed, and what is waited for
     */
    public ErasureReport erase(EmailAddress address) {
        context.time.refresh();
        return erasing.erase(address);
    }

    /**
     * Hands out what is kept about a person.
     *
     * @param address the person's address
     * @return a JSON document
     */
    public String export(EmailAddress address) {
        return exporting.export(address);
    }

    /**
     * Adds a mailbox, or changes one.
     *
     * @param account the account
     */
    public void put(Accounts.Account account) {
        context.settings.mustNotTrackTwice(account);
        accounts.put(account);
    }

    /**
     * What a host may do beyond enrolling and running.
     *
     * @return the operations
     */
    public Operations operations() {
        return operations;
    }
}
