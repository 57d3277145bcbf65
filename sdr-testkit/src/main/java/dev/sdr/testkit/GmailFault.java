package dev.sdr.testkit;

/** What a {@link GmailServer} does to a call instead of answering it in the usual way. */
public enum GmailFault {
    /** 403 {@code userRateLimitExceeded}; the instant to come back at is in the message. Not done. */
    USER_RATE_LIMIT(false),
    /** 403 {@code rateLimitExceeded}, the quota per minute; no instant. Not done. */
    QUOTA(false),
    /** 429 {@code rateLimitExceeded}, too many calls at once. Not done. */
    TOO_MANY_REQUESTS(false),
    /** 403 {@code dailyLimitExceeded}. Not done. */
    DAILY_LIMIT(false),
    /** 429, the sending limit of the account; an instant a day ahead is in the message. Not done. */
    SENDING_LIMIT(false),
    /** 403 {@code insufficientPermissions}, as for a token with too few scopes. Not done. */
    INSUFFICIENT_SCOPE(false),
    /** 403 {@code accessNotConfigured}, as for a project that has not switched the API on. Not done. */
    NOT_CONFIGURED(false),
    /** 401, as for an access token that ended early. Not done. */
    UNAUTHORIZED(false),
    /** 400 {@code invalidArgument} about the To header. Not done. */
    BAD_RECIPIENT(false),
    /** 404. Not done. */
    NOT_FOUND(false),
    /** 500. Not done, which the answer does not say. */
    SERVER_ERROR(false),
    /** 503. Not done, which the answer does not say. */
    UNAVAILABLE(false),
    /** 502 with a page of HTML instead of JSON. Not done, which the answer does not say. */
    HTML_ERROR(false),
    /** Done, and answered after a fifth of a second. */
    SLOW(true),
    /** Done, and answered with 503 all the same. */
    TAKEN_SERVER_ERROR(true),
    /** Done, and never answered. */
    TAKEN_NO_ANSWER(true),
    /** Done, and the connection is cut. */
    TAKEN_CONNECTION_LOST(true),
    /** The connection is cut before the body is read. Not done. */
    LOST_BEFORE_END(false);

    private final boolean done;

    GmailFault(boolean done) {
        this.done = done;
    }

    /**
     * Whether the call takes effect.
     *
     * @return true if it was carried out, whatever is answered
     */
    public boolean isDone() {
        return done;
    }
}
