package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Channel;
import dev.sdr.channel.ChannelMessage;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.OutcomeLookup;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.compose.OneOff;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.event.Event;
import dev.sdr.gate.Veto;
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
import dev.sdr.observe.OpenTask;
import dev.sdr.observe.PlannedTouch;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.LatePolicy;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.TouchRows;
import dev.sdr.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The runner as a host uses it, on the virtual clock. */
class RunnerTest {

    private static final Lead JANE = Lead.of("jane", "jane@company.example").with("first_name", "Jane");

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z")); // a Monday
    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final List<Email> sent = new ArrayList<>();
    private final Deque<Delivery> answers = new ArrayDeque<>();
    private final List<RawMessage> inbox = new ArrayList<>();
    private boolean inboxFails;
    private Mailbox mailbox = Mailbox.of("Ann <ann@sender.example>", ZoneId.of("Europe/London"));

    private final Sequence two = Sequence.builder("two")
            .email("one", s -> s.subject("Hello {{first_name}}").text("One."))
            .email("two", s -> s.text("Two.").after(Delay.days(2)).when(Condition.NO_REPLY))
            .build();

    private RunnerBuilder builder(Sequence... sequences) {
        InboxSource source = (cursor, since, limit) -> {
            if (inboxFails) {
                throw new dev.sdr.error.RetryableException("down");
            }
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(inbox.size(), from + limit);
            return new InboxSource.Page(inbox.subList(from, to), Integer.toString(to), to == inbox.size());
        };
        return SequenceRunner.builder(store, Sequences.of(sequences), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(
                        mailbox,
                        (email, deadline) -> {
                            Delivery answer = answers.isEmpty() ? Delivery.accepted() : answers.poll();
                            if (answer.kind() == Delivery.Kind.ACCEPTED) {
                                sent.add(email);
                            }
                            return answer;
                        },
                        source)
                .virtualClock(clock)
                .random(new SplittableRandom(1));
    }

    private void arrives(String from, String headers, String text) {
        String message = "From: " + from + "\r\nTo: ann@sender.example\r\nMessage-ID: <m" + inbox.size()
                + "@x.example>\r\n" + headers + "\r\n" + text + "\r\n";
        inbox.add(RawMessage.of(
                Integer.toString(inbox.size()), message.getBytes(StandardCharsets.UTF_8), clock.instant()));
    }

    private static Explanation only(SequenceRunner runner, String lead) {
        List<Explanation> all = runner.explain(lead);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void after(Duration time, SequenceRunner runner) {
        clock.advance(time);
        runner.runOnce();
    }

    @Test
    void aSequenceSendsWaitsAndKeepsItsThread() {
        SequenceRunner runner = builder(two).build();
        assertThat(runner.enroll(JANE, "two").result()).isEqualTo(Enrolled.Result.ENROLLED);
        assertThat(runner.enroll(JANE, "two").result()).isEqualTo(Enrolled.Result.ALREADY);
        assertThat(runner.runOnce().sent()).isEqualTo(1);
        after(Duration.ofDays(1), runner);
        assertThat(sent).hasSize(1);
        after(Duration.ofDays(1), runner);
        assertThat(sent).hasSize(2);
        Email second = sent.get(1);
        assertThat(second.subject()).isEqualTo("Re: Hello Jane");
        assertThat(second.references()).containsExactly(sent.get(0).messageId());
        assertThat(second.text()).contains("Example Ltd\n1 High Street").contains("Reply \"stop\"");
        assertThat(only(runner, "jane").state()).isEqualTo(Explanation.State.FINISHED);
    }

    @Test
    void explainNamesTheGateThatHolds() {
        Sequence now = Sequence.builder("now")
                .email("a", s -> s.subject("A").text("A"))
                .build();
        SequenceRunner runner = builder(two, now)
                .veto(candidates -> candidates.stream()
                        .filter(c -> c.lead().id().equals("vetoed"))
                        .collect(Collectors.toMap(
                                Veto.Candidate::enrollmentId,
                                c -> Veto.Objection.hold(clock.instant().plusSeconds(3600), "not today"))))
                .build();
        UUID paused = enroll(runner, "paused");
        runner.enrollments().pause(paused, "a look");
        assertHeld(runner, "paused", "pause", "a look");

        runner.campaigns()
                .create(new Campaign(
                        "spring", "Spring", clock.instant(), "now", Purpose.COLD, Campaign.Status.RUNNING));
        runner.enroll(List.of(Lead.of("camp", "camp@company.example")), "now", "spring");
        runner.campaigns().pause("spring");
        assertHeld(runner, "camp", "campaign", "campaign spring is paused");

        enroll(runner, "killed");
        runner.pauseAll("a storm");
        assertHeld(runner, "killed", "kill switch", "a storm");
        runner.resumeAll();

        enroll(runner, "vetoed");
        assertHeld(runner, "vetoed", "veto", "not today");

        runner.enroll(Lead.of("nameless", "nameless@company.example"), "two");
        assertHeld(runner, "nameless", "message", "the lead has no first_name");

        runner.mailboxes().pause(mailbox.id(), "being moved");
        enroll(runner, "boxed");
        assertHeld(runner, "boxed", "mailbox", "being moved");
        runner.mailboxes().resume(mailbox.id());

        clock.advanceTo(Instant.parse("2026-01-05T20:00:00Z"));
        runner.enroll(Lead.of("late", "late@company.example").with("time_zone", "Europe/London"), "now");
        assertThat(only(runner, "late").state()).isEqualTo(Explanation.State.SCHEDULED);
        assertThat(only(runner, "late").next()).contains(Instant.parse("2026-01-06T08:00:00Z"));
    }

    private static UUID enroll(SequenceRunner runner, String id) {
        return runner.enroll(Lead.of(id, id + "@company.example"), "now")
                .enrollmentId()
                .orElseThrow();
    }

    private static void assertHeld(SequenceRunner runner, String lead, String gate, String reason) {
        runner.runOnce();
        Explanation e = only(runner, lead);
        assertThat(e.state()).as(e.toString()).isEqualTo(Explanation.State.HELD);
        assertThat(e.gate()).isEqualTo(gate);
        assertThat(e.reason()).contains(reason);
        assertThat(e.next()).isPresent();
    }

    @Test
    void aComposerThatFailsIsToldOnceAndExplained() {
        SequenceRunner runner = builder(two)
                .composer(request -> {
                    throw new CredentialsException("the model's key is refused: replace it");
                })
                .build();
        runner.enroll(JANE, "two");
        runner.enroll(Lead.of("bob", "bob@company.example").with("first_name", "Bob"), "two");

        assertThat(runner.runOnce().problems())
                .containsExactly("the composer failed: the model's key is refused: replace it");
        assertThat(only(runner, "jane").remedy()).contains("look into the log").doesNotContain("template");

        SequenceRunner later = builder(two)
                .composer(request -> {
                    throw RetryableException.after("the model is busy", Duration.ofMinutes(20));
                })
                .build();
        clock.advance(Duration.ofMinutes(6));
        assertThat(later.runOnce().problems()).containsExactly("composing failed for now: the model is busy");
        assertThat(only(later, "jane").remedy()).isEqualTo("it is tried again by itself");
        assertThat(only(later, "jane").next()).contains(clock.instant().plus(Duration.ofMinutes(20)));
    }

    @Test
    void explainNamesCapsChannelsAndInboxes() {
        mailbox = mailbox.dailyCap(1);
        Sequence social = Sequence.builder("social")
                .step("hi", "linkedin", s -> s.text("Hello"))
                .build();
        SequenceRunner runner = builder(two, social).build();
        runner.enroll(JANE, "two");
        runner.runOnce();
        runner.enroll(Lead.of("bob", "bob@company.example").with("first_name", "Bob"), "two");
        assertHeld(runner, "bob", "cap", "has sent its 1 for 2026-01-05");
        assertThat(only(runner, "bob").next()).contains(Instant.parse("2026-01-06T00:00:00Z"));
        runner.enroll(Lead.of("eve", "eve@company.example"), "social");
        assertHeld(runner, "eve", "channel", "no channel 'linkedin' is registered");
        clock.advance(Duration.ofDays(2));
        inboxFails = true;
        assertThat(runner.runOnce().problems()).anyMatch(p -> p.contains("down"));
        Explanation jane = only(runner, "jane");
        assertThat(jane.gate()).isEqualTo("inbox freshness");
        assertThat(jane.remedy()).isEqualTo("poll the inbox");
        assertThat(runner.mailboxes().inbox(mailbox.id()).orElseThrow().problem())
                .isEqualTo("down");
        assertThat(sent).hasSize(1 + 1);
    }

    @Test
    void explainNamesStopsAndSuppressions() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(JANE, "two");
        runner.suppressions().addDomain("company.example", "a competitor", "list 1");
        runner.runOnce();
        assertThat(only(runner, "jane").state()).isEqualTo(Explanation.State.STOPPED);
        assertThat(only(runner, "jane").reason()).contains("SUPPRESSED");
        assertThat(runner.enroll(Lead.of("joe", "joe@sub.company.example"), "two")
                        .reason())
                .contains("a competitor");
        assertThat(sent).isEmpty();
    }

    @Test
    void aReplyStopsAnOptOutSuppressesAndOnlyConsentLifts() {
        SequenceRunner runner = builder(two).allowReenrollment().build();
        Lead bob = Lead.of("bob", "bob@company.example").with("first_name", "Bob");
        runner.enroll(List.of(JANE, bob), "two");
        runner.runOnce();
        arrives(
                "jane@company.example",
                "In-Reply-To: <" + mailTo("jane").messageId() + ">\r\n",
                "Sounds good, tell me more.");
        arrives("BOB@company.example", "", "stop");
        runner.runOnce();
        assertThat(only(runner, "jane").reason()).contains("REPLIED");
        assertThat(only(runner, "bob").reason()).contains("OPTED_OUT");
        assertThat(runner.enroll(bob, "two").result()).isEqualTo(Enrolled.Result.REFUSED);
        assertThatThrownBy(() -> runner.send(bob, OneOff.of("k", "Hi", "Hi")))
                .isInstanceOf(ConfigurationException.class);
        after(Duration.ofDays(3), runner);
        assertThat(sent).hasSize(2);
        assertThat(runner.suppressions().of(EmailAddress.of("bob@company.example")))
                .hasSize(1);
        runner.suppressions().consent(EmailAddress.of("bob@company.example"), "the form of 9 January");
        assertThat(runner.enroll(bob, "two").result()).isEqualTo(Enrolled.Result.ENROLLED);
        assertThat(runner.enrollments().received("jane", 5).get(0).analysis()).contains("INTERESTED");
    }

    @Test
    void aLeadThatAnswersInAnothersThreadStopsBoth() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(List.of(JANE, Lead.of("bob", "bob@company.example").with("first_name", "Bob")), "two");
        runner.runOnce();
        arrives(
                "jane@company.example",
                "In-Reply-To: <" + mailTo("bob").messageId() + ">\r\n",
                "Bob passed this on to me. Tell me more.");
        runner.runOnce();
        assertThat(only(runner, "bob").reason()).contains("REPLIED");
        assertThat(only(runner, "jane").reason()).contains("REPLIED");
    }

    @Test
    void anOutOfOfficePausesUntilTheReturn() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(JANE, "two");
        runner.runOnce();
        arrives(
                "jane@company.example",
                "Auto-Submitted: auto-replied\r\nSubject: Out of office\r\n",
                "I am back on 2026-01-12.");
        runner.runOnce();
        clock.advance(Duration.ofDays(2));
        runner.runOnce();
        assertThat(only(runner, "jane").gate()).isEqualTo("pause");
        for (int day = 0; day < 8; day++) {
            after(Duration.ofDays(1), runner);
        }
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).date()).isAfter(Instant.parse("2026-01-12T00:00:00Z"));
    }

    @Test
    void tenThousandPrivateMailsLeaveNothingOfTheirContent() {
        SequenceRunner runner = builder(two).budget(Duration.ofHours(1)).build();
        for (int i = 0; i < 10_000; i++) {
            arrives("friend" + i + "@private" + i % 7 + ".example", "Subject: secret subject\r\n", "secret words " + i);
        }
        assertThat(runner.pollInboxes().messagesRead()).isEqualTo(10_000);
        List<Inbound> stubs = runner.mailboxes().privateMail(Optional.empty(), 20_000);
        assertThat(stubs).hasSize(10_000).allSatisfy(stub -> {
            assertThat(stub.toString()).doesNotContain("secret").doesNotContain("friend");
            assertThat(stub.senderDomain()).startsWith("private");
        });
        assertThat(runner.events().after("", 100).events()).isEmpty();
    }

    @Test
    void thatAWholeMailboxCannotSendIsTold() {
        SequenceRunner runner = builder(two).deliverOn(Runnable::run, 4).build();
        runner.enroll(JANE, "two");
        answers.add(Delivery.deferred(Delivery.Scope.TOUCH, Optional.empty(), "greylisted"));
        assertThat(runner.runOnce().problems()).isEmpty();
        runner.enroll(Lead.of("joe", "joe@company.example").with("first_name", "Joe"), "two");
        runner.enroll(Lead.of("jim", "jim@company.example").with("first_name", "Jim"), "two");
        answers.add(Delivery.deferred(Delivery.Scope.MAILBOX, Optional.empty(), "450 4.7.1 <joe@company.example>"));
        answers.add(Delivery.deferred(Delivery.Scope.MAILBOX, Optional.empty(), "450 4.7.1 <jim@company.example>"));
        RunReport report = runner.runOnce();
        assertThat(report.problems()).containsExactly("mailbox ann@sender.example takes nothing now; explain says why");
        assertThat(report.deferred()).isEqualTo(2);
    }

    @Test
    void everyOutcomeOfADeliveryHasItsConsequence() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(JANE, "two");
        answers.add(Delivery.deferred(
                Delivery.Scope.TOUCH, Optional.of(clock.instant().plusSeconds(600)), "later"));
        runner.runOnce();
        assertThat(state(runner, "jane")).isEqualTo(TouchState.DEFERRED);
        assertThat(only(runner, "jane").next()).contains(clock.instant().plusSeconds(600));
        answers.add(Delivery.uncertain("lost"));
        after(Duration.ofMinutes(11), runner);
        assertThat(only(runner, "jane").state()).isEqualTo(Explanation.State.IN_FLIGHT);
        after(Duration.ofMinutes(20), runner);
        assertThat(state(runner, "jane")).isEqualTo(TouchState.UNKNOWN);

        Lead gone = Lead.of("gone", "gone@company.example").with("first_name", "G");
        runner.enroll(gone, "two");
        answers.add(Delivery.rejected(Delivery.Fault.RECIPIENT, "5.1.1", "no such user"));
        runner.runOnce();
        assertThat(only(runner, "gone").reason()).contains("HARD_BOUNCE");
        assertThat(runner.suppressions().of(gone.email())).hasSize(1);

        Lead big = Lead.of("big", "big@company.example").with("first_name", "B");
        runner.enroll(big, "two");
        answers.add(Delivery.rejected(Delivery.Fault.MESSAGE, "5.3.4", "too large"));
        runner.runOnce();
        assertThat(only(runner, "big").reason()).contains("MESSAGE_REFUSED");

        Lead blocked = Lead.of("blocked", "blocked@company.example").with("first_name", "B");
        runner.enroll(blocked, "two");
        answers.add(Delivery.rejected(Delivery.Fault.SENDER, "5.7.1", "blocked"));
        runner.runOnce();
        assertThat(runner.mailboxes().held(mailbox.id()))
                .hasValueSatisfying(h -> assertThat(h).contains("blocks it"));
        assertThat(runner.suppressions().of(blocked.email())).isEmpty();
        after(Duration.ofHours(2), runner);
        assertThat(sent).extracting(e -> e.to().value()).contains("blocked@company.example");
    }

    private Email mailTo(String lead) {
        return sent.stream()
                .filter(e -> e.to().value().startsWith(lead))
                .findFirst()
                .orElseThrow();
    }

    private static TouchState state(SequenceRunner runner, String lead) {
        List<Touch> touches = runner.enrollments().touches(lead);
        return touches.get(touches.size() - 1).state();
    }

    @Test
    void threeUncertainInARowHoldTheMailbox() {
        SequenceRunner runner = builder(two).build();
        for (int i = 0; i < 5; i++) {
            runner.enroll(Lead.of("l" + i, "l" + i + "@company.example").with("first_name", "L"), "two");
            answers.add(Delivery.uncertain("lost"));
        }
        runner.runOnce();
        assertThat(answers).hasSize(2);
        assertThat(runner.mailboxes().held(mailbox.id()))
                .hasValueSatisfying(h -> assertThat(h).contains("3 deliveries"));
    }

    @Test
    void aMailNamedInAReplyWasSentWhateverItsSenderHeard() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(JANE, "two");
        answers.add(Delivery.uncertain("lost"));
        runner.runOnce();
        String id = runner.enrollments().touches("jane").get(0).messageId();
        arrives("jane@company.example", "In-Reply-To: <" + id + ">\r\n", "Thanks!");
        after(Duration.ofMinutes(1), runner);
        assertThat(state(runner, "jane")).isEqualTo(TouchState.SENT);
    }

    @Test
    void aOneOffMailGoesOncePerKeyThroughTheSameGates() {
        SequenceRunner runner = builder(two).build();
        clock.advanceTo(Instant.parse("2026-01-05T23:00:00Z")); // outside the window: the host says now
        assertThat(runner.send(JANE, OneOff.of("offer-1", "Your offer", "Hi {{first_name}}"))
                        .state())
                .isEqualTo(Explanation.State.FINISHED);
        runner.send(JANE, OneOff.of("offer-1", "Your offer", "Hi {{first_name}}"));
        assertThat(sent).hasSize(1);
        runner.pauseAll("a storm");
        assertThat(runner.send(JANE, OneOff.of("offer-2", "Another", "Hi")).gate())
                .isEqualTo("kill switch");
        runner.resumeAll();
        after(Duration.ofMinutes(20), runner);
        assertThat(sent).hasSize(2);
    }

    @Test
    void aTaskWaitsForAPersonAndGoesOn() {
        Sequence calls = Sequence.builder("calls")
                .step("call", "task", s -> s.subject("Call {{first_name}}").text("Ask about it."))
                .email("mail", s -> s.subject("After our call").text("Thanks."))
                .build();
        SequenceRunner runner = builder(calls).build();
        runner.enroll(JANE, "calls");
        runner.runOnce();
        List<OpenTask> open = runner.tasks().open(10);
        assertThat(open).hasSize(1);
        assertThat(open.get(0).title()).isEqualTo("Call Jane");
        after(Duration.ofHours(2), runner);
        assertThat(sent).isEmpty();
        assertThat(runner.tasks().complete(open.get(0).id(), "done")).isTrue();
        assertThat(runner.tasks().complete(open.get(0).id(), "done")).isFalse();
        runner.runOnce();
        assertThat(sent).hasSize(1);
        assertThat(runner.tasks().open(10)).isEmpty();
    }

    @Test
    void campaignsPauseResumeAndStop() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(JANE, "two");
        runner.campaigns().pause("two");
        after(Duration.ofHours(1), runner);
        assertThat(sent).isEmpty();
        runner.campaigns().resume("two");
        runner.runOnce();
        assertThat(sent).hasSize(1);
        runner.campaigns().stop("two");
        after(Duration.ofDays(3), runner);
        assertThat(sent).hasSize(1);
        assertThat(only(runner, "jane").reason()).contains("CAMPAIGN");
        assertThatThrownBy(() -> runner.campaigns().resume("two")).hasMessageContaining("stopped for good");
        assertThat(runner.enroll(Lead.of("x", "x@y.example"), "two").reason()).contains("is stopped");
    }

    @Test
    void leadsInFlightStayOnTheirVersionUntilMoved() {
        SequenceRunner runner = builder(two).build();
        UUID id = runner.enroll(JANE, "two").enrollmentId().orElseThrow();
        runner.runOnce();
        Sequence edited = Sequence.builder("two")
                .email("one", s -> s.subject("Hello {{first_name}}").text("One."))
                .email("two", s -> s.text("Edited.").after(Delay.days(2)))
                .build();
        SequenceRunner later = builder(edited).build();
        Lead bob = Lead.of("bob", "bob@company.example").with("first_name", "Bob");
        later.enroll(bob, "two");
        later.runOnce();
        assertThat(later.enrollments().of("jane").get(0).version()).isEqualTo(two.version());
        assertThat(later.enrollments().moveToCurrentVersion(id)).isTrue();
        after(Duration.ofDays(2), later);
        assertThat(sent)
                .filteredOn(e -> e.to().value().startsWith("jane"))
                .hasSize(2)
                .last()
                .satisfies(e -> assertThat(e.text()).startsWith("Edited."));
    }

    @Test
    void lateStepsFollowTheirPolicy() {
        Sequence skips = Sequence.builder("skips")
                .late(LatePolicy.skipAfter(Duration.ofHours(12)))
                .email("one", s -> s.subject("One").text("One."))
                .email("two", s -> s.subject("Two").text("Two.").after(Delay.days(1)))
                .build();
        SequenceRunner runner = builder(skips).build();
        runner.enroll(JANE, "skips");
        clock.advance(Duration.ofDays(2));
        runner.runOnce();
        assertThat(sent).isEmpty();
        after(Duration.ofDays(1), runner);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).subject()).isEqualTo("Two");
    }

    @Test
    void aLeadsAddressIsNeverChangedAndOnePersonIsOneLead() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(JANE, "two");
        assertThat(runner.enroll(Lead.of("jane", "other@company.example"), "two")
                        .reason())
                .contains("another address");
        assertThat(runner.enroll(List.of(Lead.of("j2", "JANE@company.example")), "two"))
                .extracting(Enrolled::result)
                .containsExactly(Enrolled.Result.ALREADY);
        List<Enrolled> both =
                runner.enroll(List.of(Lead.of("a", "a@company.example"), Lead.of("b", "A@company.example")), "two");
        assertThat(both)
                .extracting(Enrolled::result)
                .containsExactlyInAnyOrder(Enrolled.Result.ENROLLED, Enrolled.Result.REFUSED);
    }

    @Test
    void whatHappensIsInTheFeed() {
        SequenceRunner runner = builder(two).build();
        runner.enroll(JANE, "two");
        runner.runOnce();
        assertThat(runner.events().after("", 10).events())
                .extracting(Event::type)
                .containsExactly(Event.ENROLLED, Event.TOUCH_SENT);
        assertThat(runner.preview(JANE, "two")).hasSize(2);
        runner.close();
        assertThat(runner.runOnce().problems()).contains("the runner is closed");
    }

    @Test
    void aPreviewSaysWhatWillNotGo() {
        Sequence social = Sequence.builder("social")
                .email("hello", s -> s.subject("Hello").text("Hello."))
                .step("social", "linkedin", s -> s.text("Hello").after(Delay.days(1)))
                .build();
        assertThat(builder(social).build().preview(JANE, "social").get(1).problems())
                .containsExactly("no channel 'linkedin' is registered, so the step holds");
        assertThat(builder(social).skipUnknownChannels().build().preview(JANE, "social"))
                .extracting(PlannedTouch::stepId)
                .containsExactly("hello");
    }

    @Test
    void aLineBreakInAValueHoldsTheStep() {
        Sequence greeting = Sequence.builder("greeting")
                .email("hello", s -> s.subject("Hello {{first_name}}").text("Hello."))
                .build();
        SequenceRunner runner = builder(greeting).window(SendWindow.ALWAYS).build();
        runner.enroll(JANE.with("first_name", "Jane\r\nBcc: all@company.example"), "greeting");
        runner.runOnce();
        assertThat(sent).isEmpty();
        assertThat(only(runner, "jane").reason()).contains("line break");
    }

    @Test
    void aFailingPartHoldsOnlyItsOwn() {
        SequenceRunner runner = builder(two)
                .composer(request -> {
                    if (request.lead().id().equals("bad")) {
                        throw new IllegalStateException("boom");
                    }
                    return dev.sdr.compose.Composition.of("Hello", "Hi {{oops}} there");
                })
                .window(SendWindow.ALWAYS)
                .build();
        runner.enroll(JANE, "two");
        runner.enroll(Lead.of("bad", "bad@company.example"), "two");
        runner.runOnce();
        assertThat(sent).isEmpty();
        assertThat(only(runner, "jane").reason()).contains("an unfilled placeholder is left: {{oops}}");
        assertThat(only(runner, "bad").reason()).contains("the composer failed");
    }

    @Test
    void aStepThatChannelAnswersLaterDoesNotPutOffTheStepTheHostMovedTheLeadTo() {
        Office office = new Office();
        Sequence before = Sequence.builder("moved")
                .step("call", "phone", s -> s.text("Call."))
                .email("mail", s -> s.subject("Hello").text("Hello."))
                .build();
        Sequence after = Sequence.builder("moved")
                .email("mail", s -> s.subject("Hello").text("Hello."))
                .build();
        List<SequenceRunner> runners = new ArrayList<>();
        class Phone implements Channel, OutcomeLookup {
            @Override
            public Delivery deliver(ChannelMessage message, Deadline deadline) {
                SequenceRunner mover = runners.get(1);
                mover.enrollments()
                        .moveToCurrentVersion(
                                mover.enrollments().of("jane").get(0).id());
                return Delivery.pending("handle", office.clock.instant().plus(Duration.ofHours(1)));
            }

            @Override
            public Map<String, Delivery> outcomes(Collection<String> ids) {
                return ids.stream().collect(Collectors.toMap(i -> i, i -> Delivery.accepted()));
            }
        }
        runners.add(office.runner(before).channel("phone", new Phone()).build());
        runners.add(office.runner(after).channel("phone", new Phone()).build());
        runners.get(0).enroll(JANE, "moved");
        runners.get(0).runOnce();
        assertThat(office.sent).isEmpty();
        office.clock.advance(Duration.ofHours(2));
        runners.get(1).runOnce();
        runners.get(1).runOnce();
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void anOutcomeThatCannotBeStoredCostsNoOtherItsOwn() {
        SequenceStore breaking = new SequenceStore() {
            @Override
            public <T> T inTransaction(Function<Tx, T> work) {
                return store.inTransaction(tx -> work.apply(new ForwardingTx(tx) {
                    @Override
                    public TouchRows touches() {
                        return Layers.around(TouchRows.class, super.touches(), call -> {
                            if (call.name().equals("update")
                                    && call.arguments().get(0).toString().contains("lead1")) {
                                throw new IllegalStateException("planted");
                            }
                            return call.proceed();
                        });
                    }
                }));
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (SequenceRunner runner = SequenceRunner.builder(
                        breaking, Sequences.of(two), Sender.of("Example Ltd", "1 High Street"))
                .sendOnlyMailbox(mailbox, (email, deadline) -> Delivery.accepted())
                .window(SendWindow.ALWAYS)
                .deliverOn(threads, 3)
                .virtualClock(clock)
                .build()) {
            for (int i = 0; i < 3; i++) {
                runner.enroll(
                        Lead.of("lead" + i, "lead" + i + "@company.example").with("first_name", "Lee"), "two");
            }
            assertThat(runner.runDueSteps().problems()).isNotEmpty();
            assertThat(runner.enrollments().touches("lead0"))
                    .extracting(Touch::state)
                    .containsExactly(TouchState.SENT);
            assertThat(runner.enrollments().touches("lead1"))
                    .extracting(Touch::state)
                    .containsExactly(TouchState.SENDING);
            assertThat(runner.enrollments().touches("lead2"))
                    .extracting(Touch::state)
                    .containsExactly(TouchState.SENT);
        } finally {
            threads.shutdown();
        }
    }
}
