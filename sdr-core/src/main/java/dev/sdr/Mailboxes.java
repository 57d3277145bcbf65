package dev.sdr;

import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.RawMessage;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.internal.engine.Engine;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.observe.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Mailboxes and their inboxes. Safe for use by several threads. */
public final class Mailboxes {

    private final Engine engine;

    Mailboxes(Engine engine) {
        this.engine = engine;
    }

    /**
     * Adds a mailbox to the running runner, or changes the one with the same id, on this node.
     *
     * @param mailbox the mailbox
     * @param mailer what sends for it
     * @param inbox what reads its replies; empty for send-only
     * @throws dev.sdr.error.ConfigurationException if our own tracking is on and the mailer's provider tracks too
     */
    public void put(Mailbox mailbox, Mailer mailer, Optional<InboxSource> inbox) {
        engine.put(new Account(mailbox, mailer, inbox));
    }

    /**
     * Holds all sending of a mailbox until it is resumed. No touch of it begins after this returns.
     *
     * @param mailboxId the mailbox
     * @param why for {@code explain}
     */
    public void pause(String mailboxId, String why) {
        engine.operations().mailbox(mailboxId, Optional.of(why));
    }

    /**
     * Lets a mailbox send again, whatever held it. Its leads are looked at again within 15 minutes.
     *
     * @param mailboxId the mailbox
     */
    public void resume(String mailboxId) {
        engine.operations().mailbox(mailboxId, Optional.empty());
    }

    /**
     * Why a mailbox sends nothing now.
     *
     * @param mailboxId the mailbox
     * @return the reason, or empty if nothing holds it
     */
    public Optional<String> held(String mailboxId) {
        return engine.operations().mailboxHeld(mailboxId);
    }

    /**
     * Reads its inbox now, for instance because its provider says that something came in. Goes on beside the phases; one that
     * is being read already is left to whoever reads it.
     *
     * @param mailboxId the mailbox
     * @return what was done and what failed
     * @throws dev.sdr.error.ConfigurationException if this node has no such mailbox with an inbox
     */
    public RunReport poll(String mailboxId) {
        return engine.poll(mailboxId);
    }

    /**
     * How far its inbox was read, and why the last poll failed if it did.
     *
     * @param mailboxId the mailbox
     * @return the state, if it was ever polled
     */
    public Optional<InboxState> inbox(String mailboxId) {
        return engine.inbox(mailboxId);
    }

    /**
     * Mail that has nothing to do with us, as stubs without content: the sender's domain, the time and the reason.
     *
     * @param after the last id already read; empty to begin
     * @param limit the most stubs
     * @return the stubs, oldest first
     */
    public List<Inbound> privateMail(Optional<UUID> after, int limit) {
        return engine.read(tx -> tx.inbox().ofKind(Inbound.PRIVATE, after, limit));
    }

    /**
     * Mail that could not be read and was matched to nobody.
     *
     * @param after the last id already read; empty to begin
     * @param limit the most stubs
     * @return the stubs, oldest first
     */
    public List<Inbound> unreadableMail(Optional<UUID> after, int limit) {
        return engine.read(tx -> tx.inbox().ofKind(Inbound.UNREADABLE, after, limit));
    }

    /**
     * Reads one mail again from its mailbox, because the host asks for it.
     *
     * @param inboundId the id of its stub
     * @return the message, if the source can read single messages and still has it
     */
    public Optional<RawMessage> fetch(UUID inboundId) {
        return engine.fetch(inboundId);
    }
}
