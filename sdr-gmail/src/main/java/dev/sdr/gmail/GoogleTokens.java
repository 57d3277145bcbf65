package dev.sdr.gmail;

/**
 * Gives the access token of one mailbox. The same object serves the Gmail API and, as {@code tokens::accessToken}, the
 * XOAUTH2 login of SMTP and IMAP.
 *
 * <p>An implementation is safe for use by several threads at once, makes one attempt per call, never sleeps, bounds every
 * wait, and puts no token into a message, a log or its own text.
 */
@FunctionalInterface
public interface GoogleTokens {

    /**
     * An access token that is valid now, kept or newly asked for.
     *
     * @return the token, without the word {@code Bearer}
     * @throws dev.sdr.error.CredentialsException if there is none to be had until a person has acted: the mailbox is not
     *     connected, or Google refused the grant (revoked, expired, forbidden by an administrator). The message names the
     *     mailbox, Google's error code and what to do
     * @throws dev.sdr.error.RetryableException if Google, or where the grant is kept, cannot be reached now
     * @throws dev.sdr.error.ConfigurationException if the grant is kept, but not readable: a wrong key, a file open to
     *     others
     */
    String accessToken();

    /**
     * Takes note that Google refused an access token before its time (HTTP 401), as it does when the user has withdrawn
     * the grant. The next {@link #accessToken} then asks Google, and so finds out why. This one does nothing.
     *
     * @param accessToken the token that was refused; one that is not in use any more changes nothing
     */
    default void refused(String accessToken) {}
}
