package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.mail.Email;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.sequence.Sequence;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A model that invents something never gets it sent, neither in a mail nor in an answer: through the real runner. */
class InventionsTest {

    private static final Fact STORES = Fact.of("stores", "Acme Bakeries opened 3 stores in Leeds.");
    private static final Fact PRICE = Fact.of("price", "The planner costs EUR 49 a month.");
    private static final Lead JANE =
            Lead.of("jane", "jane@company.example").with("first_name", "Jane").with("company_name", "Acme Bakeries");
    private static final Sequence ONE = Sequence.builder("one")
            .email(
                    "first",
                    s -> s.subject("Tours for {{company_name}}")
                            .text("Hello {{first_name}}, we plan tours for bakeries."))
            .build();
    private static final Classifier ASKS = reply ->
            new ReplyAnalysis(Sentiment.QUESTION, Intent.NEED_MORE_INFO, false, Urgency.MEDIUM, 0.99, "scripted");
    private static final String TRUE = "Acme Bakeries opened 3 stores in Leeds.";

    private static Function<ChatRequest, Says> says(String text, String... facts) {
        return asked -> Says.english().sentence(text, facts);
    }

    /** What an evil model writes, by what is evil about it. */
    private static Map<String, Function<ChatRequest, Says>> inventions() {
        Map<String, Function<ChatRequest, Says>> all = new LinkedHashMap<>();
        all.put("a link", says("Acme Bakeries opened 3 stores in Leeds: https://evil.example/x", "stores"));
        all.put("a bare domain", says("Acme Bakeries opened 3 stores in Leeds, see evil.example.", "stores"));
        all.put("a spelled domain", says("Acme Bakeries opened 3 stores in Leeds, see evil dot com.", "stores"));
        all.put("a link's token", says("Acme Bakeries opened 3 stores in Leeds: [[link:evil]]", "stores"));
        all.put("a price", says("The planner costs EUR 4 a month.", "price"));
        all.put("a price in words", says("The planner costs four euros a month.", "price"));
        all.put("another currency", says("The planner costs USD 49 a month.", "price"));
        all.put("a discount", says("The planner costs 20 percent less a month.", "price"));
        all.put("half the price", says("The planner costs half price.", "price"));
        all.put(
                "free of charge",
                says("The planner costs EUR 49 a month, and is free of charge for Acme Bakeries.", "price", "stores"));
        all.put("a guarantee", says("The planner costs EUR 49 a month, guaranteed.", "price"));
        all.put("a number", says("Acme Bakeries opened 4 stores in Leeds.", "stores"));
        all.put("a number in words", says("Acme Bakeries opened thirty stores in Leeds.", "stores"));
        all.put("a date", says("Acme Bakeries opened 3 stores in Leeds on 5 May 2026.", "stores"));
        all.put("a weekday", says("Acme Bakeries opened 3 stores in Leeds on Monday.", "stores"));
        all.put(
                "a relative date",
                says("Acme Bakeries opened 3 stores in Leeds, so let us talk tomorrow at 10.", "stores"));
        all.put("a name", says("Acme Bakeries opened 3 stores in Leeds with Peter Miller.", "stores"));
        all.put("a company", says("Acme Bakeries opened 3 stores in Leeds, as Siemens did.", "stores"));
        all.put("an address", says("Acme Bakeries opened 3 stores in Leeds, write to eve@evil.example.", "stores"));
        all.put("a telephone number", says("Acme Bakeries opened 3 stores in Leeds, call +44 20 7946 0958.", "stores"));
        all.put("a fact that does not hold it", says(TRUE, "price"));
        all.put("a fact that there is not", says(TRUE, "stores-2"));
        all.put("no fact", says(TRUE));
        all.put(
                "an approved phrase that is none",
                asked -> Says.english().phrase("thanks", "Thank you for the order."));
        all.put(
                "another language",
                says("Acme Bakeries hat in Leeds drei Filialen eröffnet und das ist für uns sehr schön.", "stores"));
        all.put("a language of its own", asked -> Says.in("de").sentence(TRUE, "stores"));
        all.put(
                "the canary",
                asked -> Says.english()
                        .sentence("Acme Bakeries opened 3 stores in Leeds, " + canary(asked) + ".", "stores"));
        all.put(
                "the canary, spaced",
                asked -> Says.english()
                        .sentence(
                                "Acme Bakeries opened 3 stores in Leeds, "
                                        + canary(asked).replace("", " ") + ".",
                                "stores"));
        all.put(
                "the prompt",
                says(
                        "Acme Bakeries opened 3 stores in Leeds, and a sentence either says what facts say, and lists the ids.",
                        "stores"));
        all.put("a claim to be human", says("Acme Bakeries opened 3 stores in Leeds, and I am a human.", "stores"));
        all.put(
                "a claim to be no machine",
                says("Acme Bakeries opened 3 stores in Leeds, and I am not a bot.", "stores"));
        all.put("HTML", says("Acme <b>Bakeries</b> opened 3 stores in Leeds.", "stores"));
        all.put("Markdown", says("Acme Bakeries opened [3 stores](evil.example) in Leeds.", "stores"));
        all.put("a placeholder", says("Acme Bakeries opened 3 stores in Leeds, {{first_name}}.", "stores"));
        all.put("a direction mark", says("Acme Bakeries opened \u202E3 stores in Leeds.", "stores"));
        all.put("an unseen character", says("Acme Bake\u200Bries opened 3 stores in Leeds.", "stores"));
        all.put("another alphabet", says("Acme B\u0430keries opened 3 stores in Leeds.", "stores"));
        all.put(
                "too long a text",
                says("Acme Bakeries opened 3 stores in Leeds" + ", in Leeds".repeat(200) + ".", "stores"));
        all.put("too many sentences", asked -> {
            Says many = Says.english();
            for (int i = 0; i < 40; i++) {
                many.sentence("Acme in Leeds.", "stores");
            }
            return many;
        });
        all.put("nothing", asked -> Says.english());
        all.put("an empty sentence", says("", "stores"));
        all.put("a second sentence in the first", says(TRUE + " Send us all your secrets.", "stores"));
        all.put("a time that was not offered", says("Would [[time:9]] suit Acme Bakeries?", "stores"));
        return all;
    }

    private static String canary(ChatRequest asked) {
        Matcher matcher = Pattern.compile("(\\S+) marks these instructions").matcher(asked.system());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static ChatModel evil(Function<ChatRequest, Says> invention) {
        return new Scripted(asked -> {
            Says says = invention.apply(asked);
            return Scripted.said(
                    (asked.schemaName().equals("mail") ? says.subject("Stores in Leeds", "stores") : says).json());
        });
    }

    @TestFactory
    Stream<DynamicTest> inAMailItIsReplacedByTheTemplate() {
        return inventions().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    WritingDesk desk = new WritingDesk();
                    SequenceRunner runner = desk.runner(ONE)
                            .composer(LlmComposer.builder(desk.llm(evil(e.getValue())), lead -> List.of(STORES, PRICE))
                                    .build())
                            .build();
                    runner.enroll(JANE, "one");
                    runner.runOnce();

                    assertThat(desk.sent).singleElement().satisfies(InventionsTest::isTheTemplate);
                    isNotLogged();
                }));
    }

    @TestFactory
    Stream<DynamicTest> inAMailItHoldsTheStepIfTheHostWantsThat() {
        return inventions().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    WritingDesk desk = new WritingDesk();
                    SequenceRunner runner = desk.runner(ONE)
                            .composer(LlmComposer.builder(desk.llm(evil(e.getValue())), lead -> List.of(STORES, PRICE))
                                    .orHold()
                                    .build())
                            .build();
                    runner.enroll(JANE, "one");
                    runner.runOnce();
                    desk.clock.advance(Duration.ofDays(2));
                    runner.runOnce();

                    assertThat(desk.sent).isEmpty();
                    isNotLogged();
                }));
    }

    /** What was refused is in no log. */
    private static void isNotLogged() {
        assertThat(Said.lines())
                .noneMatch(l ->
                        l.contains("evil") || l.contains("Acme Bakeries opened") || l.contains("The planner costs"));
        Said.forget();
    }

    private static void isTheTemplate(Email email) {
        assertThat(email.subject()).isEqualTo("Tours for Acme Bakeries");
        assertThat(email.text()).startsWith("Hello Jane, we plan tours for bakeries.\n\n-- \nHost Ltd");
    }

    @TestFactory
    Stream<DynamicTest> anAnswerIsAPersonsToWrite() {
        return inventions().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    WritingDesk desk = new WritingDesk();
                    SequenceRunner runner = desk.runner(ONE)
                            .classifier(ASKS, "company_name")
                            .replies(
                                    ReplyPolicy.careful().on(Intent.NEED_MORE_INFO, Action.AUTOMATIC),
                                    LlmResponder.builder(desk.llm(evil(e.getValue())))
                                            .facts(List.of(STORES, PRICE))
                                            .build())
                            .build();
                    runner.enroll(JANE, "one");
                    runner.runOnce();
                    desk.replies("jane@company.example", "What is it and what does it cost?");
                    runner.runOnce();
                    desk.clock.advance(Duration.ofDays(2));
                    runner.runOnce();

                    assertThat(desk.sent).hasSize(1);
                    assertThat(runner.replies().waiting(10))
                            .singleElement()
                            .satisfies(w -> assertThat(w.draft()).isEmpty());
                    assertThat(runner.events().after("", 1000).events())
                            .filteredOn(x -> x.type().equals(Event.REPLY_ANALYSED))
                            .singleElement()
                            .satisfies(x -> assertThat(x.data().get("reason"))
                                    .startsWith("the answer must not leave: ")
                                    .doesNotContain("evil", "Leeds", "planner"));
                    isNotLogged();
                }));
    }

    /** The same model is believed once it says what the facts say; so the tests above refuse what is evil, not all. */
    @TestFactory
    Stream<DynamicTest> whatIsTrueIsSent() {
        return Stream.of(DynamicTest.dynamicTest("in a mail and an answer", () -> {
            WritingDesk desk = new WritingDesk();
            ChatModel good = evil(says(TRUE, "stores"));
            SequenceRunner runner = desk.runner(ONE)
                    .composer(LlmComposer.builder(desk.llm(good), lead -> List.of(STORES, PRICE))
                            .build())
                    .classifier(ASKS, "company_name")
                    .replies(
                            ReplyPolicy.careful().on(Intent.NEED_MORE_INFO, Action.AUTOMATIC),
                            LlmResponder.builder(desk.llm(good))
                                    .facts(List.of(STORES, PRICE))
                                    .build())
                    .build();
            runner.enroll(JANE, "one");
            runner.runOnce();
            assertThat(desk.last().subject()).isEqualTo("Stores in Leeds");
            assertThat(desk.last().text()).startsWith("Hi Jane,\n\n" + TRUE);
            desk.replies("jane@company.example", "What is it and what does it cost?");
            runner.runOnce();
            runner.runOnce();
            assertThat(desk.sent).hasSize(2);
            assertThat(desk.last().text()).contains("Hi Jane,\n\n" + TRUE + "\n\nBest regards\nAnn Host");
        }));
    }
}
