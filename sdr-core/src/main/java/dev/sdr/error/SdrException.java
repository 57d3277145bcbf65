package dev.sdr.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure to poll, classify, compose or open something, in one of three kinds that say what helps: try again, look at
 * the credentials, or change the configuration. Messages never hold secrets, message bodies or lists of addresses.
 */
public abstract sealed class SdrException extends RuntimeException
        permits RetryableException, CredentialsException, ConfigurationException, CommitUnknownException {

    private static final long serialVersionUID = 1L;

    SdrException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
