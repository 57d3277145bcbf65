package dev.sdr;

import static java.util.Objects.requireNonNull;

import dev.sdr.compose.OneOff;
import dev.sdr.internal.engine.Engine;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Sender;
import dev.sdr.observe.AdoptReport;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.PlannedTouch;
import dev.sdr.observe.RetentionReport;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Runs outreach sequences: sends what is due, reads replies, and stops, pauses or goes on as it should. The host calls
 * {@link #runOnce} from a scheduler of its own, from as many threads and nodes as it likes; they share the work.
 *
 * <p>Safe for use by several threads. It starts no thread of its own. Everything it knows is in the store, so it may be
 * closed and built again at any time.
 */
public final class SequenceRunner implements AutoCloseable {

    private final Engine engine;

    SequenceRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Starts a runner.
     *
     * @param store where everything is kept; the host closes it after the runner
     * @param sequences the sequences by id
     * @param sender who writes; no mail leaves without it
     * @return a builder
     */
    public static RunnerBuilder builder(SequenceStore store, Sequences sequences, Sender sender) {
        return new RunnerBuilder(store, sequences, sender);
    }

    /**
     * Runs the four phases once: reads the inboxes, analyses replies, looks after touches whose outcome is unknown, and
     * sends what is due. Each works until nothing is left or its time budget is spent.
     *
     * @return what was done, what is left and what failed; failures of the outside world are reported, not thrown
     * @throws dev.sdr.error.ConfigurationException if the store must not be used as it is
     */
    public RunReport runOnce() {
        return pollInboxes().and(handleReplies()).and(reconcile()).and(runDueSteps());
    }

    /**
     * Reads every inbox from where the last read ended, and stores what came in with what it causes.
     *
     * @return what was done
     */
    public RunReport pollInboxes() {
        return engine.poll();
    }

    /**
     * Asks the classifier about stored replies.
     *
     * @return what was done
     */
    public RunReport handleReplies() {
        return engine.handleReplies();
    }

    /**
     * Sends what is due.
     *
     * @return what was done and what is left
     */
    public RunReport runDueSteps() {
        return engine.runDueSteps();
    }

    /**
     * Looks after touches whose outcome nobody stored, and asks channels about pending ones.
     *
     * @return what was done
     */
    public RunReport reconcile() {
        return engine.reconcile();
    }

    /**
     * Removes what is over and older than a policy keeps it, in short transactions that the phases do not wait for, until
     * nothing is left or the time budget is spent. No phase does it by itself: call it now and then, such as every night,
     * from any node. The engine's own notes about touches in doubt go after 30 days.
     *
     * @param policy how long what is kept
     * @return what was removed, and whether there is more
     * @throws dev.sdr.error.ConfigurationException if the store must not be used as it is
     */
    public RetentionReport retain(RetentionPolicy policy) {
        return engine.retain(requireNonNull(policy, "policy"));
    }

    /**
     * Enrolls a lead in a sequence, in the sequence's own campaign. A lead that is in it already is left alone; if its
     * attributes have changed, what a contact rule held for it is looked at again at once.
     *
     * @param lead the lead; its attributes are kept
     * @param sequenceId the sequence
     * @return what came of it
     * @throws dev.sdr.error.ConfigurationException if there is no such sequence
     */
    public Enrolled enroll(Lead lead, String sequenceId) {
        return engine.enroll(List.of(lead), sequenceId, Optional.empty()).get(0);
    }

    /**
     * Enrolls leads in a sequence, in the sequence's own campaign. Large numbers are enrolled in batches of one
     * transaction each; calling again after a failure goes on where it ended.
     *
     * @param leads the leads
     * @param sequenceId the sequence
     * @return what came of each, in any order
     * @throws dev.sdr.error.ConfigurationException if there is no such sequence
     */
    public List<Enrolled> enroll(Collection<Lead> leads, String sequenceId) {
        return engine.enroll(leads, sequenceId, Optional.empty());
    }

    /**
     * Enrolls leads in a campaign.
     *
     * @param leads the leads
     * @param sequenceId the sequence, which must be the campaign's
     * @param campaignId the campaign
     * @return what came of each, in any order
     * @throws dev.sdr.error.ConfigurationException if there is no such sequence or campaign
     */
    public List<Enrolled> enroll(Collection<Lead> leads, String sequenceId, String campaignId) {
        return engine.enroll(leads, sequenceId, Optional.of(campaignId));
    }

    /**
     * Enrolls leads inside a transaction of the host's: they are enrolled if and when the host commits.
     *
     * @param tx the transaction, such as {@code JdbcSequenceStore.joining(connection)} gives
     * @param leads the leads, at most a few hundred
     * @param sequenceId the sequence
     * @param campaignId the campaign; empty for the sequence's own
     * @return what came of each, in any order
     * @throws dev.sdr.error.ConfigurationException if there is no such sequence or campaign
     */
    public List<Enrolled> enroll(Tx tx, Collection<Lead> leads, String sequenceId, Optional<String> campaignId) {
        return engine.enroll(tx, leads, sequenceId, campaignId);
    }

    /**
     * Sends one mail to one lead now, through the same gates (save those about timing) and the same outbox as a step.
     * Calling again with the same lead and key never sends a second one.
     *
     * @param lead to whom
     * @param mail what
     * @return where it stands; a mail that is held goes by itself when what holds it is over
     * @throws dev.sdr.error.ConfigurationException if the lead is suppressed or stopped
     */
    public Explanation send(Lead lead, OneOff mail) {
        return engine.send(lead, mail);
    }

    /**
     * Says why a lead's enrollments stand where they stand.
     *
     * @param leadId the lead
     * @return one explanation for each enrollment; none for an unknown lead
     */
    public List<Explanation> explain(String leadId) {
        return engine.explain(tx -> tx.enrollments().ofLeads(List.of(leadId)));
    }

    /**
     * Shows what a sequence would send to a lead and when, if the lead were enrolled now, never replied, and nothing
     * held. Sends nothing, and writes nothing itself. A composer of the host's own is asked, unless it shares text and the lead
     * allows no model; it may keep records of its own, as one that asks a model keeps what that cost and said.
     *
     * @param lead the lead
     * @param sequenceId the sequence
     * @return the touches in order
     * @throws dev.sdr.error.ConfigurationException if there is no such sequence
     */
    public List<PlannedTouch> preview(Lead lead, String sequenceId) {
        return engine.preview(lead, sequenceId);
    }

    /**
     * Stops all sending of all nodes on this store, until {@link #resumeAll}. Inboxes are still read. Returns once no
     * touch can begin any more.
     *
     * @param reason why, for {@link #explain}
     */
    public void pauseAll(String reason) {
        engine.operations().killSwitch(Optional.of(reason));
    }

    /** Lets all sending go on. Enrollments held meanwhile are looked at again within 15 minutes. */
    public void resumeAll() {
        engine.operations().killSwitch(Optional.empty());
    }

    /**
     * Takes the store over for this runner's environment, after a planned move, dump or failover that lost nothing, or
     * because a copy is to be used here. A restore that is not complete is gone on with.
     *
     * @return what was done
     */
    public AdoptReport adopt() {
        return engine.adopt(Optional.empty());
    }

    /**
     * Takes over a database that was set back: one restored from a backup, or a replica that had not received
     * everything. Until this is complete nothing is sent. Reads every inbox to its end, then takes every step that may
     * have left by then for sent, at the earliest dates of each enrollment's schedule, so that nothing leaves twice; a
     * mailbox's sending for that day counts as used up. May take long, since it works through all unfinished enrollments;
     * calling it again goes on where it ended, and once it is
     * complete does nothing.
     *
     * @param restoredAt when the database went into service again: the last moment at which mail may have left that it
     *     does not know of; not in the future
     * @return what was done, whether it is complete, and what cannot be known
     * @throws IllegalArgumentException if {@code restoredAt} lies in the future
     */
    public AdoptReport adopt(Instant restoredAt) {
        return engine.adopt(Optional.of(restoredAt));
    }

    /**
     * Single enrollments and leads.
     *
     * @return the facade
     */
    public Enrollments enrollments() {
        return new Enrollments(engine);
    }

    /**
     * Campaigns.
     *
     * @return the facade
     */
    public Campaigns campaigns() {
        return new Campaigns(engine);
    }

    /**
     * People's replies and the answers to them.
     *
     * @return the facade
     */
    public Replies replies() {
        return new Replies(engine);
    }

    /**
     * Tasks for people.
     *
     * @return the facade
     */
    public Tasks tasks() {
        return new Tasks(engine);
    }

    /**
     * Who must not be written to.
     *
     * @return the facade
     */
    public Suppressions suppressions() {
        return new Suppressions(engine);
    }

    /**
     * What is kept about people: handed out and erased.
     *
     * @return the facade
     */
    public People people() {
        return new People(engine);
    }

    /**
     * Mailboxes and their inboxes.
     *
     * @return the facade
     */
    public Mailboxes mailboxes() {
        return new Mailboxes(engine);
    }

    /**
     * The durable event feed.
     *
     * @return the facade
     */
    public Events events() {
        return new Events(engine);
    }

    /**
     * What the host has decided that lifts a protection.
     *
     * @return the facade
     */
    public Audit audit() {
        return new Audit(engine);
    }

    /**
     * What comes in over the web: opens, clicks, unsubscribing, and what providers report.
     *
     * @return the facade
     */
    public Web web() {
        return new Web(engine);
    }

    /** Stops claiming. A run in another thread finishes what it has begun and gives the rest back. */
    @Override
    public void close() {
        engine.close();
    }
}
