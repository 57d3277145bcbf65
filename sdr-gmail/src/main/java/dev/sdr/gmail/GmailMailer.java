package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.google.api.services.gmail.model.ListMessagesResponse;
import com.google.api.services.gmail.model.Message;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Delivery.Fault;
import dev.sdr.channel.Delivery.Scope;
import dev.sdr.channel.HandOver;
import dev.sdr.channel.OutcomeLookup;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.SdrException;
import dev.sdr.gmail.GmailFailure.Kind;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.MailerTerms;
import dev.sdr.mail.MimeWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends from a Gmail mailbox, through {@code users.messages.send}.
 *
 * <p>Gmail puts a Message-ID of its own in the place of ours. It is read back right after sending and becomes the outcome's
 * {@link Delivery#providerId()}, with Gmail's thread; ours stays in the header {@link MimeWriter#SENT_ID_HEADER}. If it cannot
 * be read back, Gmail's id of the message, which has no {@code @}, takes its place. A mail with references goes into the thread
 * of the last of them, if the mailbox has it.
 *
 * <p>Each call makes one attempt to send. What Gmail answers becomes the outcome by its reason: a rate limit is deferred for
 * the mailbox until the time that Google names, at most a day; a daily or sending limit for hours; a refused token, scope
 * or permission until a person has acted; another 4xx is rejected; 5xx, and a connection that is lost or silent after the
 * last byte, are uncertain. What fails before the last byte is deferred. The deadline is looked at right before the last byte.
 * Nothing is sent while the account's quota is used up or a pause that Gmail asked for lasts. A pause of sending holds the
 * mailbox; a quota that is used up, a pause of reading and a thread that could not be looked for, the one mail. A mail takes 120 units of the
 * quota, one with references 125.
 *
 * <p>{@link #outcomes} finds an uncertain send among the latest 200 mails in Sent by our own id.
 *
 * <p>Safe for use by several threads.
 */
public final class GmailMailer implements Mailer, OutcomeLookup {

    private static final Logger log = LoggerFactory.getLogger(GmailMailer.class);

    private static final MailerTerms TERMS = new MailerTerms(
            MailerTerms.ColdMail.GREY,
            "Google's policies forbid unsolicited commercial mail in bulk and several accounts to get round limits, and refuse"
                    + " Gmail's scopes to applications for it; cold mail one by one is grey, not allowed outright (Gmail program"
                    + " policies; Workspace API user data and developer policy; support.google.com/a/answer/178266, read"
                    + " 2026-11-27)",
            false);

    private static final int MOST_THREADS = 1_000;
    private static final Duration SEARCH_AGAIN = Duration.ofMinutes(1);

    private final GmailAccount account;
    private final SentMail sent;
    private final Recent refusedThreads = new Recent(MOST_THREADS);

    /**
     * Makes a mailer.
     *
     * @param account the mailbox; the mailer does not close it
     */
    public GmailMailer(GmailAccount account) {
        this.account = requireNonNull(account, "account");
        this.sent = new SentMail(account.calls());
    }

    @Override
    public Delivery send(Email email, Deadline deadline) {
        byte[] mime;
        try {
            mime = MimeWriter.bytes(marked(email));
        } catch (IllegalArgumentException e) {
            return Delivery.rejected(Fault.MESSAGE, "", "it cannot be written as MIME");
        }
        if (deadline.passed()) {
            return Delivery.late();
        }
        GmailCalls calls = account.calls();
        Optional<GmailFailure> paused = calls.sendingPause();
        if (paused.isPresent()) {
            return notSent(paused.get());
        }
        Optional<String> thread;
        try {
            calls.takeForMail(email.inReplyTo().isPresent());
            thread = thread(email).filter(id -> !refusedThreads.contains(id));
        } catch (GmailFailure e) {
            return notBegun(e);
        } catch (RuntimeException e) {
            return noToken(e);
        }
        Message message = new Message().encodeRaw(mime);
        thread.ifPresent(message::setThreadId);
        HandOver body = new HandOver(GmailCalls.json(message), deadline);
        Message taken;
        try {
            taken = calls.send(message, body);
        } catch (GmailFailure e) {
            return outcome(e, body, thread);
        } catch (RuntimeException e) {
            return noToken(e);
        }
        return accepted(email, taken);
    }

    private static Email marked(Email email) {
        Map<String, String> headers = new HashMap<>(email.headers());
        headers.put(MimeWriter.SENT_ID_HEADER, "<" + email.messageId() + ">");
        return new Email(
                email.fromName(),
                email.from(),
                email.to(),
                email.subject(),
                email.text(),
                email.html(),
                email.messageId(),
                email.references(),
                headers,
                email.date());
    }

    /** Gmail's thread of the mail that is answered. */
    private Optional<String> thread(Email email) throws GmailFailure {
        Optional<String> id = email.inReplyTo().filter(i -> i.matches("[\\w.!#$%&'*+/=?^`|~@-]+"));
        if (id.isEmpty()) {
            return Optional.empty();
        }
        ListMessagesResponse found = account.calls()
                .callForMail(gmail -> gmail.users()
                        .messages()
                        .list(GmailCalls.ME)
                        .setQ("rfc822msgid:" + id.get())
                        .setIncludeSpamTrash(true)
                        .setMaxResults(1L));
        List<Message> messages = found.getMessages() == null ? List.of() : found.getMessages();
        return messages.stream().findFirst().map(Message::getThreadId);
    }

    /** It was taken: nothing that happens now changes that. */
    private Delivery accepted(Email email, Message taken) {
        if (taken.getId() == null) {
            return Delivery.uncertain("Gmail's answer names no message");
        }
        Optional<String> thread = Optional.ofNullable(taken.getThreadId());
        try {
            Message read = account.calls().callForMail(gmail -> SentMail.ids(gmail, taken.getId()));
            sent.know(email.messageId(), read);
            return SentMail.accepted(read, thread);
        } catch (GmailFailure | RuntimeException e) {
            log.info("the Message-ID of {} could not be read back: {}", taken.getId(), e.getMessage());
            return Delivery.accepted(taken.getId(), thread);
        }
    }

    private Delivery outcome(GmailFailure e, HandOver body, Optional<String> thread) {
        if (e.kind() == Kind.LATE) {
            return Delivery.late();
        }
        if (!body.isComplete()) {
            return notSent(e);
        }
        return switch (e.kind()) {
            case CREDENTIALS, RATE, DAILY -> notSent(e);
            case GONE, REFUSED -> refused(e, thread);
            case SERVER, TOO_LARGE, LATE -> Delivery.uncertain(e.words());
            case UNREACHABLE, UNREADABLE ->
                e.status() > 0
                        ? Delivery.deferred(Scope.MAILBOX, Optional.empty(), e.words())
                        : Delivery.uncertain("Gmail gave no answer after the request was complete");
        };
    }

    private Delivery refused(GmailFailure e, Optional<String> thread) {
        boolean aboutThread = e.kind() == Kind.GONE || e.words().matches("(?i).*thread.*");
        if (thread.isPresent() && aboutThread) {
            refusedThreads.add(thread.get());
            return Delivery.deferred(
                    Scope.TOUCH, Optional.of(account.calls().now()), "Gmail refused the thread: " + e.words());
        }
        if (e.kind() == Kind.GONE) {
            return Delivery.deferred(Scope.MAILBOX, Optional.empty(), e.words());
        }
        boolean aboutRecipient = e.words().matches("(?i).*(invalid to header|recipient address).*");
        return Delivery.rejected(aboutRecipient ? Fault.RECIPIENT : Fault.MESSAGE, e.reason(), e.words());
    }

    /** Nothing was asked of sending: what holds up reading, or this node, is no reason to hold the mailbox. */
    private Delivery notBegun(GmailFailure e) {
        return switch (e.kind()) {
            case CREDENTIALS, UNREACHABLE, LATE -> notSent(e);
            case RATE, DAILY -> Delivery.deferred(Scope.TOUCH, e.when(), e.words());
            case GONE, REFUSED, SERVER, TOO_LARGE, UNREADABLE ->
                Delivery.deferred(
                        Scope.TOUCH,
                        Optional.of(account.calls().now().plus(SEARCH_AGAIN)),
                        "the thread could not be looked for: " + e.words());
        };
    }

    /** Certainly not sent. */
    private static Delivery notSent(GmailFailure e) {
        boolean turn = e.kind() == Kind.RATE && e.when().isEmpty(); // it waited for its turn only
        Scope scope = e.kind() == Kind.CREDENTIALS ? Scope.CREDENTIALS : turn ? Scope.TOUCH : Scope.MAILBOX;
        return Delivery.deferred(scope, e.when(), e.words());
    }

    private static Delivery noToken(RuntimeException e) {
        if (e instanceof CredentialsException) {
            return Delivery.deferred(Scope.CREDENTIALS, Optional.empty(), String.valueOf(e.getMessage()));
        }
        log.warn("no access token could be had: {}", e.getClass().getName());
        String why = e instanceof SdrException ? ": " + e.getMessage() : "";
        return Delivery.deferred(Scope.MAILBOX, Optional.empty(), "no access token could be had" + why);
    }

    /**
     * {@inheritDoc}
     *
     * @throws SdrException if Sent cannot be read now
     */
    @Override
    public Map<String, Delivery> outcomes(Collection<String> ids) {
        try {
            return sent.outcomes(ids);
        } catch (GmailFailure e) {
            throw e.thrown(account.address().value());
        }
    }

    @Override
    public MailerTerms terms() {
        return TERMS;
    }

    @Override
    public String toString() {
        return "GmailMailer[" + account.address().value() + "]";
    }
}
