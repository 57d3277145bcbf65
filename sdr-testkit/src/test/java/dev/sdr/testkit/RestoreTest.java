package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.OutcomeLookup;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.error.ConfigurationException;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import dev.sdr.observe.AdoptReport;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A database that is set back and adopted (S4). */
class RestoreTest {

    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final Sequence STEPS = Sequence.builder("steps")
            .email("one", s -> s.subject("One").text("One."))
            .email("two", s -> s.text("Two.").after(Delay.days(1)).when(Condition.NO_REPLY))
            .email("three", s -> s.text("Three.").after(Delay.days(1)).when(Condition.NO_REPLY))
            .email("four", s -> s.text("Four.").after(Delay.days(3)).when(Condition.NO_REPLY))
            .build();

    private final Office office = new Office();
    private Instant restoredAt = Instant.EPOCH;

    private RunnerBuilder runner() {
        return office.runner(STEPS);
    }

    /** One step leaves, a backup is taken, two more leave, and the backup is put back. */
    private SequenceRunner setBack() {
        SequenceRunner runner = runner().build();
        runner.enroll(JANE, "steps");
        runner.runOnce();
        office.store.backUp();
        days(runner, 2);
        assertThat(office.sent).hasSize(3);
        setBackNow();
        return runner;
    }

    private void setBackNow() {
        office.store.setBack();
        restoredAt = office.clock.instant();
        office.clock.advance(Duration.ofMinutes(20));
    }

    private void days(SequenceRunner runner, int days) {
        for (int day = 0; day < days; day++) {
            office.clock.advance(Duration.ofDays(1));
            runner.runOnce();
        }
    }

    private static Map<String, TouchState> states(SequenceRunner runner) {
        return runner.enrollments().touches("jane").stream().collect(Collectors.toMap(t -> t.id().key(), Touch::state));
    }

    @Test
    void s4EveryStepThatMayHaveLeftIsTakenForSentAndNothingLeavesTwice() {
        SequenceRunner runner = setBack();
        AdoptReport report = runner.adopt(restoredAt);
        assertThat(report.complete()).isTrue();
        assertThat(report.moved()).isEqualTo(1);
        assertThat(report.assumedSent()).extracting(t -> t.id().key()).containsExactly("two", "three");
        assertThat(report.inboxesRead()).containsExactly("ann@sender.example");
        assertThat(report.notKnown())
                .anyMatch(w -> w.contains("Leads enrolled and one-off mails sent after the backup"))
                .anyMatch(w -> w.contains("opt-outs by web"))
                .anyMatch(w -> w.contains("provider suppressed"));
        assertThat(states(runner)).containsEntry("two", TouchState.UNKNOWN).containsEntry("three", TouchState.UNKNOWN);
        days(runner, 6);
        assertThat(office.sent).hasSize(4);
        assertThat(office.sent).extracting(Email::messageId).doesNotHaveDuplicates();
        assertThat(office.sent.get(3).subject()).isEqualTo("Re: One");
        assertThat(office.sent.get(3).date()).isAfter(restoredAt.plus(Duration.ofDays(2)));
        AdoptReport again = runner.adopt(restoredAt);
        assertThat(again.complete()).isTrue();
        assertThat(again.moved()).isZero();
    }

    @Test
    void s4WhileItIsNotSettledNothingBeginsAndExplainSaysRestored() {
        SequenceRunner runner = setBack();
        office.inboxFails = true;
        AdoptReport report = runner.adopt(restoredAt);
        assertThat(report.complete()).isFalse();
        assertThat(report.inboxesNotRead()).containsExactly("ann@sender.example");
        assertThat(report.problems()).anyMatch(p -> p.contains("the inbox is down"));
        Explanation jane = runner.explain("jane").get(0);
        assertThat(jane.gate()).isEqualTo("restored");
        assertThat(jane.reason()).startsWith("RESTORED");
        days(runner, 1);
        assertThat(office.sent).hasSize(3);
        assertThat(runner.runOnce().problems()).anyMatch(p -> p.contains("until adopt() is complete"));
        assertThatThrownBy(() -> runner.enrollments()
                        .moveToCurrentVersion(
                                runner.enrollments().of("jane").get(0).id()))
                .isInstanceOf(ConfigurationException.class);
        office.inboxFails = false;
        assertThat(runner.adopt().complete()).as("adopt() goes on with it").isTrue();
        days(runner, 6);
        assertThat(office.sent).hasSize(4);
    }

    @Test
    void s4MailOfTheGapIsReadFirstAndStopsAndProves() {
        SequenceRunner runner = runner().build();
        Lead bob = Lead.of("bob", "bob@company.example");
        runner.enroll(List.of(JANE, bob), "steps");
        runner.runOnce();
        office.store.backUp();
        days(runner, 1);
        Email second = office.sent.stream()
                .filter(e -> e.to().equals(JANE.email()) && e.text().startsWith("Two."))
                .findFirst()
                .orElseThrow();
        office.arrives("colleague@company.example", "In-Reply-To: <" + second.messageId() + ">\r\n", "See you.");
        office.arrives("bob@company.example", "", "stop");
        setBackNow();
        AdoptReport report = runner.adopt(restoredAt);
        assertThat(report.foundSent()).extracting(t -> t.id().key()).containsExactly("two");
        assertThat(states(runner)).containsEntry("two", TouchState.SENT);
        Enrollment stopped = runner.enrollments().of("bob").get(0);
        assertThat(stopped.stops()).extracting(Stop::reason).contains(Stop.Reason.OPTED_OUT);
    }

    @Test
    void s4AProviderThatCanBeAskedIsBelieved() {
        class Asked implements Mailer, OutcomeLookup {
            @Override
            public Delivery send(Email email, dev.sdr.channel.Deadline deadline) {
                office.sent.add(email);
                return Delivery.accepted();
            }

            @Override
            public Map<String, Delivery> outcomes(Collection<String> ids) {
                return office.sent.stream()
                        .filter(e -> ids.contains(e.messageId()))
                        .collect(Collectors.toMap(Email::messageId, e -> Delivery.accepted()));
            }
        }
        office.mailer = new Asked();
        SequenceRunner runner = setBack();
        AdoptReport report = runner.adopt(restoredAt);
        assertThat(report.foundSent()).extracting(t -> t.id().key()).containsExactly("two", "three");
        assertThat(report.assumedSent()).isEmpty();
    }

    @Test
    void s4TheDayOfTheRestoreCountsAsUsedUp() {
        office.mailbox = office.mailbox.dailyCap(5);
        SequenceRunner runner = setBack();
        runner.adopt(restoredAt);
        Lead late = Lead.of("late", "late@company.example");
        runner.enroll(late, "steps");
        runner.runOnce();
        assertThat(runner.explain("late").get(0).gate()).isEqualTo("cap");
        days(runner, 1);
        assertThat(office.sent).extracting(e -> e.to().value()).contains("late@company.example");
    }

    @Test
    void s4ATouchInDoubtIsLeftToReconcile() {
        office.mailer = (email, deadline) -> {
            office.sent.add(email);
            return Delivery.uncertain("lost");
        };
        SequenceRunner runner = runner().build();
        runner.enroll(JANE, "steps");
        runner.runOnce();
        office.store.backUp();
        office.clock.advance(Duration.ofMinutes(2));
        setBackNow();
        assertThat(runner.adopt(restoredAt).assumedSent()).isEmpty();
        assertThat(states(runner)).containsEntry("one", TouchState.SENDING);
        runner.runOnce();
        assertThat(states(runner)).containsEntry("one", TouchState.UNKNOWN);
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void i5AfterARestoreFirstTouchesWaitForAReadInboxToo() {
        SequenceRunner runner = setBack();
        runner.adopt(restoredAt);
        office.clock.advance(Duration.ofDays(1));
        runner.enroll(Lead.of("new", "new@company.example"), "steps");
        runner.runDueSteps();
        assertThat(runner.explain("new").get(0).gate()).isEqualTo("inbox freshness");
        assertThat(office.sent).hasSize(3);
        runner.runOnce();
        office.clock.advance(Duration.ofMinutes(3));
        runner.runOnce();
        assertThat(office.sent).hasSize(4);
    }

    @Test
    void s4WhatSomebodyAnsweredIsNotSentAgainToALeadThatIsEnrolledAgain() {
        SequenceRunner runner = runner().build();
        runner.runOnce();
        office.store.backUp();
        runner.enroll(JANE, "steps");
        runner.runOnce();
        office.arrives(
                "jane.private@elsewhere.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\n",
                "Thanks.");
        setBackNow();
        assertThat(runner.adopt(restoredAt).complete()).isTrue();
        assertThat(runner.enrollments().of("jane")).isEmpty();
        office.clock.advance(Duration.ofDays(1));
        runner.enroll(JANE, "steps");
        runner.runOnce();
        assertThat(office.sent).hasSize(1);
        assertThat(runner.enrollments().of("jane").get(0).stepId()).isEqualTo("two");
    }

    @Test
    void s4AFollowUpKeepsTheSubjectOfAThreadWhoseFirstMailCouldNotHaveBeenWritten() { // world seed 104
        Sequence named = Sequence.builder("named")
                .email("one", s -> s.subject("One").text("Dear {{first_name}}"))
                .email("two", s -> s.text("Two.").after(Delay.days(1)))
                .build();
        SequenceRunner runner = office.runner(named).build();
        runner.enroll(JANE, "named");
        runner.runOnce();
        assertThat(runner.explain("jane").get(0).gate()).isEqualTo("message");
        office.store.backUp();
        setBackNow();
        assertThat(runner.adopt(restoredAt).assumedSent()).hasSize(1);
        days(runner, 2);
        assertThat(office.sent).extracting(Email::subject).containsExactly("Re: One");
    }

    @Test
    void aRestoreInTheFutureIsRefused() {
        SequenceRunner runner = runner().build();
        assertThatThrownBy(() -> runner.adopt(office.clock.instant().plusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void s4AStepThatLeftUnderAVersionAdoptedAfterTheBackupIsTakenForSentToo() {
        Sequence slow = Sequence.builder("steps")
                .email("one", s -> s.subject("One").text("One."))
                .email("two", s -> s.text("Two.").after(Delay.days(7)).when(Condition.NO_REPLY))
                .build();
        Sequence fast = Sequence.builder("steps")
                .email("one", s -> s.subject("One").text("One."))
                .email("new", s -> s.text("New.").after(Delay.days(1)).when(Condition.NO_REPLY))
                .email("two", s -> s.text("Two.").after(Delay.days(1)).when(Condition.NO_REPLY))
                .build();
        SequenceRunner old = office.runner(slow).build();
        old.enroll(JANE, "steps");
        office.store.backUp();
        SequenceRunner runner = office.runner(fast).build();
        runner.enrollments()
                .moveToCurrentVersion(runner.enrollments().of("jane").get(0).id());
        runner.runOnce();
        days(runner, 2);
        assertThat(office.sent).hasSize(3);
        setBackNow();

        AdoptReport report = runner.adopt(restoredAt);
        assertThat(report.complete()).isTrue();
        runner.enrollments()
                .moveToCurrentVersion(runner.enrollments().of("jane").get(0).id());
        days(runner, 20);
        assertThat(office.sent).hasSize(3);
    }

    @Test
    void s4AStepThatWasSkippedBeforeTheBackupIsNotTakenForSent() {
        Sequence skipping = Sequence.builder("steps")
                .email(
                        "never",
                        s -> s.subject("Never").text("Hi {{first_name}}.").when(Condition.REPLIED))
                .email("one", s -> s.subject("One").text("One."))
                .email("two", s -> s.text("Two.").after(Delay.days(30)).when(Condition.NO_REPLY))
                .build();
        SequenceRunner runner = office.runner(skipping).build();
        runner.enroll(JANE, "steps");
        runner.runOnce();
        runner.runOnce();
        assertThat(states(runner)).containsOnlyKeys("one");
        office.store.backUp();
        days(runner, 2);
        setBackNow();

        assertThat(runner.adopt(restoredAt).assumedSent()).isEmpty();
        assertThat(states(runner)).containsOnlyKeys("one");
    }
}
