package dev.sdr.error;

/** A password, token or permission was refused. Trying again does not help until a person has acted. */
public final class CredentialsException extends SdrException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed and what to do, without secrets or message text
     */
    public CredentialsException(String message) {
        super(message, null);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what failed and what to do, without secrets or message text
     * @param cause what was thrown underneath
     */
    public CredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
