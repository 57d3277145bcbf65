package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A mailbox whose token was revoked holds, says so once, and goes on when it was connected again. */
class CredentialsTest {

    private final Office office = new Office();
    private final SequenceRunner runner = build();

    private SequenceRunner build() {
        return office.runner(Sequence.builder("two")
                        .email("first", s -> s.subject("Hello").text("One."))
                        .email(
                                "second",
                                s -> s.text("Two.").after(Delay.days(2)).when(Condition.NO_REPLY))
                        .build())
                .build();
    }

    private void enroll(String id) {
        runner.enroll(Lead.of(id, id + "@company.example"), "two");
    }

    /** A day of runs, every quarter of an hour. */
    private void day() {
        for (int i = 0; i < 96; i++) {
            runner.runOnce();
            office.clock.advance(Duration.ofMinutes(15));
        }
    }

    private List<String> told() {
        return runner.events().after("", 1000).events().stream()
                .filter(e -> e.type().equals(Event.MAILBOX_HELD) || e.type().equals(Event.MAILBOX_RESUMED))
                .map(e -> e.type() + " " + e.data().getOrDefault("reason", ""))
                .toList();
    }

    @Test
    void anInboxThatRefusesHoldsItsMailboxAndIsToldOnce() {
        enroll("jane");
        office.inboxRefuses = true;
        assertThat(runner.runOnce().problems()).singleElement().asString().contains("revoked");
        enroll("joe");
        day();
        day();
        runner.runOnce();
        assertThat(office.sent).isEmpty();
        assertThat(runner.explain("joe").get(0).reason()).contains("credentials were refused: the token was revoked");
        assertThat(runner.explain("joe").get(0).remedy()).contains("connect the mailbox again");
        assertThat(told()).singleElement().asString().contains("connect ann@sender.example again");
    }

    @Test
    void connectedAgainItGoesOnAtOnceAndFollowsUpNobodyWhoRepliedMeanwhile() {
        enroll("jane");
        enroll("joe");
        runner.runOnce();
        assertThat(office.sent).hasSize(2);
        office.inboxRefuses = true;
        day();
        day();
        day();
        assertThat(office.sent).hasSize(2);
        office.arrives(
                "jane@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "Let us talk.");
        office.inboxRefuses = false;
        day();
        assertThat(office.sent).hasSize(3);
        assertThat(office.sent.get(2).to().value())
                .isEqualTo(office.sent.get(1).to().value())
                .isEqualTo("joe@company.example");
        assertThat(told())
                .containsExactly(
                        "mailbox.held its credentials were refused: the token was revoked; connect ann@sender.example again",
                        "mailbox.resumed ");
        assertThat(runner.mailboxes().held("ann@sender.example")).isEmpty();
    }

    @Test
    void aMailerThatIsRefusedHoldsItsMailboxAndIsAskedAgain() {
        enroll("jane");
        office.outcome = Delivery.deferred(Delivery.Scope.CREDENTIALS, Optional.empty(), "the scope is missing");
        day();
        runner.runOnce();
        assertThat(runner.explain("jane").get(0).reason()).contains("the scope is missing");
        assertThat(told()).containsExactly("mailbox.held its credentials were refused: the scope is missing");
        int asked = office.sent.size();
        assertThat(asked).isBetween(24, 100);
        office.outcome = Delivery.accepted();
        day();
        assertThat(office.sent).hasSize(asked + 1);
        assertThat(told()).hasSize(2).last().isEqualTo("mailbox.resumed ");
    }

    @Test
    void anInboxThatCanBeReadDoesNotLetAMailboxGoWhoseMailerIsRefused() {
        enroll("jane");
        office.outcome = Delivery.deferred(Delivery.Scope.CREDENTIALS, Optional.empty(), "the scope is missing");
        runner.runOnce();
        office.inboxFails = true;
        runner.runOnce();
        office.inboxFails = false;
        runner.runOnce();
        assertThat(runner.mailboxes().held("ann@sender.example")).isPresent();
    }

    @Test
    void whatIsFoundOutAboutAnOlderMailDoesNotLetItGo() {
        enroll("jane");
        office.outcome = Delivery.uncertain("no answer");
        runner.runOnce();
        enroll("joe");
        office.outcome = Delivery.deferred(Delivery.Scope.CREDENTIALS, Optional.empty(), "the scope is missing");
        runner.runOnce();
        office.arrives(
                "jane@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "Yes.");
        office.clock.advance(Duration.ofMinutes(2));
        assertThat(runner.runOnce().sent()).isEqualTo(1); // by evidence
        assertThat(runner.mailboxes().held("ann@sender.example")).isPresent();
    }

    @Test
    void aMailThatWasNotHandedOverDoesNotLetItGo() {
        enroll("jane");
        office.outcome = Delivery.deferred(Delivery.Scope.CREDENTIALS, Optional.empty(), "the scope is missing");
        runner.runOnce();
        office.clock.advance(Duration.ofMinutes(15));
        office.outcome = Delivery.late();
        runner.runOnce();
        assertThat(told()).hasSize(1);
    }

    @Test
    void anotherNodeLetsItGoToo() {
        enroll("jane");
        office.outcome = Delivery.deferred(Delivery.Scope.CREDENTIALS, Optional.empty(), "the scope is missing");
        runner.runOnce();
        office.clock.advance(Duration.ofMinutes(15));
        office.outcome = Delivery.accepted();
        build().runOnce();
        assertThat(told()).hasSize(2).last().isEqualTo("mailbox.resumed ");
    }

    @Test
    void aPollThatIsCutShortFirstLetsItGoInTheEnd() {
        office.inboxRefuses = true;
        runner.runOnce();
        office.inboxRefuses = false;
        for (int i = 0; i < 120; i++) {
            office.arrives("news@other.example", "Subject: News\r\n", "News " + i);
        }
        office.whileReading = () -> office.clock.advance(Duration.ofMinutes(1)); // beyond a phase's budget
        runner.pollInboxes();
        assertThat(runner.mailboxes().held("ann@sender.example")).isPresent();
        runner.pollInboxes();
        runner.pollInboxes();
        assertThat(told()).hasSize(2).last().isEqualTo("mailbox.resumed ");
    }

    @Test
    void aPauseByAPersonStaysOne() {
        runner.mailboxes().pause("ann@sender.example", "on holiday");
        office.inboxRefuses = true;
        runner.runOnce();
        office.inboxRefuses = false;
        runner.runOnce();
        assertThat(runner.mailboxes().held("ann@sender.example")).contains("on holiday");
        assertThat(told()).isEmpty();
    }
}
