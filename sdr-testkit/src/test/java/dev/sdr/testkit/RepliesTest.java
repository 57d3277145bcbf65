package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.Answer;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.channel.Delivery;
import dev.sdr.error.ConfigurationException;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.observe.WaitingReply;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Stop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What happens to people's replies: they wait, are drafted for, approved, answered, closed and stopped. */
class RepliesTest {

    private static final Lead JANE =
            Lead.of("jane", "jane@company.example").with("first_name", "Jane").with("company_name", "Company");
    private static final ReplyPolicy AUTOMATIC = ReplyPolicy.careful().on(Intent.INTERESTED, Action.AUTOMATIC);

    private final Office office = new Office();
    private Intent intent = Intent.INTERESTED;
    private double confidence = 0.95;
    private boolean requiresHuman;

    private final Classifier scripted = reply -> new ReplyAnalysis(
            intent == Intent.NOT_INTERESTED ? Sentiment.NEGATIVE : Sentiment.POSITIVE,
            intent,
            requiresHuman,
            Urgency.MEDIUM,
            confidence,
            "scripted");

    private final Sequence two = Sequence.builder("two")
            .email("first", s -> s.subject("About Company").text("Hello {{first_name}}."))
            .email("second", s -> s.text("Again.").after(Delay.days(2)).when(Condition.NO_REPLY))
            .build();

    private SequenceRunner runner(ReplyPolicy policy) {
        return office.runner(two)
                .classifier(scripted)
                .replies(policy, TemplateResponder.standard())
                .build();
    }

    private SequenceRunner sentTo(Lead lead, ReplyPolicy policy) {
        SequenceRunner runner = runner(policy);
        runner.enroll(lead, "two");
        run(runner);
        return runner;
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private void after(Duration time, SequenceRunner runner) {
        office.clock.advance(time);
        run(runner);
    }

    private void repliesFrom(String who, String text) {
        office.arrives(who, "In-Reply-To: <" + first().messageId() + ">\r\nSubject: AW: About Company\r\n", text);
    }

    private Email first() {
        return office.sent.get(0);
    }

    private Email last() {
        return office.sent.get(office.sent.size() - 1);
    }

    private static WaitingReply only(SequenceRunner runner) {
        List<WaitingReply> waiting = runner.replies().waiting(10);
        assertThat(waiting).hasSize(1);
        return waiting.get(0);
    }

    private static List<String> stops(SequenceRunner runner, String lead) {
        return runner.enrollments().of(lead).stream()
                .filter(e -> e.sequenceId().equals("two"))
                .flatMap(e -> e.stops().stream())
                .map(s -> s.reason().name())
                .toList();
    }

    private static List<Event> events(SequenceRunner runner, String type) {
        return runner.events().after("", 1000).events().stream()
                .filter(e -> e.type().equals(type))
                .toList();
    }

    @Test
    void aDraftLeavesOnceItIsApprovedAndTheReplyIsAnswered() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("Jane Doe <jane@company.example>", "Sounds good, tell me more.");
        run(runner);

        WaitingReply waiting = only(runner);
        Draft draft = waiting.draft().orElseThrow();
        assertThat(waiting.analysis().orElseThrow().intent()).isEqualTo(Intent.INTERESTED);
        assertThat(draft.state()).isEqualTo(Draft.State.OPEN);
        assertThat(draft.subject()).isEqualTo("Re: About Company");
        assertThat(draft.text()).startsWith("Hi Jane,").contains("1 High Street");
        after(Duration.ofHours(1), runner);
        assertThat(office.sent).hasSize(1);

        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isFalse();
        run(runner);

        assertThat(office.sent).hasSize(2);
        assertThat(last().to().value()).isEqualTo("jane@company.example");
        assertThat(last().subject()).isEqualTo("Re: About Company");
        assertThat(last().text()).isEqualTo(draft.text());
        assertThat(last().references()).containsExactly(first().messageId(), "m0@x.example");
        assertThat(last().headers()).doesNotContainKey("Auto-Submitted"); // a person has approved it
        assertThat(runner.replies().waiting(10)).isEmpty();
        assertThat(events(runner, Event.REPLY_ANSWERED))
                .extracting(e -> e.data().get("by"))
                .containsExactly("us");
    }

    @Test
    void anApprovalIsForWhatWasRead() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft read = only(runner).draft().orElseThrow();
        Draft written = runner.replies().write(read.inboundId(), Answer.of("Dear Jane, this is better."));

        assertThat(written.hash()).isNotEqualTo(read.hash());
        assertThat(runner.replies().approve(read.inboundId(), read.hash())).isFalse();
        assertThatThrownBy(() -> runner.replies().write(read.inboundId(), Answer.of("Hi {{first_name}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("placeholder");
        assertThat(runner.replies().approve(read.inboundId(), written.hash())).isTrue();
        run(runner);
        assertThat(last().text()).startsWith("Dear Jane, this is better.").contains("1 High Street");
        assertThatThrownBy(() -> runner.replies().write(read.inboundId(), Answer.of("Once more.")))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void writingADraftAgainKeepsOneFooter() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        Draft again = runner.replies().write(draft.inboundId(), Answer.of(draft.text()));
        assertThat(again.text()).isEqualTo(draft.text());
        assertThat(again.hash()).isEqualTo(draft.hash());
    }

    @Test
    void aRejectedOrExpiredDraftIsNotApproved() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        assertThat(runner.replies().reject(draft.inboundId(), "too short")).isTrue();
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isFalse();
        assertThat(only(runner).draft()).isEmpty();

        Draft second = runner.replies().write(draft.inboundId(), Answer.of("Dear Jane, hello."));
        after(Duration.ofDays(3), runner);
        assertThat(runner.replies().draft(draft.inboundId()).orElseThrow().state())
                .isEqualTo(Draft.State.EXPIRED);
        assertThat(runner.replies().approve(draft.inboundId(), second.hash())).isFalse();
        assertThat(events(runner, Event.DRAFT_EXPIRED)).hasSize(1);
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void aReplyThatIsDoneNeedsNobody() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        assertThat(runner.replies().done(draft.inboundId())).isTrue();
        assertThat(runner.replies().done(draft.inboundId())).isFalse();
        assertThat(runner.replies().waiting(10)).isEmpty();
        assertThat(runner.replies().drafts(10)).isEmpty();
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isFalse();
    }

    @Test
    void anAutomaticAnswerSaysThatItIsOne() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        assertThat(office.sent).hasSize(2);
        assertThat(last().headers())
                .containsEntry("Auto-Submitted", "auto-replied")
                .containsEntry("X-Auto-Response-Suppress", "All");
        assertThat(runner.replies().waiting(10)).isEmpty();
    }

    @Test
    void aMachineIsNotAnsweredForEver() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        for (int i = 0; i < 8; i++) {
            repliesFrom("jane@company.example", "Sounds good, number " + i + ".");
            after(Duration.ofHours(2), runner);
        }
        assertThat(office.sent).hasSize(1 + 3); // three a lead
    }

    @Test
    void oneAutomaticAnswerAnHour() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        repliesFrom("jane@company.example", "Sounds good.");
        after(Duration.ofMinutes(1), runner);
        repliesFrom("jane@company.example", "And when?");
        after(Duration.ofMinutes(1), runner);
        assertThat(office.sent).hasSize(2);
        assertThat(only(runner).draft().orElseThrow().note()).contains("cap");
    }

    @Test
    void theSameWordsTwiceComeFromAMachine() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        repliesFrom("jane@company.example", "Sounds good.");
        after(Duration.ofHours(2), runner);
        repliesFrom("jane@company.example", "Sounds good.");
        after(Duration.ofHours(2), runner);
        assertThat(office.sent).hasSize(2);
        assertThat(only(runner).draft().orElseThrow().note()).contains("same words");
    }

    @Test
    void automaticMailAndListsAreNeverAnswered() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        String thread = "In-Reply-To: <" + first().messageId() + ">\r\nSubject: Re: About Company\r\n";
        office.arrives("jane@company.example", thread + "Auto-Submitted: auto-replied\r\n", "We got your mail, great!");
        office.arrives("news@company.example", thread + "List-Id: <news.company.example>\r\n", "Sounds good.");
        office.arrives("no-reply@company.example", thread, "Sounds good.");
        office.arrives("mate@sender.example", thread, "Sounds good."); // our own domain
        run(runner);
        after(Duration.ofHours(2), runner);
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void answersThatWaitAreOvertakenByANewerReply() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        runner.mailboxes().pause("ann@sender.example", "a look");
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        office.clock.advance(Duration.ofMinutes(5));
        repliesFrom("jane@company.example", "Wait, I was wrong.");
        run(runner);
        runner.mailboxes().resume("ann@sender.example");
        after(Duration.ofHours(1), runner);
        assertThat(office.sent).as("what was approved before she wrote again").hasSize(1);
        assertThat(runner.replies().waiting(10)).hasSize(2);
    }

    @Test
    void aHumansAnswerStopsTheAutomationAndEndsTheWaiting() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        office.clock.advance(Duration.ofMinutes(5));
        fromUs("jane@company.example", "Re: About Company", "Hi Jane, Ann here.");
        run(runner);
        assertThat(runner.replies().waiting(10)).isEmpty();
        assertThat(runner.replies().draft(draft.inboundId()).orElseThrow().state())
                .isEqualTo(Draft.State.OVERTAKEN);
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isFalse();
        assertThat(stops(runner, "jane")).contains("REPLIED");
        assertThat(events(runner, Event.REPLY_ANSWERED))
                .extracting(e -> e.data().get("by"))
                .containsExactly("human");
    }

    @Test
    void aCopyOfOurOwnMailUnderAnotherIdIsNoHumansAnswer() { // warmbly#549
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        office.clock.advance(Duration.ofDays(2));
        runner.pollInboxes();
        run(runner);
        assertThat(office.sent).hasSize(2);
        office.inbox.add(dev.sdr.inbox.RawMessage.of(
                "0",
                ("From: Ann <ann@sender.example>\r\nTo: jane@company.example\r\nMessage-ID: <rewritten@provider.example>\r\n"
                                + "In-Reply-To: <" + first().messageId() + ">\r\nSubject: Re: About Company\r\n\r\n"
                                + last().text().replace("\n", "\r\n"))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                office.clock.instant()));
        run(runner);
        assertThat(stops(runner, "jane")).isEmpty();
        assertThat(events(runner, Event.REPLY_ANSWERED)).isEmpty();
    }

    @Test
    void aPersonsMailUnderOurOwnIdIsStillAPersons() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        String id = "<" + first().messageId() + ">";
        office.inbox.add(RawMessage.of(
                "0",
                ("From: jane@company.example\r\nTo: ann@sender.example\r\nMessage-ID: " + id + "\r\nIn-Reply-To: " + id
                                + "\r\nSubject: Re: About Company\r\n\r\nSounds good.\r\n")
                        .getBytes(StandardCharsets.UTF_8),
                office.clock.instant()));
        run(runner);
        assertThat(stops(runner, "jane")).contains("REPLIED");
    }

    @Test
    void aNoStopsEverythingAndNobodyAnswers() {
        intent = Intent.NOT_INTERESTED;
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "No, thanks.");
        run(runner);
        assertThat(stops(runner, "jane")).contains("REPLIED");
        assertThat(runner.replies().waiting(10)).isEmpty();
        assertThat(runner.replies().drafts(10)).isEmpty();
        assertThat(runner.suppressions().of(JANE.email())).isEmpty();
    }

    @Test
    void anOptOutThatOnlyTheClassifierSawSuppresses() {
        intent = Intent.UNSUBSCRIBE;
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        repliesFrom("jane@company.example", "Kindly spare me your prose.");
        run(runner);
        assertThat(runner.suppressions().of(JANE.email())).hasSize(1);
        assertThat(runner.replies().waiting(10)).isEmpty();
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void whatAsksForAPersonOrIsNotSureWaitsForOne() {
        requiresHuman = true;
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        repliesFrom("jane@company.example", "Our lawyer has a question.");
        run(runner);
        requiresHuman = false;
        confidence = 0.4;
        repliesFrom("jane@company.example", "Hm.");
        run(runner);
        assertThat(runner.replies().waiting(10))
                .hasSize(2)
                .allMatch(w -> w.draft().isEmpty());
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void aColleagueBecomesAContactAndStopsTheLead() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("Bob Smith <bob@company.example>", "Jane asked me to answer: sounds good.");
        run(runner);
        assertThat(stops(runner, "jane")).contains("REPLIED");
        Event found = events(runner, Event.CONTACT_FOUND).get(0);
        assertThat(found.leadId()).contains("jane");
        Draft draft = only(runner).draft().orElseThrow();
        assertThat(draft.to()).isEqualTo("bob@company.example");
        assertThat(draft.text()).startsWith("Hi Bob,");
        assertThat(draft.leadId()).isEqualTo(found.data().get("contact"));
        runner.replies().approve(draft.inboundId(), draft.hash());
        run(runner);
        assertThat(last().to().value()).isEqualTo("bob@company.example");
    }

    @Test
    void aColleagueWhoOnlyKeepsTheSubjectIsFoundByTheCompany() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        office.arrives("bob@company.example", "Subject: WG: About Company\r\n", "What is this?");
        office.arrives("eve@elsewhere.example", "Subject: Re: About Company\r\n", "Hello?");
        run(runner);
        assertThat(only(runner).reply().leadId()).contains("jane");
        assertThat(runner.mailboxes().privateMail(Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void atAFreeMailProviderNobodyIsAColleague() {
        Lead free = Lead.of("free", "jane@gmail.com").with("first_name", "Jane");
        SequenceRunner runner = sentTo(free, ReplyPolicy.careful());
        office.arrives("bob@gmail.com", "Subject: Re: About Company\r\n", "What is this?");
        run(runner);
        assertThat(runner.replies().waiting(10)).isEmpty();
        assertThat(runner.mailboxes().privateMail(Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void aHostMayStopACompanyAsOne() {
        Lead bob = Lead.of("bob", "bob@company.example").with("first_name", "Bob");
        Lead eve = Lead.of("eve", "eve@elsewhere.example").with("first_name", "Eve");
        for (boolean asOne : new boolean[] {false, true}) {
            Office here = new Office();
            var builder = here.runner(two).classifier(scripted);
            SequenceRunner runner = (asOne ? builder.stopCompanyOnReply() : builder).build();
            runner.enroll(List.of(JANE, bob, eve), "two");
            run(runner);
            here.arrives("jane@company.example", "Subject: Re: About Company\r\n", "Sounds good.");
            run(runner);
            assertThat(stops(runner, "bob")).isEqualTo(asOne ? List.of("COMPANY") : List.of());
            assertThat(stops(runner, "eve")).isEmpty();
        }
    }

    @Test
    void aReplyInAnotherMailboxBelongsToItsTouch() { // warmbly#392
        List<dev.sdr.inbox.RawMessage> other = new java.util.ArrayList<>();
        SequenceRunner runner = office.runner(two)
                .classifier(scripted)
                .mailbox(
                        dev.sdr.mail.Mailbox.of("bob@sender.example", java.time.ZoneOffset.UTC),
                        office.mailer,
                        (cursor, since, limit) -> new dev.sdr.inbox.InboxSource.Page(
                                other.subList(Integer.parseInt(cursor.orElse("0")), other.size()),
                                Integer.toString(other.size()),
                                true))
                .build();
        runner.enroll(JANE, "two");
        run(runner);
        String writer = first().from().value();
        repliesFrom("jane@company.example", "Sounds good.");
        dev.sdr.inbox.RawMessage reply = office.inbox.remove(0);
        (writer.equals("ann@sender.example") ? other : office.inbox).add(reply);
        run(runner);
        WaitingReply waiting = only(runner);
        assertThat(waiting.reply().leadId()).contains("jane");
        assertThat(waiting.reply().mailboxId()).isNotEqualTo(writer);
        assertThat(waiting.reply().touch().orElseThrow().key()).isEqualTo("first");
        assertThat(stops(runner, "jane")).contains("REPLIED");
    }

    @Test
    void aReplyToOurTokenFindsItsTouchWithoutReferences() {
        office.mailbox = office.mailbox.withPlusAddressing();
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        String replyTo = first().headers().get("Reply-To");
        assertThat(replyTo).startsWith("ann+").endsWith("@sender.example");
        office.arrives("jane.private@home.example", "Cc: " + replyTo + "\r\nSubject: Hello\r\n", "From my phone: yes.");
        run(runner);
        assertThat(only(runner).reply().leadId()).contains("jane");
        assertThat(stops(runner, "jane")).contains("REPLIED");
    }

    @Test
    void mailIsReadAgainWithoutRepeatingItsEffects() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        UUID id = only(runner).reply().id();
        int before = runner.events().after("", 1000).events().size();
        intent = Intent.NOT_INTERESTED;
        var report = runner.replies().reread(Optional.empty(), 10);
        assertThat(report.read()).isEqualTo(1);
        assertThat(report.changes()).hasSize(1);
        assertThat(report.changes().get(0).inboundId()).isEqualTo(id);
        assertThat(report.changes().get(0).now()).isEqualTo("PERSON NOT_INTERESTED");
        assertThat(runner.events().after("", 1000).events()).hasSize(before);
        assertThat(only(runner).analysis().orElseThrow().intent()).isEqualTo(Intent.NOT_INTERESTED);
        assertThat(only(runner).reply().attention()).isEqualTo(Inbound.Attention.WAITING);
        assertThat(runner.replies().reread(Optional.empty(), 10).changes()).isEmpty();
    }

    @Test
    void mailThatCameBackForAReasonThatMayPassIsTriedAgainTwice() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        for (int i = 0; i < 3; i++) {
            bounces("4.2.2", "452 4.2.2 mailbox full");
            run(runner);
            after(Duration.ofDays(3), runner);
            after(Duration.ofDays(1), runner);
        }
        assertThat(office.sent).hasSize(3).allMatch(e -> e.messageId().equals(first().messageId()));
        assertThat(stops(runner, "jane")).containsExactly(Stop.Reason.SOFT_BOUNCE.name());
        assertThat(runner.suppressions().of(JANE.email())).isEmpty();
    }

    @Test
    void aSecondReportOfOneAttemptSendsNothingAgain() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        bounces("4.2.2", "452 4.2.2 mailbox full");
        run(runner);
        after(Duration.ofDays(1), runner);
        assertThat(office.sent).hasSize(2);
        office.clock.advance(Duration.ofHours(3));
        bounces("4.4.7", "delivery time expired", first());
        run(runner);
        assertThat(stops(runner, "jane")).isEmpty();
        after(Duration.ofHours(30), runner);
        assertThat(office.sent).hasSize(2);
    }

    @Test
    void mailThatCameBackIsNotTriedAgainOnceThePersonWrote() {
        SequenceRunner runner = office.runner(Sequence.builder("one")
                        .email("first", s -> s.subject("About Company").text("Hello."))
                        .build())
                .classifier(scripted)
                .build();
        runner.enroll(JANE, "one");
        run(runner);
        office.clock.advance(Duration.ofMinutes(5));
        repliesFrom("jane@company.example", "Please, not now.");
        run(runner);
        bounces("4.2.2", "452 4.2.2 mailbox full");
        run(runner);
        after(Duration.ofDays(2), runner);
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void anAnswerWaitsForAFreshInbox() { // a stop may lie in it
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        office.clock.advance(Duration.ofHours(5));
        office.inboxFails = true;
        office.arrives("jane@company.example", "Subject: Re: About Company\r\n", "stop");
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        runner.runDueSteps();
        assertThat(office.sent).hasSize(1);
        office.inboxFails = false;
        run(runner);
        after(Duration.ofHours(1), runner);
        assertThat(office.sent).hasSize(1);
        assertThat(runner.replies().waiting(10)).isEmpty();
    }

    @Test
    void ofTwoMailsReadTogetherOnlyTheNewerIsAnswered() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        repliesFrom("jane@company.example", "Sounds good.");
        repliesFrom("jane@company.example", "Forget it, I was wrong.");
        run(runner);
        assertThat(office.sent).hasSize(2);
        assertThat(last().inReplyTo()).contains("m1@x.example");
        assertThat(runner.replies().waiting(10))
                .as("the older one has its answer, too")
                .isEmpty();
    }

    @Test
    void aReplyThatCrossedAMailInDoubtIsNotAnsweredAutomatically() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        office.clock.advance(Duration.ofDays(2));
        runner.pollInboxes();
        office.outcome = Delivery.uncertain("connection lost");
        runner.runDueSteps();
        office.outcome = Delivery.accepted();
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        assertThat(office.sent)
                .as("the first, and the second whose answer was lost")
                .hasSize(2);
        Draft draft = only(runner).draft().orElseThrow();
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        run(runner);
        assertThat(office.sent)
                .as("nothing beside a mail that may still be on the wire")
                .hasSize(2);
        for (int i = 0; i < 4; i++) {
            after(Duration.ofMinutes(6), runner);
        }
        assertThat(office.sent).hasSize(3);
    }

    @Test
    void mailToOthersIsNoAnswer() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        office.clock.advance(Duration.ofMinutes(5));
        fromUs("boss@sender.example", "Fwd: About Company", "Can you take this one?");
        run(runner);
        assertThat(only(runner).draft().orElseThrow().state()).isEqualTo(Draft.State.OPEN);
        assertThat(events(runner, Event.REPLY_ANSWERED)).isEmpty();
    }

    @Test
    void aHumansAnswerToAColleagueKeepsTheApprovedOneBack() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("Bob Smith <bob@company.example>", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        runner.mailboxes().pause("ann@sender.example", "a look");
        runner.replies().approve(draft.inboundId(), draft.hash());
        office.clock.advance(Duration.ofMinutes(5));
        fromUs("bob@company.example", "Re: About Company", "Hi Bob, Ann here.");
        run(runner);
        runner.mailboxes().resume("ann@sender.example");
        after(Duration.ofHours(1), runner);
        assertThat(office.sent).hasSize(1);
        assertThat(runner.replies().draft(draft.inboundId()).orElseThrow().state())
                .isEqualTo(Draft.State.OVERTAKEN);
    }

    private void fromUs(String to, String subject, String text) {
        String head = "From: Ann <ann@sender.example>\r\nTo: " + to + "\r\nMessage-ID: <own" + office.inbox.size()
                + "@sender.example>\r\nIn-Reply-To: <m0@x.example>\r\nReferences: <" + first().messageId()
                + "> <m0@x.example>\r\nSubject: " + subject + "\r\n\r\n";
        office.inbox.add(RawMessage.of(
                Integer.toString(office.inbox.size()),
                (head + text + "\r\n").getBytes(StandardCharsets.UTF_8),
                office.clock.instant()));
    }

    @Test
    void whatIsApprovedAndHasNotBegunCanBeWithdrawn() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        assertThat(runner.replies().withdraw(draft.inboundId())).isFalse();
        runner.replies().approve(draft.inboundId(), draft.hash());
        assertThat(runner.replies().withdraw(draft.inboundId())).isTrue();
        run(runner);
        assertThat(office.sent).hasSize(1);
        Draft again = runner.replies().write(draft.inboundId(), Answer.of("Dear Jane, better so."));
        assertThat(runner.replies().approve(again.inboundId(), again.hash())).isTrue();
        run(runner);
        assertThat(office.sent).hasSize(2);
        assertThat(last().text()).startsWith("Dear Jane, better so.");
        assertThat(runner.replies().withdraw(draft.inboundId())).isFalse();
    }

    @Test
    void doneKeepsAnApprovedAnswerBack() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Sounds good.");
        run(runner);
        Draft draft = only(runner).draft().orElseThrow();
        runner.replies().approve(draft.inboundId(), draft.hash());
        assertThat(runner.replies().done(draft.inboundId())).isTrue();
        after(Duration.ofHours(1), runner);
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void anOptOutOfAColleagueIsTheColleaguesToo() {
        intent = Intent.UNSUBSCRIBE;
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("Bob Smith <bob@company.example>", "Kindly spare me your prose.");
        run(runner);
        assertThat(runner.suppressions().of(EmailAddress.of("bob@company.example")))
                .hasSize(1);
        assertThat(runner.suppressions().of(JANE.email())).hasSize(1);
    }

    @Test
    void anOptOutSeenWhenMailIsReadAgainSuppresses() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        repliesFrom("jane@company.example", "Kindly spare me your prose.");
        run(runner);
        intent = Intent.UNSUBSCRIBE;
        assertThat(runner.replies().reread(Optional.empty(), 10).changes()).hasSize(1);
        assertThat(runner.suppressions().of(JANE.email())).hasSize(1);
        assertThat(runner.replies().drafts(10)).isEmpty();
        assertThat(runner.replies().waiting(10)).isEmpty();
    }

    @Test
    void aStrangerIsNotAnsweredAutomatically() {
        SequenceRunner runner = sentTo(JANE, AUTOMATIC);
        repliesFrom("Eve Adams <eve@stranger.example>", "Sounds good.");
        run(runner);
        assertThat(office.sent).hasSize(1);
        assertThat(only(runner).draft().orElseThrow().note()).contains("company");
    }

    @Test
    void anAbsenceWithoutADateDoesNotShortenOneWithADate() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        String head = "In-Reply-To: <" + first().messageId()
                + ">\r\nAuto-Submitted: auto-replied\r\nSubject: Automatic reply: About Company\r\n";
        office.arrives("jane@company.example", head, "I am out of the office and back on 2026-03-20.");
        run(runner);
        var pauses = runner.enrollments().of("jane").get(0).pauses();
        office.arrives("jane@company.example", head, "I am currently out of the office.");
        run(runner);
        assertThat(runner.enrollments().of("jane").get(0).pauses()).isEqualTo(pauses);
        office.arrives("jane@company.example", head, "I am out of the office and back on 2026-02-10.");
        run(runner);
        assertThat(runner.enrollments().of("jane").get(0).pauses()).isNotEqualTo(pauses);
    }

    @Test
    void blocksOfOthersMailAreNotOurs() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        for (int i = 0; i < 3; i++) {
            office.arrives(
                    "mailer-daemon@mx.example",
                    "Subject: Undelivered Mail Returned to Sender\r\nX-Failed-Recipients: friend" + i
                            + "@elsewhere.example\r\n",
                    "550 5.7.1 message rejected, the sender is blocked");
        }
        run(runner);
        assertThat(runner.mailboxes().held("ann@sender.example")).isEmpty();
    }

    @Test
    void aBlockIsTheMailboxsAndKeepsTheLead() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        for (int i = 0; i < 3; i++) {
            bounces("5.7.1", "550 5.7.1 message rejected due to the sender's reputation, blocked");
        }
        run(runner);
        assertThat(stops(runner, "jane")).isEmpty();
        assertThat(runner.suppressions().of(JANE.email())).isEmpty();
        assertThat(runner.mailboxes().held("ann@sender.example").orElseThrow()).contains("blocks");
    }

    private void bounces(String status, String words) {
        bounces(status, words, last());
    }

    private void bounces(String status, String words, Email attempt) {
        office.arrives(
                "mailer-daemon@mx.example",
                "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n",
                "--b\r\nContent-Type: text/plain\r\n\r\nIt came back. " + office.inbox.size() + "\r\n--b\r\n"
                        + "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                        + "Final-Recipient: rfc822; jane@company.example\r\nAction: failed\r\nStatus: " + status
                        + "\r\nDiagnostic-Code: smtp; " + words
                        + "\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                        + "Message-ID: <" + first().messageId() + ">\r\nSubject: About Company\r\nDate: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                attempt.date().atOffset(ZoneOffset.UTC))
                        + "\r\n\r\n--b--");
    }

    @Test
    void whoHasLeftIsSuppressedAndTheSuccessorOffered() {
        SequenceRunner runner = sentTo(JANE, ReplyPolicy.careful());
        office.arrives(
                "jane@company.example",
                "In-Reply-To: <" + first().messageId()
                        + ">\r\nAuto-Submitted: auto-replied\r\nSubject: Automatic reply: About Company\r\n",
                "Jane Doe is no longer with Company. Please contact Bob Smith at bob@company.example.");
        run(runner);
        assertThat(stops(runner, "jane")).contains("LEFT_COMPANY");
        assertThat(runner.suppressions().of(JANE.email())).hasSize(1);
        assertThat(events(runner, Event.REFERRED))
                .extracting(e -> e.data().get("to"), e -> e.data().get("why"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("bob@company.example", "left"));
        assertThat(runner.enrollments().of("jane"))
                .extracting(Enrollment::status)
                .containsOnly(Enrollment.Status.STOPPED);
    }
}
