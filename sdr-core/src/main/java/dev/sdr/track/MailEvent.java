package dev.sdr.track;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened to a mail after it was handed over, as a provider or our own tracking reports it. It may come
 * twice, late and in any order.
 *
 * @param source who reports it: a webhook's name such as {@code sendgrid}, or {@link #OWN}
 * @param type what happened
 * @param at when, as the source says
 * @param recipient to whom the mail went, if the source says so
 * @param messageId our Message-ID of the mail without angle brackets, if the source hands it back
 * @param providerId the id the provider gave the mail when it took it, if the source says so
 * @param details further facts by the names of this class; values without meaning are left out
 */
public record MailEvent(
        String source,
        Type type,
        Instant at,
        Optional<EmailAddress> recipient,
        Optional<String> messageId,
        Optional<String> providerId,
        Map<String, String> details) {

    /** The source of what our own pixel and links see. */
    public static final String OWN = "own";

    /** Detail: why, in the provider's words, without message text. */
    public static final String REASON = "reason";

    /** Detail: the enhanced status code (RFC 3463), such as {@code 5.1.1}. */
    public static final String STATUS = "status";

    /** Detail of {@link Type#DROPPED}: why the provider sent nothing, as the name of a {@link Cause}. */
    public static final String CAUSE = "cause";

    /** Detail: the link that was clicked, as it stands in the mail. */
    public static final String URL = "url";

    /** Detail: which of several equal links it was. */
    public static final String LINK = "link";

    /** Value of {@link #LINK}: a link that no person sees. Who follows it is a machine. */
    public static final String HONEYPOT_LINK = "honeypot";

    /** Value of {@link #LINK}: the unsubscribe page was fetched, which changes nothing. */
    public static final String UNSUBSCRIBE_LINK = "unsubscribe";

    /** Detail: the User-Agent header of a fetch. */
    public static final String USER_AGENT = "user_agent";

    /** Detail: the address a fetch came from. */
    public static final String IP = "ip";

    /** Detail: the method of a fetch, such as {@code HEAD}. */
    public static final String METHOD = "method";

    /** Detail: {@code true} if the provider itself takes the open for a machine's. */
    public static final String MACHINE = "machine";

    /** Detail of {@link Type#DEFERRED}: which attempt it was. */
    public static final String ATTEMPT = "attempt";

    /** What happened. */
    public enum Type {
        /** The provider has taken the mail into its queue. */
        PROCESSED,
        /** The recipient's server put it off; the provider tries again. */
        DEFERRED,
        /** The recipient's server took it. */
        DELIVERED,
        /** The provider sent nothing. */
        DROPPED,
        /** The recipient's server refused it, or the provider gave up, for who sends or for how long it took. */
        BLOCKED,
        /** The recipient's server refused it for good: there is no such mailbox. */
        BOUNCED,
        /** The mail was opened, by a person or a machine. */
        OPENED,
        /** A link was followed, by a person or a machine. */
        CLICKED,
        /** The person does not want to be written to. */
        UNSUBSCRIBED,
        /** The person complained to their provider. */
        COMPLAINED,
        /** Something this version does not know. */
        OTHER
    }

    /** Why a provider sent nothing. */
    public enum Cause {
        /** Mail to the address has bounced before. */
        BOUNCED,
        /** The address is not valid. */
        INVALID,
        /** The person has unsubscribed at the provider. */
        UNSUBSCRIBED,
        /** The person has complained before. */
        COMPLAINED,
        /** The message, the account or something else: not the person. */
        OTHER
    }

    /** Checks and copies. */
    public MailEvent {
        requireNonNull(source, "source");
        requireNonNull(type, "type");
        requireNonNull(at, "at");
        requireNonNull(recipient, "recipient");
        requireNonNull(messageId, "messageId");
        requireNonNull(providerId, "providerId");
        details = Map.copyOf(details);
    }
}
