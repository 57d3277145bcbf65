package dev.sdr.internal.engine;

import dev.sdr.compose.OneOff;
import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
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
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.OpenTask;
import dev.sdr.observe.PlannedTouch;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
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
    private final Stops stops;
    private final Enrolling enrolling;
    private final Explaining explaining;
    private final Moving moving;
    private final StepPhase steps;
    private final PollPhase polls;
    private final ReplyPhase replies;
    private final ReconcilePhase reconciling;
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
        Facts facts = new Facts(context);
        Verdicts verdicts = new Verdicts(facts);
        GateChain gates =
                new GateChain(host.settings().inboxGrace(), host.settings().skipUnknownChannels());
        this.stops = new Stops(context);
        this.enrolling = new Enrolling(context, facts);
        this.explaining = new Explaining(context, facts, gates);
        this.moving = new Moving(context, verdicts);
        Settling settling = new Settling(context, verdicts, stops, new MailboxHealth(context));
        this.steps = new StepPhase(context, facts, verdicts, gates, settling, () -> closed);
        this.polls = new PollPhase(context, new Incoming(context, new ReplyEffects(context, facts, stops)));
        this.replies = new ReplyPhase(context, stops, visibleAttributes);
        this.reconciling = new ReconcilePhase(context, settling);
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
     * Reads the inboxes.
     *
     * @return what was done
     */
    public RunReport poll() {
        return phase((budget, report) -> polls.run(budget, report));
    }

    /**
     * Analyses replies.
     *
     * @return what was done
     */
    public RunReport handleReplies() {
        return phase((budget, report) -> replies.run(budget, report));
    }

    /**
     * Sends what is due.
     *
     * @return what was done and what is left
     */
    public RunReport runDueSteps() {
        return phase((budget, report) -> steps.run(budget, report));
    }

    /**
     * Looks after touches whose outcome is not known.
     *
     * @return what was done
     */
    public RunReport reconcile() {
        return phase((budget, report) -> reconciling.run(budget, report));
    }

    /** What fails in the outside world, or is a bug, ends the phase with a report; a wrong set-up is thrown. */
    private RunReport phase(BiConsumer<Budget, Report> work) {
        Report report = new Report();
        if (closed) {
            report.problems.add("the runner is closed");
            return report.done();
        }
        try {
            context.time.refresh();
            work.accept(new Budget(context.time, context.settings.budget()), report);
        } catch (ConfigurationException e) {
            throw e;
        } catch (SdrException e) {
            report.problems.add(context.failed("a phase stopped early", e));
        } catch (RuntimeException e) {
            report.problems.add(context.failed("a phase failed in an unexpected way", e));
        }
        return report.done();
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
        return enrolling.enroll(leads, enrolling.current(sequenceId), campaignId.orElse(sequenceId));
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
        return enrolling.enroll(tx, leads, enrolling.current(sequenceId), campaignId.orElse(sequenceId));
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
        Sequence sequence = enrolling.current(sequenceId);
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
     * Pauses an enrollment until it is resumed.
     *
     * @param enrollmentId which
     * @param detail why
     * @return whether there is such an enrollment
     */
    public boolean pause(UUID enrollmentId, String detail) {
        return stops.pause(enrollmentId, new Pause(Pause.Reason.HUMAN, detail, Optional.empty()));
    }

    /**
     * Lifts all pauses of an enrollment.
     *
     * @param enrollmentId which
     * @return whether there is such an enrollment
     */
    public boolean resume(UUID enrollmentId) {
        return stops.resume(enrollmentId);
    }

    /**
     * Stops one enrollment.
     *
     * @param enrollmentId which
     * @param cause why
     * @return whether there is such an enrollment
     */
    public boolean stop(UUID enrollmentId, String cause) {
        return stops.stopEnrollment(enrollmentId, new Stop(Stop.Reason.MANUAL, cause, context.now()));
    }

    /**
     * Stops everything for a lead.
     *
     * @param leadId whom
     * @param reason why
     * @param cause what caused it
     * @return whether the lead is known
     */
    public boolean stopLead(String leadId, Stop.Reason reason, String cause) {
        return stops.stopLead(leadId, new Stop(reason, cause, context.now()));
    }

    /**
     * Moves an enrollment to the current version of its sequence.
     *
     * @param enrollmentId which
     * @return whether it was active and has moved
     */
    public boolean move(UUID enrollmentId) {
        return read(tx -> tx.enrollments().byIds(List.of(enrollmentId))).stream()
                .findFirst()
                .map(e -> moving.move(enrollmentId, enrolling.current(e.sequenceId())))
                .orElse(false);
    }

    /**
     * Suppresses an address.
     *
     * @param address whom
     * @param reason why
     * @param cause the host's own key; recorded once
     */
    public void suppress(EmailAddress address, String reason, String cause) {
        stops.suppress(address, reason, cause);
    }

    /**
     * Suppresses a domain.
     *
     * @param domain the domain, in lower-case ASCII
     * @param reason why
     * @param cause the host's own key; recorded once
     */
    public void suppressDomain(String domain, String reason, String cause) {
        stops.suppressDomain(domain, reason, cause);
    }

    /**
     * Records a consent.
     *
     * @param address whose
     * @param evidence where and how it was given
     * @return the consent
     */
    public Consent consent(EmailAddress address, String evidence) {
        return stops.consent(address, evidence);
    }

    /**
     * The suppressions in force for an address and its domains.
     *
     * @param address the address
     * @return the entries
     */
    public List<Suppression> suppressions(EmailAddress address) {
        return read(tx ->
                tx.suppressions().inForce(List.of(context.keys.address(address)), Facts.domains(address.domain())));
    }

    /**
     * Pauses or resumes all sending.
     *
     * @param reason why; empty resumes
     */
    public void killSwitch(Optional<String> reason) {
        context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true).paused(tx, reason);
            return true;
        });
    }

    /**
     * Creates a campaign.
     *
     * @param campaign the campaign
     * @return false if there is one of that id
     */
    public boolean create(Campaign campaign) {
        return context.transactAgain(
                (tx, journal) -> CampaignRecords.write(tx, new CampaignRecords.Stored(campaign, 0)));
    }

    /**
     * All campaigns.
     *
     * @return the campaigns, oldest first
     */
    public List<Campaign> campaigns() {
        return context.read(CampaignRecords::all);
    }

    /**
     * Pauses, resumes or stops a campaign.
     *
     * @param campaignId which
     * @param status the new status
     * @throws ConfigurationException if there is no such campaign, or it was stopped before
     */
    public void campaign(String campaignId, Campaign.Status status) {
        context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            CampaignRecords.Stored stored = CampaignRecords.read(tx, campaignId)
                    .orElseThrow(() -> new ConfigurationException("there is no campaign '" + campaignId + "'"));
            if (stored.campaign().status() == Campaign.Status.STOPPED && status != Campaign.Status.STOPPED) {
                throw new ConfigurationException(
                        "campaign '" + campaignId + "' is stopped for good; create another one");
            }
            return CampaignRecords.write(
                    tx, new CampaignRecords.Stored(stored.campaign().with(status), stored.version()));
        });
        if (status == Campaign.Status.STOPPED) {
            stops.stopCampaign(campaignId);
        } else if (status == Campaign.Status.RUNNING) {
            stops.wakeCampaign(campaignId);
        }
    }

    /**
     * Holds or resumes a mailbox.
     *
     * @param mailboxId which
     * @param reason why it is held; empty resumes
     */
    public void mailbox(String mailboxId, Optional<String> reason) {
        context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            MailboxState before = MailboxState.read(tx, mailboxId);
            reason.map(r -> before.hold(r, Optional.empty()))
                    .orElseGet(before::resumed)
                    .write(tx, mailboxId);
            return true;
        });
    }

    /**
     * Why a mailbox sends nothing, if so.
     *
     * @param mailboxId which
     * @return the reason, if it is held now
     */
    public Optional<String> mailboxHeld(String mailboxId) {
        MailboxState state = read(tx -> MailboxState.read(tx, mailboxId));
        return state.isHeld(context.now()) ? state.held() : Optional.empty();
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
     * Open tasks, oldest first.
     *
     * @param limit the most tasks
     * @return the tasks
     */
    public List<OpenTask> tasks(int limit) {
        return read(tx -> {
            List<TaskChannel.Task> tasks = TaskChannel.open(tx, limit);
            List<UUID> ids =
                    tasks.stream().map(t -> t.touch().enrollmentId()).distinct().toList();
            Set<UUID> active = tx.enrollments().byIds(ids).stream()
                    .filter(e -> e.status() == Enrollment.Status.ACTIVE)
                    .map(Enrollment::id)
                    .collect(java.util.stream.Collectors.toSet());
            return tasks.stream()
                    .map(t -> new OpenTask(
                            t.record().key(),
                            t.leadId(),
                            t.title(),
                            t.text(),
                            t.createdAt(),
                            !active.contains(t.touch().enrollmentId())))
                    .toList();
        });
    }

    /**
     * Closes a task, and moves its sequence on.
     *
     * @param taskId which
     * @param skipped whether it was passed over rather than done
     * @param note a note for the record
     * @return false if there is no such open task
     */
    public boolean closeTask(String taskId, boolean skipped, String note) {
        Optional<TaskChannel.Task> closed =
                context.transactAgain((tx, journal) -> TaskChannel.close(tx, taskId, skipped, note));
        closed.ifPresent(task ->
                reconciling.settleNow(read(tx -> tx.touches().byKeys(List.of(task.touch()))), new Report()));
        return closed.isPresent();
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
     * Adds a mailbox, or changes one.
     *
     * @param account the account
     */
    public void put(Accounts.Account account) {
        accounts.put(account);
    }
}
