package dev.sdr.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that happened, kept in the store and read by {@code runner.events().after(cursor)}.
 *
 * @param id version 7 UUID, the key by which a reader tells repeats
 * @param type one of the constants of this class; a reader must tolerate others
 * @param at when, to the microsecond
 * @param leadId whom it concerns, if anyone
 * @param enrollmentId which enrollment, if any
 * @param data further facts as text; no message text, no secrets
 */
public record Event(
        UUID id,
        String type,
        Instant at,
        Optional<String> leadId,
        Optional<UUID> enrollmentId,
        Map<String, String> data) {

    /** A lead was enrolled in a sequence. */
    public static final String ENROLLED = "enrolled";

    /** A touch was accepted by its provider; data: key, channel, mailbox. */
    public static final String TOUCH_SENT = "touch.sent";

    /** A touch was refused for good; data: key, fault, code. */
    public static final String TOUCH_REJECTED = "touch.rejected";

    /** What became of a touch could not be found out; it counts as sent. Data: key. */
    public static final String TOUCH_UNKNOWN = "touch.unknown";

    /** A step was passed over; data: step, reason. */
    public static final String STEP_SKIPPED = "step.skipped";

    /** A person replied; data: inbound. */
    public static final String REPLIED = "replied";

    /** A reply was classified; data: inbound, sentiment, intent, requires_human, action, reason. */
    public static final String REPLY_ANALYSED = "reply.analysed";

    /** An answer was drafted and waits for approval; data: inbound. */
    public static final String REPLY_DRAFTED = "reply.drafted";

    /** An answer was approved; data: inbound, automatic. */
    public static final String REPLY_APPROVED = "reply.approved";

    /** Nobody approved a draft in time; data: inbound. */
    public static final String DRAFT_EXPIRED = "draft.expired";

    /** A reply was answered; data: inbound (a human's answer itself), by (us or human). */
    public static final String REPLY_ANSWERED = "reply.answered";

    /** Somebody new wrote in the thread of a lead: a contact of the same account; data: inbound, contact. */
    public static final String CONTACT_FOUND = "contact.found";

    /** A mail names somebody else to write to; data: inbound, to (an address or a name), why (referral or left). */
    public static final String REFERRED = "referred";

    /** Stored mail was read again and asks not to be written to; data: inbound, reason. */
    public static final String REREAD = "reread";

    /** An automatic mail came in; data: inbound, reason, until. */
    public static final String AUTOMATIC_REPLY = "reply.automatic";

    /** A delivery report came in; data: inbound, or event and source of a provider's event; class, status. */
    public static final String BOUNCED = "bounced";

    /** A person complained to their provider; data: inbound, or event and source of a provider's event. */
    public static final String COMPLAINED = "complained";

    /** A person asked not to be written to; data: inbound, or event and source of a provider's event. */
    public static final String OPTED_OUT = "opted_out";

    /** A mail was opened; data: event, source, key, grade, reason. */
    public static final String MAIL_OPENED = "mail.opened";

    /** A link was followed; data: event, source, key, grade, reason. */
    public static final String MAIL_CLICKED = "mail.clicked";

    /** Who opened a mail or followed a link is seen otherwise than before; data: event, source, key, type, grade, reason. */
    public static final String MAIL_REGRADED = "mail.regraded";

    /** The provider took a mail and sent nothing; data: event, source, key, cause. */
    public static final String MAIL_DROPPED = "mail.dropped";

    /** An enrollment was paused; data: reason, until. */
    public static final String PAUSED = "paused";

    /** A pause was lifted; data: reason. */
    public static final String RESUMED = "resumed";

    /** An enrollment or lead was stopped; data: reason. */
    public static final String STOPPED = "stopped";

    /** An enrollment went through its last step. */
    public static final String FINISHED = "finished";

    /** An entry was added to the suppression ledger; data: kind, reason. */
    public static final String SUPPRESSED = "suppressed";

    /** A mailbox holds all its sending; data: mailbox, reason. */
    public static final String MAILBOX_HELD = "mailbox.held";

    /** A mailbox whose credentials were refused works again; data: mailbox. */
    public static final String MAILBOX_RESUMED = "mailbox.resumed";

    /** Mail that could not be read was kept and waits for a person; data: inbound. */
    public static final String UNREADABLE_MAIL = "mail.unreadable";

    /** Something went to the audit record; data: what, subject, sentence. */
    public static final String AUDITED = "audited";

    /** Checks and copies. */
    public Event {
        requireNonNull(id, "id");
        requireNonNull(type, "type");
        requireNonNull(at, "at");
        requireNonNull(leadId, "leadId");
        requireNonNull(enrollmentId, "enrollmentId");
        data = Map.copyOf(data);
    }
}
