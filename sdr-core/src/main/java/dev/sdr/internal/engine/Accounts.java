package dev.sdr.internal.engine;

import static java.util.Objects.requireNonNull;

import dev.sdr.inbox.InboxSource;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The mailboxes this node has, with what sends and reads for them. May be changed while the runner works. */
public final class Accounts {

    private final ConcurrentSkipListMap<String, Account> byId = new ConcurrentSkipListMap<>();

    /** Creates an empty set. */
    public Accounts() {}

    /**
     * A mailbox with what sends and reads for it.
     *
     * @param mailbox the mailbox
     * @param mailer what sends
     * @param inbox what reads; empty for a mailbox declared send-only
     */
    public record Account(Mailbox mailbox, Mailer mailer, Optional<InboxSource> inbox) {

        /** Checks. */
        public Account {
            requireNonNull(mailbox, "mailbox");
            requireNonNull(mailer, "mailer");
            requireNonNull(inbox, "inbox");
        }
    }

    /**
     * Adds a mailbox, or takes the place of one with the same id.
     *
     * @param account the account
     */
    public void put(Account account) {
        byId.put(account.mailbox().id(), account);
    }

    /**
     * A mailbox by id.
     *
     * @param id its id
     * @return the account, if this node has it
     */
    public Optional<Account> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * All mailboxes.
     *
     * @return the accounts, ordered by id
     */
    public Collection<Account> all() {
        return byId.values();
    }
}
