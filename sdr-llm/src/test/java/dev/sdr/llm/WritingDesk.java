package dev.sdr.llm;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A real runner on a store in memory, a mailbox whose mail is kept, and the virtual clock. */
final class WritingDesk {

    final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
    final InMemorySequenceStore store = new InMemorySequenceStore();
    final List<Email> sent = new ArrayList<>();
    private final List<RawMessage> inbox = new ArrayList<>();

    Llm llm(ChatModel model) {
        return Llm.builder(store, model).clock(clock).build();
    }

    RunnerBuilder runner(Sequence... sequences) {
        return SequenceRunner.builder(store, Sequences.of(sequences), Sender.of("Host Ltd", "1 High Street"))
                .mailbox(Mailbox.of("Ann Host <ann@sender.example>", ZoneOffset.UTC), this::accept, new Inbox())
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .random(new SplittableRandom(1));
    }

    private Delivery accept(Email email, Deadline deadline) {
        sent.add(email);
        return Delivery.accepted();
    }

    Email last() {
        return sent.get(sent.size() - 1);
    }

    /** Lets a reply to the last mail come in. */
    void replies(String from, String text) {
        String message = "From: " + from + "\r\nTo: ann@sender.example\r\nMessage-ID: <m" + inbox.size()
                + "@x.example>\r\nIn-Reply-To: <" + last().messageId() + ">\r\nSubject: Re: " + last().subject()
                + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n";
        inbox.add(RawMessage.of(
                Integer.toString(inbox.size()), message.getBytes(StandardCharsets.UTF_8), clock.instant()));
    }

    private final class Inbox implements InboxSource {
        @Override
        public Page read(Optional<String> cursor, Instant since, int limit) {
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(inbox.size(), from + limit);
            return new Page(inbox.subList(from, to), Integer.toString(to), to == inbox.size());
        }
    }
}
