package dev.sdr.gmail;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that Gmail refused, or that had no answer. It has no cause, for hosts log causes, and the text of those of Google's
 * client holds addresses, URLs and pieces of answers.
 */
final class GmailFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** What it means. */
    enum Kind {
        /** The token, its scopes or a permission was refused. A person must act. */
        CREDENTIALS,
        /** Too much for now, by Gmail's word or by our own count. */
        RATE,
        /** Too much for hours. */
        DAILY,
        /** What the call names is not there: 404. */
        GONE,
        /** The call was wrong: another 4xx. */
        REFUSED,
        /** Gmail failed, 5xx, and may have done it or not. */
        SERVER,
        /** The answer is larger than is read. */
        TOO_LARGE,
        /** The deadline passed before the last byte. */
        LATE,
        /** There was an answer, which cannot be read. */
        UNREADABLE,
        /** There was no answer, or not all of it. */
        UNREACHABLE
    }

    private final Kind kind;
    private final int status;
    private final String reason;
    private final transient Optional<Instant> when;

    GmailFailure(Kind kind, int status, String reason, Optional<Instant> when, String words) {
        super(words);
        this.kind = kind;
        this.status = status;
        this.reason = reason;
        this.when = when;
    }

    /** One of which no answer of Gmail's tells. */
    static GmailFailure own(Kind kind, String words) {
        return new GmailFailure(kind, 0, "", Optional.empty(), words);
    }

    Kind kind() {
        return kind;
    }

    /** The HTTP status, 0 if there was no answer. */
    int status() {
        return status;
    }

    /** Google's reason in one word, or empty text. */
    String reason() {
        return reason;
    }

    /** When to call again, if that is known. */
    Optional<Instant> when() {
        return when;
    }

    /** One line without addresses. */
    String words() {
        return String.valueOf(getMessage());
    }

    /** Whether the next call would fail in the same way. */
    boolean stops() {
        return switch (kind) {
            case CREDENTIALS, RATE, DAILY, UNREACHABLE -> true;
            case GONE, REFUSED, SERVER, TOO_LARGE, LATE, UNREADABLE -> false;
        };
    }

    /** Whether Gmail wants fewer calls. */
    boolean isTooMuch() {
        return kind == Kind.RATE || kind == Kind.DAILY;
    }

    /** Whether the token is not allowed to do what was asked, whatever message it is about. */
    boolean missesScope() {
        return status == 401
                || reason.equals("insufficientPermissions")
                || reason.equals("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }

    /** A refusal of access that is one message's, while the mailbox is open. */
    GmailFailure ofOneMessage() {
        return new GmailFailure(Kind.REFUSED, status, reason, when, words());
    }

    GmailFailure until(Instant instant) {
        String at = words().contains(instant.toString()) ? "" : "; not before " + instant;
        return new GmailFailure(kind, status, reason, Optional.of(instant), words() + at);
    }

    /** For whoever reads. */
    SdrException thrown(String mailbox) {
        return kind == Kind.CREDENTIALS
                ? new CredentialsException(
                        "Gmail refused access to " + mailbox + " (" + words()
                                + "); connect it again or grant the scopes",
                        this)
                : new RetryableException("Gmail cannot be read for " + mailbox + " now (" + words() + ")", this);
    }
}
