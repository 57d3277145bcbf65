package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.compose.OneOff;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.RetentionReport;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What retention takes away, and what must hold after it. */
class RetentionTest {

    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final RetentionPolicy ALL = RetentionPolicy.keepAll()
            .messageTexts(MONTH)
            .touches(MONTH)
            .inboundTexts(MONTH)
            .events(MONTH);

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
    private Duration perReading = Duration.ZERO;
    private final Clock reading = new Clock() {
        @Override
        public Instant instant() {
            clock.advance(perReading);
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final List<Email> sent = new ArrayList<>();
    private final List<RawMessage> inbox = new ArrayList<>();
    private final Deque<Delivery> answers = new ArrayDeque<>();
    private final Sequence two = Sequence.builder("two")
            .email("one", s -> s.subject("Hello").text("One."))
            .email("two", s -> s.text("Two.").after(Delay.days(2)))
            .build();
    private final Sequence call = Sequence.builder("call")
            .step("call", "task", s -> s.subject("Call").text("Call them."))
            .build();

    private RunnerBuilder builder() {
        InboxSource source = (cursor, since, limit) -> {
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(inbox.size(), from + limit);
            return new InboxSource.Page(inbox.subList(from, to), Integer.toString(to), to == inbox.size());
        };
        return SequenceRunner.builder(store, Sequences.of(two, call), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(
                        Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC).dailyCap(1000),
                        (email, deadline) -> {
                            sent.add(email);
                            return answers.isEmpty() ? Delivery.accepted() : answers.poll();
                        },
                        source)
                .window(SendWindow.ALWAYS)
                .virtualClock(reading)
                .random(new SplittableRandom(1));
    }

    private void arrives(String from, String headers, String text) {
        String message = "From: " + from + "\r\nTo: ann@sender.example\r\nMessage-ID: <m" + inbox.size()
                + "@x.example>\r\n" + headers + "\r\n" + text + "\r\n";
        inbox.add(RawMessage.of(
                Integer.toString(inbox.size()), message.getBytes(StandardCharsets.UTF_8), clock.instant()));
    }

    private UUID finish(SequenceRunner runner, Lead lead) {
        UUID id = runner.enroll(lead, "two").enrollmentId().orElseThrow();
        runner.runOnce();
        clock.advance(Duration.ofDays(2));
        runner.runOnce();
        return id;
    }

    private List<Touch> touches(UUID enrollment) {
        return store.inTransaction(tx -> tx.touches().ofEnrollments(List.of(enrollment)));
    }

    private int texts(UUID enrollment) {
        return store.<Integer>inTransaction(tx -> tx.touches()
                .contents(tx.touches().ofEnrollments(List.of(enrollment)).stream()
                        .map(Touch::id)
                        .toList())
                .size());
    }

    @Test
    void nothingGoesUnlessThePolicySaysSo() {
        SequenceRunner runner = builder().build();
        UUID id = finish(runner, JANE);
        clock.advance(Duration.ofDays(3650));
        assertThat(runner.retain(RetentionPolicy.keepAll()))
                .isEqualTo(new RetentionReport(0, 0, 0, 0, 0, false, List.of()));
        assertThat(touches(id)).hasSize(2);
        assertThat(runner.events().after("", 100).events()).isNotEmpty();
        assertThatThrownBy(() -> RetentionPolicy.keepAll().events(Duration.ofDays(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events must be kept for at least 7 days");
    }

    @Test
    void wordsGoFirstAndTouchesLater() {
        SequenceRunner runner = builder().build();
        UUID id = finish(runner, JANE);
        RetentionPolicy policy = RetentionPolicy.keepAll().messageTexts(MONTH).touches(MONTH.multipliedBy(2));
        clock.advance(MONTH);
        assertThat(runner.retain(policy).messageTexts()).isZero(); // it ended a month ago, not more
        clock.advance(Duration.ofSeconds(1));
        assertThat(runner.retain(policy)).isEqualTo(new RetentionReport(2, 0, 0, 0, 0, false, List.of()));
        assertThat(touches(id)).hasSize(2);
        assertThat(texts(id)).isZero();
        assertThat(runner.retain(policy).messageTexts()).isZero();
        clock.advance(MONTH);
        assertThat(runner.retain(policy)).isEqualTo(new RetentionReport(0, 2, 0, 0, 0, false, List.of()));
        assertThat(touches(id)).isEmpty();
        assertThat(runner.retain(policy).touches()).isZero();
        assertThat(runner.explain("jane"))
                .hasSize(1)
                .allSatisfy(e -> assertThat(e.state()).isEqualTo(Explanation.State.FINISHED));
    }

    @Test
    void aRemovedTouchNeverLeavesAgainUnlessTheHostAllowsReenrollment() {
        SequenceRunner runner = builder().build();
        finish(runner, JANE);
        OneOff note = OneOff.of("note", "A note", "One note.");
        runner.send(JANE, note);
        assertThat(sent).hasSize(3);
        clock.advance(MONTH.multipliedBy(2));
        assertThat(runner.retain(ALL).touches()).isEqualTo(3);

        assertThat(runner.enroll(JANE, "two").result()).isEqualTo(Enrolled.Result.ALREADY);
        runner.send(JANE, note);
        clock.advance(MONTH);
        runner.runOnce();
        assertThat(sent).hasSize(3);

        SequenceRunner again = builder().allowReenrollment().build();
        finish(again, JANE);
        assertThat(sent).hasSize(5);
        assertThat(sent).extracting(Email::messageId).doesNotHaveDuplicates();
    }

    @Test
    void aLateReplyOfAColleagueStillFindsTheLead() {
        SequenceRunner runner = builder().build();
        finish(runner, JANE);
        clock.advance(MONTH.multipliedBy(2));
        runner.retain(ALL);
        String second = sent.get(1).messageId();
        arrives(
                "assistant@elsewhere.example",
                "Subject: Re: Hello\r\nIn-Reply-To: <" + second + ">\r\n",
                "Please take us off your list. Unsubscribe.");
        runner.runOnce();
        List<Inbound> stored = store.inTransaction(tx -> tx.inbox().ofLead("jane", 10));
        assertThat(stored).hasSize(1);
        assertThat(stored.get(0).touch().orElseThrow().key()).isEqualTo("two");
        assertThat(runner.suppressions().of(EmailAddress.of("jane@company.example")))
                .hasSize(1);
        assertThat(runner.enroll(JANE, "call").result()).isEqualTo(Enrolled.Result.REFUSED);
    }

    @Test
    void whatGoesOnStays() {
        SequenceRunner runner = builder().build();
        UUID active = runner.enroll(JANE, "two").enrollmentId().orElseThrow();
        runner.runOnce();
        runner.enrollments().pause(active, "a year off");
        UUID task = runner.enroll(Lead.of("bob", "bob@company.example"), "call")
                .enrollmentId()
                .orElseThrow();
        runner.runOnce();
        runner.enrollments().stop(task, "by hand"); // while the call is pending
        answers.add(Delivery.uncertain("timeout"));
        UUID doubted = runner.enroll(Lead.of("eve", "eve@company.example"), "two")
                .enrollmentId()
                .orElseThrow();
        runner.runOnce();
        clock.advance(Duration.ofHours(1));
        runner.reconcile();
        runner.enrollments().stop(doubted, "by hand");
        clock.advance(Duration.ofDays(365));

        RetentionReport report = runner.retain(ALL);
        assertThat(report.touches()).isZero();
        assertThat(touches(active)).hasSize(1);
        assertThat(texts(active)).isEqualTo(1);
        assertThat(touches(task)).extracting(Touch::state).containsExactly(TouchState.PENDING);
        assertThat(runner.tasks().open(10)).hasSize(1);
        assertThat(touches(doubted)).extracting(Touch::state).containsExactly(TouchState.UNKNOWN);
        assertThat(texts(doubted)).isZero();
    }

    @Test
    void whatEndedLatelyStaysThoughItWasDueLongAgo() {
        SequenceRunner runner = builder().build();
        UUID late = runner.enroll(JANE, "two").enrollmentId().orElseThrow();
        UUID stopped = runner.enroll(Lead.of("bob", "bob@company.example"), "two")
                .enrollmentId()
                .orElseThrow();
        runner.runOnce();
        clock.advance(MONTH.multipliedBy(2)); // nothing ran meanwhile
        runner.enrollments().stop(stopped, "by hand");
        runner.runOnce();
        assertThat(touches(late)).hasSize(2);
        clock.advance(MONTH.minusDays(1));
        assertThat(runner.retain(ALL).touches()).isZero();
        clock.advance(Duration.ofDays(1).plusSeconds(1));
        assertThat(runner.retain(ALL).touches()).isEqualTo(3);
    }

    @Test
    void suppressionsConsentsAndStopsStay() {
        SequenceRunner runner = builder().build();
        finish(runner, JANE);
        arrives("jane@company.example", "Subject: Re: Hello\r\n", "Unsubscribe");
        runner.runOnce();
        runner.suppressions().consent(EmailAddress.of("jane@company.example"), "form 1");
        runner.suppressions().add(EmailAddress.of("jane@company.example"), "asked by phone", "call 1");
        clock.advance(Duration.ofDays(3650));
        RetentionReport report = runner.retain(ALL);
        assertThat(report.inboundTexts()).isEqualTo(1);
        assertThat(report.events()).isPositive();
        assertThat(runner.events().after("", 10).events()).isEmpty();
        assertThat(runner.suppressions().list(Optional.empty(), 10)).hasSize(2);
        assertThat(runner.suppressions().of(EmailAddress.of("jane@company.example")))
                .hasSize(1);
        assertThat(runner.enroll(JANE, "call").result()).isEqualTo(Enrolled.Result.REFUSED);
        assertThat(store.<List<Inbound>>inTransaction(tx -> tx.inbox().ofLead("jane", 10)))
                .hasSize(1)
                .allSatisfy(
                        m -> assertThat(m.text() + m.subject() + m.analysis()).isEmpty());
    }

    @Test
    void theSameMailIsKnownForEver() {
        SequenceRunner runner = builder().build();
        finish(runner, JANE);
        arrives("jane@company.example", "Subject: Re: Hello\r\n", "Thank you, no.");
        runner.runOnce();
        clock.advance(Duration.ofDays(365));
        runner.retain(ALL);
        RawMessage first = inbox.get(0);
        inbox.add(RawMessage.of("moved", first.bytes(), first.receivedAt()));
        assertThat(runner.pollInboxes().messagesRead()).isZero();
    }

    @Test
    void closedTasksAndOldNotesGo() {
        SequenceRunner runner = builder().build();
        runner.enroll(JANE, "call");
        runner.runOnce();
        runner.tasks().complete(runner.tasks().open(10).get(0).id(), "called");
        runner.runOnce();
        store.inTransaction(tx -> tx.records()
                .put(new StoredRecord("evidence", "x@y", 0, clock.instant().toString(), "{}")));
        clock.advance(MONTH.plusSeconds(1));
        assertThat(runner.retain(ALL).touches()).isEqualTo(1);
        for (String kind : List.of("task", "evidence")) {
            assertThat(store.<List<StoredRecord>>inTransaction(
                            tx -> tx.records().scan(kind, Optional.empty(), "\uffff", 10)))
                    .isEmpty();
        }
    }

    @Test
    void itGoesThroughMoreThanABatchAndStopsWhenItsTimeIsUp() {
        SequenceRunner runner = builder().build();
        List<Lead> leads = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            leads.add(Lead.of("lead" + i, "lead" + i + "@company.example"));
        }
        runner.enroll(leads, "two");
        runner.runOnce();
        clock.advance(Duration.ofDays(2));
        runner.runOnce();
        clock.advance(MONTH.multipliedBy(2));
        perReading = Duration.ofSeconds(20); // so that the budget ends after a few batches
        RetentionReport first = runner.retain(ALL);
        assertThat(first.more()).isTrue();
        assertThat(first.touches()).isBetween(1, 899);
        perReading = Duration.ZERO;
        RetentionReport rest = runner.retain(ALL);
        assertThat(rest.more()).isFalse();
        assertThat(first.touches() + rest.touches()).isEqualTo(900);
    }
}
