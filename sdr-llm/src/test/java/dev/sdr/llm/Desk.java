package dev.sdr.llm;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A mailbox of ours, a store in memory and a sequence of two mails, on the virtual clock. */
final class Desk {

    static final Sequence TWO = Sequence.builder("two")
            .email("first", s -> s.subject("Hello").text("Hello {{first_name|there}}, may I show you our tool?"))
            .email("second", s -> s.text("Hello again.").after(Delay.days(2)).when(Condition.NO_REPLY))
            .build();

    final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
    final InMemorySequenceStore store = new InMemorySequenceStore();
    final List<Email> sent = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    private final List<RawMessage> inbox = new ArrayList<>();
    private final Mailbox mailbox;

    Desk() {
        this(Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC));
    }

    Desk(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    RunnerBuilder runner() {
        return SequenceRunner.builder(store, Sequences.of(TWO), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(mailbox, this::accept, new Inbox())
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .random(new SplittableRandom(1));
    }

    private Delivery accept(Email email, Deadline deadline) {
        sent.add(email);
        return Delivery.accepted();
    }

    /** The mail that was sent to an address first. */
    Email to(String address) {
        return sent.stream()
                .filter(e -> e.to().value().equals(address))
                .findFirst()
                .orElseThrow();
    }

    void arrives(String mail) {
        inbox.add(
                RawMessage.of(Integer.toString(inbox.size()), mail.getBytes(StandardCharsets.UTF_8), clock.instant()));
    }

    /** A plain reply to the first mail to an address. */
    void replies(String from, String text) {
        arrives("From: " + from + "\r\nTo: ann@sender.example\r\nMessage-ID: <m" + inbox.size() + "@x.example>\r\n"
                + "In-Reply-To: <" + to(from).messageId() + ">\r\nSubject: Re: Hello\r\n\r\n" + text + "\r\n");
    }

    void after(Duration time, SequenceRunner runner) {
        clock.advance(time);
        problems.addAll(runner.runOnce().problems());
    }

    List<Event> events(SequenceRunner runner) {
        List<Event> all = new ArrayList<>();
        EventPage page = runner.events().after("", 1_000);
        while (!page.events().isEmpty()) {
            all.addAll(page.events());
            page = runner.events().after(page.cursor(), 1_000);
        }
        return all;
    }

    private final class Inbox implements InboxSource {
        @Override
        public Page read(Optional<String> cursor, Instant since, int limit) {
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(inbox.size(), from + limit);
            return new Page(List.copyOf(inbox.subList(from, to)), Integer.toString(to), to == inbox.size());
        }
    }
}
