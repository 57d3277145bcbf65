package dev.sdr.testkit;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.RawMessage;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A store in memory with a mailbox whose mail is kept, on the virtual clock: for tests of whole runners. */
final class Office {

    final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
    final InMemorySequenceStore store = new InMemorySequenceStore();
    final List<Email> sent = new ArrayList<>();
    final List<RawMessage> inbox = new ArrayList<>();
    Mailbox mailbox = Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC);
    Mailer mailer = this::accept;
    Delivery outcome = Delivery.accepted();
    boolean inboxFails;
    boolean inboxRefuses;
    boolean limitedUse;
    Runnable whileReading = () -> {};

    private Delivery accept(Email email, Deadline deadline) {
        sent.add(email);
        return outcome;
    }

    RunnerBuilder runner(Sequence... sequences) {
        return runner(store, sequences);
    }

    RunnerBuilder runner(SequenceStore on, Sequence... sequences) {
        return SequenceRunner.builder(on, Sequences.of(sequences), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(mailbox, mailer, new Inbox())
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .random(new SplittableRandom(1));
    }

    InboxSource inbox() {
        return new Inbox();
    }

    void arrives(String from, String headers, String text) {
        String message = "From: " + from + "\r\nTo: ann@sender.example\r\nMessage-ID: <m" + inbox.size()
                + "@x.example>\r\n" + headers + "\r\n" + text + "\r\n";
        inbox.add(RawMessage.of(
                Integer.toString(inbox.size()), message.getBytes(StandardCharsets.UTF_8), clock.instant()));
    }

    private final class Inbox implements InboxSource, MessageFetch {
        @Override
        public Page read(Optional<String> cursor, Instant since, int limit) {
            if (inboxFails) {
                throw new RetryableException("the inbox is down");
            }
            if (inboxRefuses) {
                throw new CredentialsException("the token was revoked; connect ann@sender.example again");
            }
            whileReading.run();
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(inbox.size(), from + limit);
            return new Page(inbox.subList(from, to), Integer.toString(to), to == inbox.size());
        }

        @Override
        public boolean limitedUse() {
            return limitedUse;
        }

        @Override
        public Optional<RawMessage> fetch(String ref) {
            return Optional.of(inbox.get(Integer.parseInt(ref)));
        }
    }
}
