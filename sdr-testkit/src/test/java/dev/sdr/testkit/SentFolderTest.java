package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Counter;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.MimeWriter;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.RecordRows;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the folder of sent mail tells: what a provider calls our mail, and what others send from the mailbox. */
class SentFolderTest {

    private static final String RENAMED = "CAF-renamed@mail.provider.example";

    private final Office office = new Office();
    private final Sequence two = Sequence.builder("two")
            .email("first", s -> s.subject("Hello").text("One."))
            .email("second", s -> s.text("Two.").after(Delay.days(2)).when(Condition.NO_REPLY))
            .build();

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    /** A copy of a mail of ours as a provider keeps that gives mail another Message-ID. */
    private void copyInSent(Email email, String thread) {
        office.inbox.add(copy(email).inThread(thread));
    }

    private RawMessage copy(Email email) {
        String message = new String(MimeWriter.bytes(email), StandardCharsets.UTF_8)
                .replace("<" + email.messageId() + ">", "<" + RENAMED + ">")
                .replaceFirst("Subject:", MimeWriter.SENT_ID_HEADER + ": <" + email.messageId() + ">\r\nSubject:");
        return RawMessage.of(
                Integer.toString(office.inbox.size()),
                message.getBytes(StandardCharsets.UTF_8),
                office.clock.instant());
    }

    private void byAPerson(int number) {
        String message = "From: Ann <ann@sender.example>\r\nTo: client" + number + "@other.example\r\nMessage-ID: <own"
                + number + "@sender.example>\r\nSubject: Minutes\r\n\r\nAs promised.\r\n";
        office.inbox.add(RawMessage.of(
                Integer.toString(office.inbox.size()),
                message.getBytes(StandardCharsets.UTF_8),
                office.clock.instant()));
    }

    @Test
    void aCopyOfOurOwnIsNoHumansAnswerAndTellsTheNewId() {
        SequenceRunner runner = office.runner(two).build();
        runner.enroll(Lead.of("jane", "jane@company.example"), "two");
        run(runner);
        copyInSent(office.sent.get(0), "t1");
        run(runner);
        office.clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(office.sent).hasSize(2); // the copy stopped nothing
        assertThat(office.sent.get(1).references()).containsExactly(RENAMED);
    }

    @Test
    void aCopyThatLiesElsewhereThanInSentTellsNothing() {
        SequenceRunner runner = office.runner(two).build();
        runner.enroll(Lead.of("jane", "jane@company.example"), "two");
        run(runner);
        office.inbox.add(copy(office.sent.get(0)).inSent(false)); // mail that only claims to be from us
        run(runner);
        office.clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(office.sent).hasSize(2);
        assertThat(office.sent.get(1).references())
                .containsExactly(office.sent.get(0).messageId());
    }

    @Test
    void whatProvidersCallOurMailIsLookedAtOnceForAllInboxes() {
        List<Object> scanned = new ArrayList<>();
        SequenceStore watched = new SequenceStore() {
            @Override
            public <T> T inTransaction(Function<Tx, T> work) {
                return office.store.inTransaction(tx -> work.apply(watching(Tx.class, tx, scanned)));
            }
        };
        SequenceRunner runner = office.runner(watched, two)
                .mailbox(Mailbox.of("bob@sender.example", ZoneOffset.UTC), office.mailer, office.inbox())
                .build();
        runner.pollInboxes();
        assertThat(scanned).filteredOn("renamed"::equals).hasSize(1);
    }

    /** Rows that note which kinds of records are scanned. */
    private static <T> T watching(Class<T> type, T rows, List<Object> scanned) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("scan")) {
                scanned.add(args[0]);
            }
            Object result = method.invoke(rows, args);
            return result instanceof RecordRows records ? watching(RecordRows.class, records, scanned) : result;
        }));
    }

    @Test
    void aCopyReadWhileTheTouchIsInDoubtSettlesItUnderItsNewId() {
        office.outcome = Delivery.uncertain("no answer");
        SequenceRunner runner = office.runner(two).build();
        runner.enroll(Lead.of("jane", "jane@company.example"), "two");
        run(runner);
        copyInSent(office.sent.get(0), "t1");
        office.outcome = Delivery.accepted();
        office.clock.advance(Duration.ofMinutes(2));
        RunReport report = runner.runOnce();
        assertThat(report.sent()).isEqualTo(1);
        office.arrives(
                "somebody@gmail.com", "In-Reply-To: <" + RENAMED + ">\r\nSubject: Re: Hello\r\n", "Yes, please.");
        run(runner);
        office.clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(office.sent).hasSize(1); // the reply named the new id, and was matched
    }

    @Test
    void anOutsiderWhoWritesTheHeaderTellsNothing() {
        SequenceRunner runner = office.runner(two).build();
        runner.enroll(Lead.of("jane", "jane@company.example"), "two");
        run(runner);
        office.arrives(
                "jane@company.example",
                MimeWriter.SENT_ID_HEADER + ": " + office.sent.get(0).messageId() + "\r\nSubject: Re: Hello\r\n",
                "Please call me.");
        run(runner);
        office.clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(office.sent).hasSize(1); // it was a reply, and stopped
    }

    @Test
    void mailOfOthersTakesPlacesOfTheCapIfTheHostWantsThat() {
        office.mailbox = Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC)
                .dailyCap(5)
                .countingOthers();
        SequenceRunner runner = office.runner(two).build();
        IntStream.range(0, 3).forEach(this::byAPerson);
        run(runner);
        IntStream.range(0, 10).forEach(i -> runner.enroll(Lead.of("l" + i, "l" + i + "@c" + i + ".example"), "two"));
        run(runner);
        assertThat(office.sent).hasSize(2);
        office.sent.forEach(mail -> copyInSent(mail, "t")); // our own are counted once
        IntStream.range(3, 9).forEach(this::byAPerson); // beyond the cap
        run(runner);
        assertThat(office.sent).hasSize(2);
        office.clock.advance(Duration.ofDays(1));
        run(runner);
        assertThat(office.sent).hasSize(7);
    }

    private void claimingToBe(String from, boolean inSent) {
        String message = "From: " + from + "\r\nTo: ann@sender.example\r\nMessage-ID: <c" + office.inbox.size()
                + "@x.example>\r\nSubject: Hello\r\n\r\nPay now.\r\n";
        office.inbox.add(RawMessage.of(
                        Integer.toString(office.inbox.size()),
                        message.getBytes(StandardCharsets.UTF_8),
                        office.clock.instant())
                .inSent(inSent));
    }

    @Test
    void onlyWhatWasSentFromTheMailboxCounts() {
        office.mailbox = Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC)
                .dailyCap(3)
                .countingOthers();
        SequenceRunner runner = office.runner(two)
                .mailbox(Mailbox.of("bob@sender.example", ZoneOffset.UTC), office.mailer, office.inbox())
                .build();
        claimingToBe("ann@sender.example", false); // mail that only claims to be
        claimingToBe("bob@sender.example", false); // a colleague's
        claimingToBe("ann.lee@sender.example", true); // from an alias
        runner.mailboxes().poll("ann@sender.example");
        assertThat(counted()).isEqualTo(1);
    }

    private int counted() {
        Counter counter = new Counter(
                "mailbox", "ann@sender.example", LocalDate.ofInstant(office.clock.instant(), ZoneOffset.UTC));
        return office.store
                .inTransaction(tx -> tx.counters().used(Set.of(counter)))
                .getOrDefault(counter, 0);
    }

    @Test
    void anAnswerByHandFromAnAliasEndsTheAutomationAndIsNoReply() {
        SequenceRunner runner = office.runner(two).build();
        runner.enroll(Lead.of("jane", "jane@company.example"), "two");
        run(runner);
        String message =
                "From: ann.lee@sender.example\r\nTo: jane@company.example\r\nMessage-ID: <by-hand@sender.example>"
                        + "\r\nIn-Reply-To: <" + office.sent.get(0).messageId()
                        + ">\r\nSubject: Re: Hello\r\n\r\nLet us talk on Tuesday.\r\n";
        office.inbox.add(RawMessage.of(
                        Integer.toString(office.inbox.size()),
                        message.getBytes(StandardCharsets.UTF_8),
                        office.clock.instant())
                .inSent(true));
        run(runner);
        office.clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(office.sent).hasSize(1);
        assertThat(runner.replies().waiting(10)).isEmpty();
    }

    @Test
    void twoMessagesWithoutAnythingAreTwo() {
        SequenceRunner runner = office.runner(two).build();
        for (int i = 0; i < 2; i++) {
            office.inbox.add(RawMessage.partial(Integer.toString(i), new byte[0], office.clock.instant()));
        }
        assertThat(runner.runOnce().messagesRead()).isEqualTo(2);
    }

    @Test
    void itDoesNotByDefault() {
        office.mailbox = Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC).dailyCap(5);
        SequenceRunner runner = office.runner(two).build();
        IntStream.range(0, 5).forEach(this::byAPerson);
        run(runner);
        runner.enroll(Lead.of("jane", "jane@company.example"), "two");
        run(runner);
        assertThat(office.sent).hasSize(1);
    }
}
