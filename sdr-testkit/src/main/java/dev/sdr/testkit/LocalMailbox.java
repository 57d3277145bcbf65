package dev.sdr.testkit;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.RawMessage;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mailbox in memory, for tests of a host's sequences and replies: it takes every mail, keeps it for the test to read, and
 * brings what the test writes. Thread-safe.
 *
 * <pre>{@code
 * LocalMailbox mailbox = new LocalMailbox(clock);
 * builder.mailbox(Mailbox.of("ann@sender.example", ZoneOffset.UTC), mailbox, mailbox).virtualClock(clock);
 * ...
 * mailbox.reply(mailbox.sent().get(0), "Yes, please call me.");
 * runner.runOnce();
 * }</pre>
 */
public final class LocalMailbox implements Mailer, InboxSource, MessageFetch {

    private final Clock clock;
    private final List<Email> sent = new ArrayList<>();
    private final List<RawMessage> inbox = new ArrayList<>();

    /**
     * Makes an empty mailbox.
     *
     * @param clock by which it dates what comes in
     */
    public LocalMailbox(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public synchronized Delivery send(Email email, Deadline deadline) {
        if (deadline.passed()) {
            return Delivery.late();
        }
        sent.add(email);
        return Delivery.accepted();
    }

    /**
     * What it took.
     *
     * @return the mails, oldest first
     */
    public synchronized List<Email> sent() {
        return List.copyOf(sent);
    }

    /**
     * Its recipient answers a mail, in its thread, as plain text.
     *
     * @param mail the mail
     * @param text what the recipient writes
     */
    public void reply(Email mail, String text) {
        String references = String.join(
                " ", mail.references().stream().map(id -> "<" + id + ">").toList());
        arrives("From: " + mail.to().value() + "\r\nTo: " + mail.from().value() + "\r\nSubject: Re: "
                + mail.subject().replaceFirst("(?i)^re:\\s*", "")
                + "\r\nMessage-ID: <reply-" + number() + "@" + mail.to().domain() + ">\r\nIn-Reply-To: <"
                + mail.messageId() + ">\r\nReferences: " + references + " <" + mail.messageId()
                + ">\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text
                + "\r\n");
    }

    private synchronized int number() {
        return inbox.size();
    }

    /**
     * A message comes in, whatever it is.
     *
     * @param message the message as MIME, in UTF-8
     */
    public synchronized void arrives(String message) {
        inbox.add(RawMessage.of(
                Integer.toString(inbox.size()), message.getBytes(StandardCharsets.UTF_8), clock.instant()));
    }

    @Override
    public synchronized Page read(Optional<String> cursor, Instant since, int limit) {
        int from = Integer.parseInt(cursor.orElse("0"));
        int to = Math.min(inbox.size(), from + limit);
        return new Page(inbox.subList(from, to), Integer.toString(to), to == inbox.size());
    }

    @Override
    public synchronized Optional<RawMessage> fetch(String ref) {
        return inbox.stream().filter(m -> m.ref().equals(ref)).findFirst();
    }
}
