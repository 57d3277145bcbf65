package dev.sdr.testkit;

/** What a {@link SendGridServer} does to a mail instead of taking it in the usual way. */
public enum SendGridFault {
    /** 429 with {@code X-RateLimit-Reset} 30 seconds ahead. Not taken. */
    RATE_LIMITED,
    /** 401, as for a key that was deleted. Not taken. */
    BAD_KEY,
    /** 403, as for a sender that is not verified. Not taken. */
    FORBIDDEN,
    /** 400 about the recipient's address. Not taken. */
    BAD_RECIPIENT,
    /** 500. Not taken, which the answer does not say. */
    SERVER_ERROR,
    /** 503. Taken all the same. */
    TAKEN_SERVER_ERROR,
    /** Taken, and answered after a fifth of a second. */
    SLOW,
    /** Taken, and never answered. */
    TAKEN_NO_ANSWER,
    /** Taken, and the connection is cut. */
    TAKEN_CONNECTION_LOST,
    /** The connection is cut before the body is read. Not taken. */
    LOST_BEFORE_END
}
