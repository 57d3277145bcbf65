package dev.sdr.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something outside failed for now: the network, a server, a database that went away. Trying again later may help. */
public final class RetryableException extends SdrException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /**
     * Creates the exception.
     *
     * @param message what failed and what to do, without secrets or message text
     */
    public RetryableException(String message) {
        this(message, null, null);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what failed and what to do, without secrets or message text
     * @param cause what was thrown underneath
     */
    public RetryableException(String message, Throwable cause) {
        this(message, cause, null);
    }

    private RetryableException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /**
     * The exception for something that said when to come back.
     *
     * @param message what failed and what to do, without secrets or message text
     * @param wait how long trying again does not help
     * @return the exception
     */
    public static RetryableException after(String message, Duration wait) {
        return new RetryableException(message, null, wait);
    }

    /**
     * How long trying again does not help.
     *
     * @return what the other side said, if it said anything
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
