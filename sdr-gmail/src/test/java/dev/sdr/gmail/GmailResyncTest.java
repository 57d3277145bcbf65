package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.error.RetryableException;
import dev.sdr.event.Event;
import dev.sdr.inbox.InboxSource;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A mailbox of 10,000 messages whose history has expired, while mail arrives, every twentieth call fails and the reader
 * crashes between pages.
 */
@Timeout(180)
class GmailResyncTest {

    private static final int MAILS = 10_000;
    private static final int LEADS = 30;
    private static final int ARRIVING = 40;

    private final Rep rep = new Rep();
    private final SplittableRandom random = new SplittableRandom(20260302);

    @AfterEach
    void stop() {
        rep.close();
    }

    private void everyTwentiethCallFails() {
        rep.server
                .faults()
                .share(
                        7,
                        0.05,
                        GmailFault.USER_RATE_LIMIT,
                        GmailFault.QUOTA,
                        GmailFault.TOO_MANY_REQUESTS,
                        GmailFault.SERVER_ERROR);
    }

    private void fill() {
        for (int i = 0; i < MAILS; i++) {
            rep.mailbox.deliver(
                    ("From: news@other.example\r\nTo: rep@sender.example\r\nSubject: news " + i
                                    + "\r\nMessage-ID: <news" + i + "@other.example>\r\n\r\nNews.\r\n")
                            .getBytes(StandardCharsets.UTF_8),
                    Set.of("INBOX"),
                    Rep.NOW.minusSeconds(MAILS - i));
        }
    }

    @Test
    void theSourceHandsOutEveryMessage() {
        Optional<String> saved = Optional.of(
                rep.source().read(Optional.empty(), Rep.LONG_AGO, 50).cursor());
        fill();
        rep.mailbox.expireHistory();
        rep.server.meter().limitPerMinute(6_000);
        rep.server.meter().reset();
        everyTwentiethCallFails();

        Map<String, Integer> stored = new HashMap<>();
        GmailInboxSource source = rep.source();
        int arrived = 0;
        int crashes = 0;
        int failures = 0;
        boolean complete = false;
        while (!complete) {
            if (arrived < ARRIVING && random.nextInt(4) == 0) {
                rep.deliver("arriving " + arrived++, "INBOX");
            }
            try {
                InboxSource.Page page = source.read(saved, Rep.NOW.minus(Duration.ofDays(1)), 50);
                if (random.nextInt(10) == 0) { // it dies before the page is stored
                    crashes++;
                    source = rep.source();
                    continue;
                }
                page.messages().forEach(m -> stored.merge(m.ref(), 1, Integer::sum));
                saved = Optional.of(page.cursor());
                complete = page.complete() && arrived == ARRIVING;
            } catch (RetryableException e) {
                failures++;
                rep.clock.advance(Duration.ofMinutes(1));
            }
        }

        Set<String> all = rep.mailbox.messages().stream().map(GmailMessage::id).collect(Collectors.toSet());
        assertThat(stored.keySet()).isEqualTo(all).hasSize(MAILS + ARRIVING);
        assertThat(crashes).isGreaterThan(10);
        assertThat(failures).isGreaterThan(50);
        assertThat(rep.units())
                .isLessThan((int) (1.35 * 20 * (MAILS + ARRIVING))); // pages that were lost are paid twice
    }

    /** Dies now and then before what it read is stored. */
    private InboxSource dying(InboxSource source) {
        return (cursor, since, limit) -> {
            InboxSource.Page page = source.read(cursor, since, limit);
            if (random.nextInt(10) == 0) {
                throw new IllegalStateException("died between two pages");
            }
            return page;
        };
    }

    private SequenceRunner runner(InMemorySequenceStore store) {
        Sequence two = Sequence.builder("two")
                .email("first", s -> s.subject("About Company").text("Hello {{first_name}}."))
                .email("second", s -> s.text("Again.").after(Delay.days(2)).when(Condition.NO_REPLY))
                .build();
        return SequenceRunner.builder(store, Sequences.of(two), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(
                        Mailbox.of("Rep <" + Rep.ADDRESS + ">", ZoneOffset.UTC).dailyCap(1_000),
                        rep.mailer(),
                        dying(rep.source()))
                .window(SendWindow.ALWAYS)
                .virtualClock(rep.clock)
                .random(new SplittableRandom(1))
                .build();
    }

    private static String lead(int number) {
        return "lead" + number + "@company" + number + ".example";
    }

    private void reply(int number) {
        GmailMessage sent = rep.mailbox.sent().stream()
                .filter(m -> m.recipients().contains(lead(number)))
                .findFirst()
                .orElseThrow();
        rep.mailbox.deliver(("From: " + lead(number) + "\r\nTo: rep@sender.example\r\nSubject: Re: About Company\r\n"
                        + "Message-ID: <reply" + number + "@company.example>\r\nIn-Reply-To: <" + sent.messageId()
                        + ">\r\n\r\nSounds good, tell me more.\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theRunnerProcessesEachReplyOnce() {
        InMemorySequenceStore store = new InMemorySequenceStore();
        SequenceRunner first = runner(store);
        for (int i = 0; i < LEADS; i++) {
            first.enroll(Lead.of("lead" + i, lead(i)).with("first_name", "Jo"), "two");
        }
        for (int i = 0; i < 60 && rep.mailbox.sent().size() < LEADS; i++) {
            first.runOnce();
            rep.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(rep.mailbox.sent()).hasSize(LEADS);
        fill();
        for (int i = 0; i < LEADS / 2; i++) {
            reply(i);
        }
        rep.mailbox.expireHistory();
        rep.server.meter().limitPerMinute(6_000);
        everyTwentiethCallFails();

        int replied = LEADS / 2;
        int quiet = 0;
        int runs = 0;
        Set<String> problems = new HashSet<>();
        SequenceRunner runner = runner(store);
        while (quiet < 3 && runs++ < 1_500) {
            if (runs % 7 == 0) {
                runner = runner(store); // another process goes on from the stored cursor
            }
            if (replied < LEADS && runs % 2 == 0) {
                reply(replied++);
            }
            RunReport report = runner.runOnce();
            problems.addAll(report.problems());
            quiet = report.messagesRead() == 0 && report.problems().isEmpty() ? quiet + 1 : 0;
            rep.clock.advance(Duration.ofMinutes(1));
        }

        List<String> repliesOf = new ArrayList<>();
        String after = "";
        for (var page = runner.events().after(after, 1_000); !page.events().isEmpty(); ) {
            page.events().stream()
                    .filter(e -> e.type().equals(Event.REPLIED))
                    .forEach(e -> repliesOf.add(e.leadId().orElse("")));
            page = runner.events().after(page.cursor(), 1_000);
        }
        assertThat(replied).isEqualTo(LEADS);
        assertThat(repliesOf).hasSize(LEADS).doesNotHaveDuplicates();
        assertThat(rep.mailbox.sent()).hasSize(LEADS);
        assertThat(problems).anyMatch(p -> p.contains("stopped early")).anyMatch(p -> p.contains("failed"));
        assertThat(quiet).isEqualTo(3);
    }
}
