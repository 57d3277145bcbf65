package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.answer.Answer;
import dev.sdr.answer.Disclosure;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.compose.Composition;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.FooterWords;
import dev.sdr.observe.AuditRecord;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.sequence.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes without anybody's approval: what it says of itself, and when it does not go. */
class AutomaticAnswersTest {

    private static final Sequence ONE = Sequence.builder("one")
            .email("first", s -> s.subject("Hello").text("Acme 3000"))
            .build();
    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final ReplyPolicy AUTOMATIC = ReplyPolicy.careful().on(Intent.INTERESTED, Action.AUTOMATIC);
    private static final String ENGLISH = Disclosure.standard().sentence("en").orElseThrow();

    private final Office office = new Office();
    private double confidence = 1.0;
    private Runnable whileClassifying = () -> {};

    private RunnerBuilder builder(ReplyPolicy policy) {
        return office.runner(ONE)
                .classifier(reply -> {
                    whileClassifying.run();
                    return new ReplyAnalysis(
                            Sentiment.POSITIVE, Intent.INTERESTED, false, Urgency.MEDIUM, confidence, "scripted");
                })
                .replies(
                        policy,
                        request -> Optional.of(new Answer("Glad to hear.", Optional.of("<p>Glad.</p>"), List.of())));
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private void sendTo(SequenceRunner runner, Lead... leads) {
        runner.enroll(List.of(leads), "one");
        run(runner);
    }

    private void arrives(Email answered, String subject, String text) {
        office.arrives(
                answered.to().value(),
                "In-Reply-To: <" + answered.messageId() + ">\r\nContent-Type: text/plain; charset=utf-8\r\nSubject: "
                        + subject + "\r\n",
                text);
    }

    private SequenceRunner replied(RunnerBuilder builder, String text) {
        SequenceRunner runner = builder.build();
        sendTo(runner, JANE);
        arrives(office.sent.get(0), "Re: Hello", text);
        run(runner);
        return runner;
    }

    private Email answer() {
        assertThat(office.sent).hasSize(2);
        return office.sent.get(1);
    }

    private static Draft onlyDraft(SequenceRunner runner) {
        return runner.replies().waiting(10).get(0).draft().orElseThrow();
    }

    private static String reason(SequenceRunner runner) {
        return runner.events().after("", 1000).events().stream()
                .filter(e -> e.type().equals(Event.REPLY_ANALYSED))
                .map(e -> e.data().get("action") + ": " + e.data().get("reason"))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void anAutomaticAnswerSaysSoInTheLanguageOfTheReply() {
        SequenceRunner runner = replied(builder(AUTOMATIC), "Klingt gut, danke. Schicken Sie mir mehr.");
        String german = Disclosure.standard().sentence("de").orElseThrow();
        assertThat(answer().text()).startsWith(german + "\n\nGlad to hear.\n\n-- \nExample Ltd");
        assertThat(answer().html())
                .hasValueSatisfying(h -> assertThat(h).startsWith("<p>" + german + "</p><p>Glad.</p>"));
        assertThat(runner.replies().waiting(10)).isEmpty();
        List<Inbound> replies = office.store.inTransaction(tx -> tx.inbox().ofLead("jane", 10));
        Draft kept = runner.replies().draft(replies.get(0).id()).orElseThrow();
        assertThat(kept.text()).isEqualTo(answer().text());
        assertThat(kept.state()).isEqualTo(Draft.State.APPROVED);
        assertThat(runner.audit().all()).isEmpty();
    }

    @Test
    void theHostsSentenceMayStandAtTheEnd() {
        replied(
                builder(AUTOMATIC)
                        .disclosure(Disclosure.standard()
                                .with("en", "By our robot.")
                                .atEnd()),
                "Sounds good, thanks!");
        assertThat(answer().text()).startsWith("Glad to hear.\n\nBy our robot.\n\n-- \nExample Ltd");
    }

    @Test
    void aFooterThatTheResponderWroteDoesNotTakeItAway() {
        String footer =
                "\n\n-- \nExample Ltd\n1 High Street\n" + FooterWords.english().optOut() + "\n";
        replied(
                office.runner(ONE)
                        .classifier(reply -> new ReplyAnalysis(
                                Sentiment.POSITIVE, Intent.INTERESTED, false, Urgency.MEDIUM, confidence, "scripted"))
                        .replies(AUTOMATIC, request -> Optional.of(Answer.of("Glad to hear." + footer)))
                        .disclosure(Disclosure.standard().atEnd()),
                "Sounds good, thanks!");
        assertThat(answer().text()).startsWith("Glad to hear.\n\n" + ENGLISH + "\n\n-- \nExample Ltd");
    }

    @Test
    void aDraftDoesNotCarryItNorDoesWhatAPersonApproved() {
        SequenceRunner runner = replied(builder(ReplyPolicy.careful()), "Sounds good, thanks!");
        Draft draft = onlyDraft(runner);
        assertThat(draft.text()).startsWith("Glad to hear.");
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        run(runner);
        assertThat(answer().text()).startsWith("Glad to hear.");
    }

    @Test
    void anAutomaticAnswerThatBecameADraftDoesNotCarryIt() {
        SequenceRunner runner = replied(builder(AUTOMATIC.caps(0, 0)), "Sounds good, thanks!");
        assertThat(onlyDraft(runner).note()).contains("cap");
        assertThat(onlyDraft(runner).text()).startsWith("Glad to hear.");
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void inALanguageThatCannotBeToldOrHasNoSentenceADraftWaits() {
        SequenceRunner runner = replied(builder(AUTOMATIC), "ok");
        assertThat(onlyDraft(runner).note()).contains("the language of the conversation cannot be told");
        assertThat(reason(runner)).startsWith("DRAFT: no automatic answer");

        office.clock.advance(Duration.ofHours(2));
        arrives(office.sent.get(0), "Re: Hello", "Låter bra, tack! Vi är intresserade.");
        run(runner);
        assertThat(runner.replies().waiting(10).get(1).draft().orElseThrow().note())
                .contains("language 'sv'");
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void withoutItTheDecisionIsKeptOnce() {
        SequenceRunner runner = replied(builder(AUTOMATIC).withoutDisclosure(), "ok");
        assertThat(answer().text()).startsWith("Glad to hear.");
        run(builder(AUTOMATIC).withoutDisclosure().build());
        assertThat(runner.audit().all()).singleElement().satisfies(kept -> {
            assertThat(kept.what()).isEqualTo(AuditRecord.UNDISCLOSED);
            assertThat(kept.sentence()).contains("without saying");
        });
    }

    @Test
    void whoAsksWhetherAMachineWritesWaitsForAPerson() {
        SequenceRunner runner = replied(builder(AUTOMATIC), "Sounds good. But are you a bot?");
        assertThat(reason(runner)).isEqualTo("HUMAN: it asks whether a machine writes: \"are you a bot\"");
        assertThat(runner.replies().waiting(10))
                .singleElement()
                .satisfies(w -> assertThat(w.draft()).isEmpty());
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void whileAnEarlierMailWaitsForAPersonNoMachineAnswersTheNext() {
        SequenceRunner runner = replied(builder(AUTOMATIC), "Sounds good. But are you a bot?");
        office.clock.advance(Duration.ofHours(2));
        arrives(office.sent.get(0), "Re: Hello", "Anyway, that sounds good, thanks!");
        run(runner);
        assertThat(office.sent).hasSize(1);
        assertThat(runner.replies().waiting(10)).hasSize(2);
        assertThat(runner.replies().waiting(10).get(1).draft().orElseThrow().note())
                .contains("an earlier mail");

        assertThat(runner.replies()
                        .done(runner.replies().waiting(10).get(0).reply().id()))
                .isTrue();
        office.clock.advance(Duration.ofHours(2));
        arrives(office.sent.get(0), "Re: Hello", "Thanks for the call, sounds good.");
        run(runner);
        assertThat(answer().text()).startsWith(ENGLISH);
    }

    @Test
    void theQuestionInASubjectOfTheirOwnCounts() {
        SequenceRunner runner = builder(ReplyPolicy.careful()).build();
        sendTo(runner, JANE);
        arrives(office.sent.get(0), "Are you human?", "Sounds good, thanks!");
        run(runner);
        assertThat(reason(runner)).startsWith("HUMAN: it asks");
    }

    @Test
    void belowTheFloorForAutomaticAnswersADraftWaits() {
        confidence = 0.79;
        SequenceRunner runner = replied(builder(AUTOMATIC), "Sounds good, thanks!");
        assertThat(onlyDraft(runner).text()).startsWith("Glad to hear.");
        assertThat(reason(runner)).isEqualTo("DRAFT: the classifier is not sure enough for an automatic answer (0.79)");
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void theFloorIsTheHosts() {
        confidence = 0.79;
        replied(builder(AUTOMATIC.automaticFrom(0.79)), "Sounds good, thanks!");
        assertThat(answer().text()).startsWith(ENGLISH);
    }

    @Test
    void theFloorIsNoLowerThanThatOfEverything() {
        assertThat(AUTOMATIC.sureFrom(0.9).sureToAnswer()).isEqualTo(0.9);
        assertThat(AUTOMATIC.sureFrom(0.7).sureToAnswer()).isEqualTo(0.8);
        assertThatThrownBy(() -> AUTOMATIC.automaticFrom(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AUTOMATIC.automaticFrom(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void behindASlowModelNoReplyWaitsClaimed() {
        SequenceRunner runner = builder(ReplyPolicy.careful()).build();
        sendTo(runner, JANE, Lead.of("bob", "bob@other.example"), Lead.of("eve", "eve@third.example"));
        List.copyOf(office.sent).forEach(mail -> arrives(mail, "Re: Hello", "Sounds good, thanks!"));
        runner.pollInboxes();
        List<Integer> free = new ArrayList<>();
        whileClassifying = () -> {
            free.add(office.store.<Integer>inTransaction(tx -> tx.inbox()
                    .claimStored(new UUID(0, 7), office.clock.instant(), office.clock.instant(), 10)
                    .size()));
            office.clock.advance(Duration.ofSeconds(60)); // longer than a phase may work
        };
        assertThat(runner.handleReplies().repliesAnalysed()).isEqualTo(1);
        assertThat(runner.handleReplies().repliesAnalysed()).isEqualTo(1);
        assertThat(runner.handleReplies().repliesAnalysed()).isEqualTo(1);
        assertThat(free).containsExactly(2, 1, 0);
    }

    @Test
    void repliesThatAreNeverUnderstoodKeepNoOtherWaiting() {
        List<Lead> leads = IntStream.range(0, 20)
                .mapToObj(i -> Lead.of("lead" + i, "l" + i + "@c" + i + ".example"))
                .toList();
        SequenceRunner runner = office.runner(ONE)
                .classifier(reply -> {
                    office.clock.advance(Duration.ofSeconds(60));
                    if (reply.newText().contains("poison")) {
                        throw new IllegalStateException("scripted");
                    }
                    return new RuleBasedClassifier().classify(reply);
                })
                .build();
        sendTo(runner, leads.toArray(Lead[]::new));
        List.copyOf(office.sent)
                .forEach(mail -> arrives(
                        mail, "Re: Hello", mail.to().value().startsWith("l19@") ? "Sounds good, thanks!" : "poison"));
        runner.pollInboxes();
        int understood = 0;
        for (int i = 0; i < 60; i++) {
            understood += runner.handleReplies().repliesAnalysed();
        }
        assertThat(understood).isEqualTo(1);
    }

    @Test
    void whatASlowComposerHasWrittenLeavesBeforeItWritesOn() {
        List<String> order = new ArrayList<>();
        SequenceRunner runner = office.runner(ONE)
                .composer(request -> {
                    order.add("write");
                    office.clock.advance(Duration.ofSeconds(6));
                    return Composition.of("Hello", "Hello.");
                })
                .deliverOn(
                        task -> {
                            order.add("send");
                            task.run();
                        },
                        10)
                .build();
        runner.enroll(List.of(JANE, Lead.of("bob", "bob@other.example"), Lead.of("eve", "eve@third.example")), "one");
        run(runner);
        assertThat(order).containsExactly("write", "write", "send", "send", "write", "send");
    }
}
