package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.TouchKey;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Replies that name an id which we learn only later (protocol I6). */
class LateIdsTest {

    private static final Sequence TWO = Sequence.builder("two")
            .email("first", s -> s.subject("Hello").text("Hi {{first_name}},\n\nfirst."))
            .email("second", s -> s.text("Second.").after(Delay.days(2)).when(Condition.NO_REPLY))
            .build();
    private static final Lead JANE = Lead.of("jane", "jane@company.example").with("first_name", "Jane");
    private static final Lead JOE = Lead.of("joe", "joe@company.example").with("first_name", "Joe");
    private static final String NEW_ID = "p@provider.example";

    private final Office office = new Office();

    @Test
    void aReplyThatOvertookTheProvidersIdIsMatchedHoweverManyIdsCameLate() { // I6
        office.mailbox = office.mailbox.dailyCap(2_000);
        List<SequenceRunner> runners = new ArrayList<>();
        List<Explanation.State> before = new ArrayList<>();
        office.mailer = (email, deadline) -> {
            office.sent.add(email);
            String id = "p" + office.sent.size() + "@provider.example";
            if (office.sent.size()
                    == 1_100) { // the last of three pages: its reply is read while the mailer still calls
                office.arrives(
                        "Somebody Else <assistant@elsewhere.example>", "In-Reply-To: <" + id + ">\r\n", "Call me.");
                runners.get(0).pollInboxes();
                before.add(stateOf(runners.get(0), email.to().value().split("@", 2)[0]));
            }
            return Delivery.accepted("<" + id + ">");
        };
        SequenceRunner runner = office.runner(TWO).build();
        runners.add(runner);
        List<Lead> leads = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            leads.add(Lead.of("lead" + i, "lead" + i + "@company" + i + ".example")
                    .with("first_name", "Lee"));
        }
        runner.enroll(leads, "two");
        runner.runDueSteps();
        runner.pollInboxes();

        assertThat(office.sent).hasSize(1_100);
        assertThat(before).containsExactly(Explanation.State.IN_FLIGHT);
        String last = office.sent.get(1_099).to().value().split("@", 2)[0];
        assertThat(stateOf(runner, last)).isEqualTo(Explanation.State.STOPPED);
    }

    @Test
    void aReplyOfSomebodyKnownStopsTheLeadWhoseMailItTurnsOutToAnswer() {
        arrivesWhileSending(JANE, "Joe <joe@company.example>", "Let us talk.");
        SequenceRunner runner = office.runner(TWO).build();
        runner.enroll(List.of(JANE, JOE), "two");

        runner.runDueSteps();
        assertThat(stateOf(runner, "jane")).isEqualTo(Explanation.State.SCHEDULED);
        assertThat(stateOf(runner, "joe")).isEqualTo(Explanation.State.STOPPED);
        runner.pollInboxes();

        assertThat(stateOf(runner, "jane")).isEqualTo(Explanation.State.STOPPED);
        assertThat(replied(runner)).containsExactly("joe", "jane");
        runner.pollInboxes();
        assertThat(replied(runner)).as("each has it once").containsExactly("joe", "jane");
        assertThat(message().touch()).contains(touchOf("jane"));
    }

    @Test
    void aReplyOfTheLeadItselfLearnsWhichMailItAnswersAndTakesEffectOnce() {
        arrivesWhileSending(JANE, "Jane <jane@company.example>", "Let us talk.");
        SequenceRunner runner = office.runner(TWO).build();
        runner.enroll(JANE, "two");

        runner.runDueSteps();
        assertThat(message().touch()).isEmpty();
        runner.pollInboxes();

        assertThat(message().touch()).contains(touchOf("jane"));
        assertThat(replied(runner)).containsExactly("jane");
    }

    @Test
    void aStrangersReplyToAMailboxOfOurOwnIsMatchedLaterAsWell() {
        Mailbox own = office.mailbox;
        office.mailbox =
                new Mailbox(own.id(), own.name(), own.address(), own.zone(), own.dailyCap(), true, false, false, false);
        arrivesWhileSending(JANE, "Kim <kim@elsewhere.example>", "Let us talk.");
        SequenceRunner runner = office.runner(TWO).build();
        runner.enroll(JANE, "two");

        runner.runDueSteps();
        assertThat(message().leadId()).isEmpty();
        runner.pollInboxes();

        assertThat(stateOf(runner, "jane")).isEqualTo(Explanation.State.STOPPED);
        assertThat(runner.replies().waiting(9)).hasSize(1);
    }

    /** While the provider takes a lead's mail, and has not yet said what it calls it, a reply to it is read. */
    private void arrivesWhileSending(Lead lead, String from, String text) {
        office.mailer = (email, deadline) -> {
            office.sent.add(email);
            if (!email.to().equals(lead.email())) {
                return Delivery.accepted();
            }
            office.arrives(from, "In-Reply-To: <" + NEW_ID + ">\r\n", text);
            office.runner(TWO).build().pollInboxes();
            return Delivery.accepted("<" + NEW_ID + ">");
        };
    }

    private Inbound message() {
        return office.store.inTransaction(tx -> {
            List<Inbound> all = new ArrayList<>();
            for (String kind : List.of("PERSON", Inbound.PRIVATE)) {
                all.addAll(tx.inbox().ofKind(kind, Optional.empty(), 9));
            }
            assertThat(all).hasSize(1);
            return all.get(0);
        });
    }

    private TouchKey touchOf(String leadId) {
        return office.store.inTransaction(tx ->
                new TouchKey(tx.enrollments().ofLeads(List.of(leadId)).get(0).id(), "first"));
    }

    private static List<String> replied(SequenceRunner runner) {
        return runner.events().after("", 100).events().stream()
                .filter(e -> e.type().equals(Event.REPLIED))
                .map(e -> e.leadId().orElseThrow())
                .toList();
    }

    private static Explanation.State stateOf(SequenceRunner runner, String leadId) {
        return runner.explain(leadId).get(0).state();
    }
}
