package dev.sdr.internal.engine;

import dev.sdr.error.ConfigurationException;
import dev.sdr.observe.AuditRecord;
import dev.sdr.observe.OpenTask;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Stop;
import dev.sdr.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** What a host may do to enrollments, campaigns, mailboxes and tasks. Thread-safe. */
public final class Operations {

    private final Context context;
    private final Stops stops;
    private final Moving moving;
    private final ReconcilePhase reconciling;

    Operations(Context context, Stops stops, Moving moving, ReconcilePhase reconciling) {
        this.context = context;
        this.stops = stops;
        this.moving = moving;
        this.reconciling = reconciling;
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
        return read(tx -> {
                    mustNotBeRestoring(tx);
                    return tx.enrollments().byIds(List.of(enrollmentId));
                })
                .stream()
                .findFirst()
                .map(e -> moving.move(enrollmentId, context.catalog.mustHave(e.sequenceId())))
                .orElse(false);
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
     * Gives a campaign another purpose, and keeps that in the audit record.
     *
     * @param campaignId which
     * @param purpose the new purpose
     * @param why the ground
     * @throws ConfigurationException if there is no such campaign
     */
    public void purpose(String campaignId, Purpose purpose, String why) {
        context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            CampaignRecords.Stored stored = CampaignRecords.read(tx, campaignId)
                    .orElseThrow(() -> new ConfigurationException("there is no campaign '" + campaignId + "'"));
            Purpose before = stored.campaign().purpose();
            if (before == purpose) {
                return false;
            }
            String sentence =
                    "the purpose of campaign " + campaignId + " is " + purpose + " instead of " + before + ": " + why;
            AuditTrail.addAgain(
                    tx,
                    journal,
                    new AuditRecord(AuditRecord.PURPOSE_CHANGED, campaignId, context.now(), sentence),
                    context.ids.next());
            return CampaignRecords.write(
                    tx, new CampaignRecords.Stored(stored.campaign().with(purpose), stored.version()));
        });
        stops.wakeContacts(campaignId);
    }

    /**
     * The audit record.
     *
     * @return all of it, oldest first
     */
    public List<AuditRecord> audit() {
        return read(AuditTrail::all);
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
        Optional<TaskChannel.Task> closed = context.transactAgain((tx, journal) -> {
            mustNotBeRestoring(tx);
            return TaskChannel.close(tx, taskId, skipped, note);
        });
        closed.ifPresent(task ->
                reconciling.settleNow(read(tx -> tx.touches().byKeys(List.of(task.touch()))), new Report()));
        return closed.isPresent();
    }

    /** What moves an enrollment's plan to today would hide from a restore which steps were due before it. */
    private void mustNotBeRestoring(Tx tx) {
        if (context.environment.mustOwn(tx).time(Control.RESTORED_AT).isPresent()) {
            throw new ConfigurationException(
                    "the database was set back and that is not settled yet; call runner.adopt() until it is");
        }
    }

    private <T> T read(Function<Tx, T> read) {
        return context.read(read);
    }
}
