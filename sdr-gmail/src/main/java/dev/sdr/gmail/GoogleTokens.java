package dev.sdr.gmail;

/**
 * Gives access tokens for one mailbox. The same object serves {@link GmailAccount} and, as {@code tokens::accessToken},
 * SMTP and IMAP with XOAUTH2.
 *
 * <p>An implementation is safe for use by several threads, keeps a token while it is valid, and bounds every wait.
 */
@FunctionalInterface
public interface GoogleTokens {

    /**
     * A token that is valid now.
     *
     * @return the token, without the word Bearer
     * @throws dev.sdr.error.CredentialsException if the grant is gone (revoked, expired, refused by an administrator); the
     *     message names the account, Google's reason and what to do
     * @throws dev.sdr.error.RetryableException if Google cannot be reached now
     */
    String accessToken();
}
