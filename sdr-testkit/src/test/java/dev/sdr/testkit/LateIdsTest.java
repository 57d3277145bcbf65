package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.TouchKey;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxSource;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.Explanation;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
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
    private final List<String> shown = new ArrayList<>();
    private ReplyAnalysis.Intent intent = ReplyAnalysis.Intent.OTHER;

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
    void whatAModelMakesOfSuchAReplyCountsForTheLeadAsIfItHadBeenKnownAtOnce() {
        intent = ReplyAnalysis.Intent.UNSUBSCRIBE;
        arrivesWhileSending(JANE, "Joe <joe@company.example>", "Not for us, and it stays so.");
        SequenceRunner runner = runner();
        runner.enroll(List.of(JANE, JOE), "two");

        runner.runDueSteps();
        runner.handleReplies();
        assertThat(runner.suppressions().of(JOE.email())).isNotEmpty();
        assertThat(runner.suppressions().of(JANE.email())).isEmpty();
        runner.pollInboxes();
        runner.handleReplies();

        assertThat(runner.suppressions().of(JANE.email())).isNotEmpty();
    }

    @Test
    void suchAReplyIsSharedExportedAndErasedAsTheLeadsFromThenOn() {
        arrivesWhileSending(JANE, "Joe <joe@company.example>", "Let us talk of Jane.");
        SequenceRunner runner = runner();
        runner.enroll(List.of(JANE.with(Lead.NO_AI, "yes"), JOE), "two");

        runner.runDueSteps();
        runner.pollInboxes();
        runner.handleReplies();

        assertThat(shown).as("what the model was shown").isEmpty();
        assertThat(runner.people().export(JANE.email())).contains("Let us talk of Jane.");
        runner.people().erase(JANE.email());
        assertThat(runner.people().export(JOE.email())).doesNotContain("Let us talk of Jane.");
    }

    @Test
    void itsOwnDraftOutlivesThatItIsMatchedAgain() {
        intent = ReplyAnalysis.Intent.INTERESTED;
        arrivesWhileSending(JANE, "Joe <joe@company.example>", "Let us talk.");
        SequenceRunner runner = runner();
        runner.enroll(List.of(JANE, JOE), "two");

        runner.runDueSteps();
        runner.handleReplies();
        assertThat(runner.replies().drafts(9)).hasSize(1);
        runner.pollInboxes();
        runner.handleReplies();

        assertThat(runner.replies().drafts(9)).hasSize(1);
        assertThat(runner.replies().waiting(9)).hasSize(1);
    }

    @Test
    void whatIsKeptIsMatchedThoughTheMailboxNoLongerHasIt() {
        arrivesWhileSending(JANE, "Joe <joe@company.example>", "Let us talk.");
        InboxSource withoutFetch = (cursor, since, limit) -> office.inbox().read(cursor, since, limit);
        SequenceRunner runner = office.runner(TWO)
                .mailbox(office.mailbox, office.mailer, withoutFetch)
                .build();
        runner.enroll(List.of(JANE, JOE), "two");

        runner.runDueSteps();
        runner.pollInboxes();

        assertThat(stateOf(runner, "jane")).isEqualTo(Explanation.State.STOPPED);
    }

    @Test
    void whatAPersonOfOursWroteUnderAnAliasStaysOurs() {
        arrivesWhileSending(JANE, () -> {
            office.arrives(
                    "Alias <alias@elsewhere.example>",
                    "To: joe@company.example\r\nIn-Reply-To: <" + NEW_ID + ">\r\n",
                    "I call you.");
            office.inbox.set(0, office.inbox.get(0).inSent(true));
        });
        InboxSource withoutFetch = (cursor, since, limit) -> office.inbox().read(cursor, since, limit);
        SequenceRunner later = office.runner(TWO)
                .mailbox(office.mailbox, office.mailer, withoutFetch)
                .build();
        later.enroll(List.of(JANE, JOE), "two");

        later.runDueSteps();
        later.pollInboxes();

        assertThat(later.replies().reread(Optional.empty(), 9).changes()).isEmpty();
        assertThat(replied(later)).isEmpty();
        assertThat(shown).isEmpty();
    }

    @Test
    void mailThatCameBackBeforeItsNewIdWasKnownIsTriedAgain() {
        arrivesWhileSending(JANE, report("4.2.2", "452 4.2.2 mailbox full"));
        SequenceRunner runner = runner();
        runner.enroll(JANE, "two");

        runner.runDueSteps();
        assertThat(runner.explain("jane").get(0).reason()).doesNotContain("came back");
        runner.pollInboxes();

        assertThat(runner.explain("jane").get(0).reason()).contains("came back");
    }

    @Test
    void aMailboxHearsOfBlocksByIdsThatWereLearnedLater() {
        arrivesWhileSending(JANE, report("5.7.1", "550 5.7.1 blocked for its reputation"));
        SequenceRunner runner = runner();
        runner.enroll(JANE, "two");
        runner.runDueSteps();
        assertThat(blocks()).isZero();
        runner.pollInboxes();

        assertThat(blocks()).isOne();
    }

    @Test
    void aReplyWhoseAuthorIsErasedTakesEffectOnce() {
        arrivesWhileSending(JANE, "Kim <kim@elsewhere.example>", "Let us talk.");
        SequenceRunner runner = runner();
        runner.enroll(JANE, "two");
        runner.runDueSteps();
        runner.people().erase(EmailAddress.of("kim@elsewhere.example"));

        for (int i = 0; i < 3; i++) {
            runner.pollInboxes();
        }

        assertThat(replied(runner)).containsExactly("jane");
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

    private SequenceRunner runner() {
        return office.runner(TWO)
                .classifier(reply -> {
                    shown.add(reply.newText());
                    return new ReplyAnalysis(Sentiment.POSITIVE, intent, false, Urgency.LOW, 1, "it is so");
                })
                .replies(ReplyPolicy.careful(), TemplateResponder.standard())
                .build();
    }

    private void arrivesWhileSending(Lead lead, String from, String text) {
        arrivesWhileSending(lead, () -> office.arrives(from, "In-Reply-To: <" + NEW_ID + ">\r\n", text));
    }

    /** While the provider takes a lead's mail, and has not yet said what it calls it, something about it is read. */
    private void arrivesWhileSending(Lead lead, Runnable something) {
        office.mailer = (email, deadline) -> {
            office.sent.add(email);
            if (!email.to().equals(lead.email())) {
                return Delivery.accepted();
            }
            something.run();
            runner().pollInboxes();
            return Delivery.accepted("<" + NEW_ID + ">");
        };
    }

    private Runnable report(String status, String diagnostic) {
        return () -> office.arrives(
                "mailer-daemon@mx.example",
                "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n",
                "--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n--b\r\n"
                        + "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                        + "Final-Recipient: rfc822; " + JANE.email().value() + "\r\nAction: failed\r\nStatus: "
                        + status + "\r\nDiagnostic-Code: smtp; " + diagnostic
                        + "\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + NEW_ID
                        + ">\r\nSubject: Hello\r\n\r\n--b--");
    }

    /** How many reports of blocked mail the mailbox has heard of. */
    private long blocks() {
        return office.store.inTransaction(tx -> tx.records().get("mailbox", List.of(office.mailbox.id())).stream()
                .filter(r -> r.json().contains("\"blocks\":1"))
                .count());
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
