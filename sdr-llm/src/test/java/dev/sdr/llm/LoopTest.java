package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.mail.Email;
import dev.sdr.observe.WaitingReply;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** From a mail by a model over the reply and its analysis to the answer in the thread, on the virtual clock. */
class LoopTest {

    private static final Lead JANE =
            Lead.of("jane", "jane@company.example").with("first_name", "Jane").with("company_name", "Acme Bakeries");
    private static final Fact STORES = Fact.of("stores", "Acme Bakeries opened 3 stores in Leeds.");
    private static final Fact PRICE = Fact.of("price", "The planner costs EUR 49 a month.");
    private static final Sequence TWO = Sequence.builder("two")
            .email(
                    "first",
                    s -> s.subject("Tours for {{company_name}}")
                            .text("Hello {{first_name}}, we plan tours for bakeries."))
            .email(
                    "second",
                    s -> s.text("Hello {{first_name}}, did you read it?")
                            .after(Delay.days(2))
                            .when(Condition.NO_REPLY))
            .build();
    private static final String REPLY =
            "Our drivers swear at the current plan daily. The number for one month, roughly?";
    private static final String ANSWER = "The planner costs EUR 49 a month.";

    /** One that does its work. */
    private static ChatResponse works(ChatRequest asked) {
        if (asked.schemaName().equals("reply_analysis")) {
            var said = LeadMemory.object();
            said.putArray("evidence").add("The number for one month, roughly?");
            said.put("sentiment", "question")
                    .put("intent", "need_more_info")
                    .put("requires_human", false)
                    .put("urgency", "medium");
            said.putNull("refer_to").put("confidence", 0.97).put("reason", "They ask for the price.");
            return Scripted.said(said.toString());
        }
        Says says = asked.system().contains("asks about what we offer")
                ? Says.english().phrase("thanks", "Thank you for your reply.").sentence(ANSWER, "price")
                : Says.english().sentence("Acme Bakeries opened three stores in Leeds.", "stores");
        return Scripted.said(
                (asked.schemaName().equals("mail") ? says.subject("Your stores in Leeds", "stores") : says).json());
    }

    private static SequenceRunner runner(WritingDesk desk, ChatModel model, Action action) {
        Llm llm = desk.llm(model);
        return desk.runner(TWO)
                .composer(LlmComposer.builder(llm, lead -> List.of(STORES))
                        .attributes("company_name")
                        .build())
                .classifier(LlmClassifier.of(llm), "company_name")
                .replies(
                        ReplyPolicy.careful().on(Intent.NEED_MORE_INFO, action),
                        LlmResponder.builder(llm).facts(List.of(PRICE)).build())
                .build();
    }

    private static void isTheAnswer(WritingDesk desk) {
        Email first = desk.sent.get(0);
        Email answer = desk.last();
        assertThat(answer.to().value()).isEqualTo("jane@company.example");
        assertThat(answer.subject()).isEqualTo("Re: " + first.subject());
        assertThat(answer.references()).containsExactly(first.messageId(), "m0@x.example");
        assertThat(answer.text())
                .contains("Hi Jane,\n\nThank you for your reply. " + ANSWER + "\n\nBest regards\nAnn Host");
    }

    private static List<String> stops(SequenceRunner runner) {
        return runner.enrollments().of("jane").stream()
                .filter(e -> e.sequenceId().equals("two"))
                .flatMap(e -> e.stops().stream())
                .map(s -> s.reason().name())
                .toList();
    }

    @Test
    void aReplyIsUnderstoodDraftedApprovedAndAnsweredInItsThread() {
        WritingDesk desk = new WritingDesk();
        SequenceRunner runner = runner(desk, new Scripted(LoopTest::works), Action.DRAFT);
        runner.enroll(JANE, "two");
        runner.runOnce();
        assertThat(desk.last().subject()).isEqualTo("Your stores in Leeds");
        assertThat(desk.last().text())
                .startsWith("Hi Jane,\n\nAcme Bakeries opened three stores in Leeds.\n\nBest regards\nAnn Host");
        desk.clock.advance(Duration.ofHours(3));
        desk.replies("Jane Doe <jane@company.example>", REPLY);
        assertThat(runner.runOnce().problems()).isEmpty();

        assertThat(stops(runner)).containsExactly("REPLIED");
        List<WaitingReply> waiting = runner.replies().waiting(10);
        assertThat(waiting).hasSize(1);
        assertThat(waiting.get(0).analysis().orElseThrow().intent()).isEqualTo(Intent.NEED_MORE_INFO);
        Draft draft = waiting.get(0).draft().orElseThrow();
        assertThat(draft.text()).contains(ANSWER);
        assertThat(desk.sent).hasSize(1);

        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        runner.runOnce();
        assertThat(desk.sent).hasSize(2);
        isTheAnswer(desk);
        assertThat(runner.replies().waiting(10)).isEmpty();
        desk.clock.advance(Duration.ofDays(9));
        runner.runOnce();
        assertThat(desk.sent).hasSize(2);
    }

    @Test
    void allowedToItAnswersByItself() {
        WritingDesk desk = new WritingDesk();
        SequenceRunner runner = runner(desk, new Scripted(LoopTest::works), Action.AUTOMATIC);
        runner.enroll(JANE, "two");
        runner.runOnce();
        desk.replies("jane@company.example", REPLY);
        runner.runOnce();
        runner.runOnce();
        assertThat(desk.sent).hasSize(2);
        isTheAnswer(desk);
        assertThat(desk.last().headers()).containsEntry("Auto-Submitted", "auto-replied");
    }

    private enum Fault {
        NONE,
        DOWN,
        LATE,
        REFUSED,
        FILTERED,
        CUT_OFF,
        NO_JSON,
        WRONG_FORM,
        INVENTS,
        EMPTY,
        KEY,
        BUG
    }

    /** Of the form that was asked for, so that only the guards refuse it. */
    private static String invents(ChatRequest asked) {
        Says says = Says.english().sentence("See evil.example, it is free.", "price");
        return (asked.schemaName().equals("mail") ? says.subject("Stores in Leeds", "stores") : says).json();
    }

    /** One that fails at random, half of the time. */
    private static ChatResponse fails(ChatRequest asked, SplittableRandom random, Map<Fault, Integer> seen) {
        Fault fault = random.nextBoolean() ? Fault.NONE : Fault.values()[random.nextInt(Fault.values().length)];
        seen.merge(fault, 1, Integer::sum);
        return switch (fault) {
            case NONE -> works(asked);
            case DOWN -> throw new RetryableException("overloaded");
            case LATE -> throw RetryableException.after("a limit", Duration.ofMinutes(3));
            case REFUSED -> Scripted.ended(ChatResponse.End.REFUSED, "");
            case FILTERED -> Scripted.ended(ChatResponse.End.FILTERED, "");
            case CUT_OFF -> Scripted.ended(ChatResponse.End.LENGTH, "{\"sen");
            case NO_JSON -> Scripted.said("I cannot do that.");
            case WRONG_FORM -> Scripted.said("{\"sentences\":\"" + ANSWER + "\"}");
            case INVENTS -> Scripted.said(invents(asked));
            case EMPTY -> Scripted.said("");
            case KEY -> throw new CredentialsException("the key was refused");
            case BUG -> throw new IllegalStateException("a bug");
        };
    }

    @Test
    void aModelThatFailsAtRandomStopsNothingAndAnswersNothingTwice() {
        Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
        int answered = 0;
        int people = 0;
        for (int seed = 1; seed <= 300; seed++) {
            WritingDesk desk = new WritingDesk();
            SplittableRandom random = new SplittableRandom(seed);
            SequenceRunner runner = runner(desk, new Scripted(r -> fails(r, random, faults)), Action.AUTOMATIC);
            runner.enroll(JANE, "two");
            for (int i = 0; desk.sent.isEmpty() && i < 200; i++) {
                runner.runOnce();
                desk.clock.advance(Duration.ofMinutes(10));
            }
            assertThat(desk.sent).as("seed " + seed).hasSize(1);
            desk.replies("jane@company.example", REPLY);
            runner.runOnce();
            assertThat(stops(runner)).as("seed " + seed).containsExactly("REPLIED"); // at once, whatever the model does
            for (int i = 0; i < 40; i++) {
                desk.clock.advance(i < 25 ? Duration.ofMinutes(6) : Duration.ofHours(8));
                runner.runOnce();
            }

            List<String> texts = desk.sent.stream().map(Email::text).toList();
            assertThat(texts).as("seed " + seed).hasSizeLessThanOrEqualTo(2).noneMatch(t -> t.contains("evil"));
            assertThat(runner.enrollments().of("jane"))
                    .as("seed " + seed)
                    .noneMatch(e -> e.status() == Enrollment.Status.ACTIVE);
            boolean isAnswered = texts.size() == 2;
            answered += isAnswered ? 1 : 0;
            Inbound reply = runner.enrollments().received("jane", 10).get(0);
            assertThat(reply.attention())
                    .as("seed " + seed)
                    .isEqualTo(isAnswered ? Inbound.Attention.ANSWERED : Inbound.Attention.WAITING);
            if (isAnswered) {
                isTheAnswer(desk);
            } else {
                people++;
            }
            assertThat(runner.events().after("", 1_000).events())
                    .as("seed " + seed)
                    .filteredOn(e -> e.type().equals(Event.REPLY_ANALYSED))
                    .hasSize(1); // nothing is left undecided
        }
        assertThat(faults.keySet()).containsExactlyInAnyOrderElementsOf(Arrays.asList(Fault.values()));
        assertThat(answered).isGreaterThan(50);
        assertThat(people).isGreaterThan(50);
    }
}
