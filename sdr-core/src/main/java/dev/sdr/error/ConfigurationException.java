package dev.sdr.error;

/** The host's configuration is wrong. The message names what and how to mend it. */
public final class ConfigurationException extends SdrException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed and what to do, without secrets or message text
     */
    public ConfigurationException(String message) {
        super(message, null);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what failed and what to do, without secrets or message text
     * @param cause what was thrown underneath
     */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
