package dev.sdr.error;

/**
 * A connection was lost while a transaction was being committed: its writes may be there or not. Whoever gets it reads
 * again, under the same locks, before deciding anything.
 */
public final class CommitUnknownException extends SdrException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed, without secrets
     * @param cause what was thrown underneath
     */
    public CommitUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
