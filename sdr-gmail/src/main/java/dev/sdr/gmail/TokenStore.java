package dev.sdr.gmail;

import java.util.Optional;

/**
 * Where refresh tokens are kept, by mailbox. Whoever has one can read the mailbox and send from it until it is revoked, so
 * an implementation keeps them encrypted or readable by nobody else. {@link WebFlow} also keeps in it what it has begun,
 * under ids of its own that begin with {@code consent:}.
 *
 * <p>An implementation is safe for use by several threads at once, and puts no token into a message, a log or its own
 * text. It throws {@code RetryableException} when it cannot be reached, and {@code ConfigurationException} when what it
 * keeps cannot be read.
 */
public interface TokenStore {

    /**
     * Reads the token of a mailbox.
     *
     * @param mailboxId which, as in {@code Mailbox.id()}
     * @return what was saved last, or empty if there is nothing
     */
    Optional<String> load(String mailboxId);

    /**
     * Keeps the token of a mailbox, in place of an earlier one, durably before it returns.
     *
     * @param mailboxId which
     * @param refreshToken the token
     */
    void save(String mailboxId, String refreshToken);

    /**
     * Forgets the token of a mailbox. Google does not hear of it: revoking is done in the account's own settings.
     *
     * @param mailboxId which
     * @return whether there was one; of several callers at once only one gets true
     */
    boolean remove(String mailboxId);
}
