package dev.sdr.error;

/** Something outside failed for now: the network, a server, a database that went away. Trying again later may help. */
public final class RetryableException extends SdrException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed and what to do, without secrets or message text
     */
    public RetryableException(String message) {
        super(message, null);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what failed and what to do, without secrets or message text
     * @param cause what was thrown underneath
     */
    public RetryableException(String message, Throwable cause) {
        super(message, cause);
    }
}
