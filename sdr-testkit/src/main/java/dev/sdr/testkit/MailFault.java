package dev.sdr.testkit;

import dev.sdr.channel.Delivery;
import java.util.EnumSet;
import java.util.Set;

/** What a provider may do to the next mail. */
public enum MailFault {
    /** The server cannot be reached. */
    UNREACHABLE(Delivery.Kind.DEFERRED),
    /** The recipient is put off (SMTP 450). */
    RECIPIENT_LATER(Delivery.Kind.DEFERRED),
    /** The recipient does not exist (SMTP 550 5.1.1). */
    RECIPIENT_UNKNOWN(Delivery.Kind.REJECTED),
    /** The sender is blocked (SMTP 550 5.7.1). */
    SENDER_BLOCKED(Delivery.Kind.REJECTED),
    /** The message is put off after its last byte (SMTP 451). */
    MESSAGE_LATER(Delivery.Kind.DEFERRED),
    /** The connection is lost before the last byte, which the mailer may have handed to its machine already. */
    LOST_BEFORE_END(Delivery.Kind.DEFERRED, Delivery.Kind.UNCERTAIN),
    /** The message is taken, and the answer is lost. */
    TAKEN_ANSWER_LOST(Delivery.Kind.UNCERTAIN);

    private final Delivery.Kind kind;
    private final Delivery.Kind other;

    MailFault(Delivery.Kind kind) {
        this(kind, kind);
    }

    MailFault(Delivery.Kind kind, Delivery.Kind other) {
        this.kind = kind;
        this.other = other;
    }

    /**
     * What a mailer may say of it.
     *
     * @return the kinds of outcome that are true
     */
    public Set<Delivery.Kind> allowed() {
        return EnumSet.of(kind, other);
    }
}
