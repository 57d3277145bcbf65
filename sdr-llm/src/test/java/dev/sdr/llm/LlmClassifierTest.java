package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.llm.chat.ChatResponse.End;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules decide what they are sure of; the model makes the rest clearer or stricter, or a person looks. */
@Timeout(60)
class LlmClassifierTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final String UNKNOWN = "Blue is a fine colour for a Tuesday.";
    private static final String MIXED_NO = "No thanks, but it sounds great and I would like to know more?";
    private static final String MIXED_YES = "Interesting, but no budget this year. Sounds good though.";

    private final VirtualClock clock = new VirtualClock(NOON);
    private final InMemorySequenceStore store = Questions.storeWith("jane");
    private Function<ChatRequest, ChatResponse> answers = r -> Scripted.said(said(json -> {}));
    private final Scripted model = new Scripted(r -> answers.apply(r));
    private LlmClassifier classifier = classifier(Budget.none());

    private LlmClassifier classifier(Budget budget) {
        return LlmClassifier.of(
                Llm.builder(store, model).budget(budget).clock(clock).build());
    }

    private static String said(Consumer<ObjectNode> change) {
        ObjectNode json = LeadMemory.object();
        json.putArray("evidence").add("a fine colour");
        json.put("sentiment", "positive")
                .put("intent", "interested")
                .put("requires_human", false)
                .put("urgency", "high")
                .putNull("refer_to")
                .put("confidence", 0.8)
                .put("reason", "They like it.");
        change.accept(json);
        return json.toString();
    }

    private void says(Consumer<ObjectNode> change) {
        answers = r -> Scripted.said(said(change));
    }

    private void says(String intent, String quote) {
        says(json -> {
            json.put("intent", intent);
            json.putArray("evidence").add(quote);
        });
    }

    private static ReplyContext reply(String text) {
        return new ReplyContext(
                "jane",
                Optional.of("spring"),
                text,
                "Re: Hello",
                NOON,
                Optional.of(new ReplyContext.Turn(
                        true, NOON, "Hello", "Our offer. Stop it: https://us.example/u/SECRET-TOKEN")),
                Map.of("company_name", "Company\nLtd"),
                List.of(),
                Optional.of("en"));
    }

    private ReplyAnalysis classify(String text) {
        return classifier.classify(reply(text));
    }

    @Test
    void whatTheRulesAreSureOfNeedsNoCall() {
        assertThat(classify("Sounds good, let's talk on Tuesday.").intent()).isEqualTo(Intent.READY_TO_MEET);
        assertThat(classify("Please take me off your list.").intent()).isEqualTo(Intent.UNSUBSCRIBE);
        assertThat(classify("\u200B\u200B").requiresHuman()).isFalse();
        assertThat(model.asked).isEmpty();
        assertThat(classifier.share()).isEqualTo(new LlmClassifier.Share(3, 3, 0, 0, 0, 0));
        assertThat(classifier.share().saved()).isEqualTo(1.0);
    }

    @Test
    void whereTheRulesGuessTheModelIsBelieved() {
        ReplyAnalysis analysis = classify(UNKNOWN);
        assertThat(analysis)
                .isEqualTo(new ReplyAnalysis(
                        Sentiment.POSITIVE,
                        Intent.INTERESTED,
                        false,
                        Urgency.HIGH,
                        0.8,
                        "interested: \"a fine colour\" (model: They like it.)"));
        classify(UNKNOWN);
        assertThat(classifier.share()).isEqualTo(new LlmClassifier.Share(2, 0, 1, 1, 0, 0));
        assertThat(classifier.share().saved()).isEqualTo(0.5);
    }

    @Test
    void theModelIsShownWhatItMaySeeAndNoLinkOfOurs() {
        classify(UNKNOWN);
        ChatRequest request = model.asked.get(0);
        assertThat(request.user())
                .contains("begin: the reply\n" + UNKNOWN)
                .contains("begin: the subject of the reply\nRe: Hello")
                .contains("company_name: Company Ltd")
                .contains("Stop it: [link]")
                .doesNotContain("SECRET");
        assertThat(request.system()).startsWith("You read one reply").doesNotContain("{{");
        assertThat(classifier.version())
                .startsWith("scripted classify-1@")
                .endsWith(" over " + new RuleBasedClassifier().version());
    }

    @Test
    void anOptOutThatOnlyTheModelSeesIsBelievedIfItIsThere() {
        says("unsubscribe", "Blue is a fine colour");
        assertThat(classify(UNKNOWN).intent()).isEqualTo(Intent.UNSUBSCRIBE);
        says("unsubscribe", "No thanks");
        assertThat(classify(MIXED_NO).intent()).isEqualTo(Intent.UNSUBSCRIBE);
        says("unsubscribe", "leave me alone");
        ReplyAnalysis invented = classify(UNKNOWN + " Again.");
        assertThat(invented.intent()).isEqualTo(Intent.NOT_INTERESTED);
        assertThat(invented.requiresHuman()).isTrue();
    }

    @Test
    void quotesAreFoundWhateverTheirCaseBlanksAndMarks() {
        for (String quote :
                List.of("BLUE is a\n  fine", "\"blue is a fine\"", "…fine colour for a tuesday.", "Re: hello")) {
            says("interested", quote);
            assertThat(classify(UNKNOWN + " " + quote.length()).requiresHuman())
                    .as(quote)
                    .isFalse();
        }
        for (String quote : List.of("", " ", "…", "a", "fine blue", "Our offer", "company_name: Company")) {
            says("interested", quote);
            ReplyAnalysis analysis = classify(UNKNOWN + quote.length());
            assertThat(analysis.requiresHuman()).as(quote).isTrue();
            assertThat(analysis.reason()).contains("words that are not in the reply");
        }
        says(json -> json.putArray("evidence"));
        assertThat(classify("Green is a fine colour.").reason()).contains("names no words");
    }

    @Test
    void rulesThatSayNoAreNotOverruled() {
        for (String warm : List.of("interested", "ready_to_meet", "need_more_info", "referral", "other")) {
            says(json -> {
                json.put("intent", warm);
                json.putArray("evidence").add("sounds great");
                json.put("reason", warm);
            });
            ReplyAnalysis analysis = classify(MIXED_NO + warm);
            assertThat(analysis.requiresHuman()).as(warm).isTrue();
            assertThat(analysis.intent()).as(warm).isEqualTo(Intent.NOT_INTERESTED);
            assertThat(analysis.reason()).contains("disagree");
        }
        says("not_interested", "No thanks");
        assertThat(classify(MIXED_NO).requiresHuman()).isFalse();
    }

    @Test
    void aNoOfTheModelWhereTheRulesSawAYesGoesToAPerson() {
        says("not_interested", "no budget this year");
        ReplyAnalysis analysis = classify(MIXED_YES);
        assertThat(analysis.intent()).isEqualTo(Intent.NOT_INTERESTED);
        assertThat(analysis.requiresHuman()).isTrue();
        says("interested", "Sounds good");
        assertThat(classify(MIXED_YES + " Really.").requiresHuman()).isFalse();
    }

    @Test
    void aPersonLooksIfEitherWantsIt() {
        says(json -> json.put("requires_human", true));
        assertThat(classify(UNKNOWN).requiresHuman()).isTrue();
        says("referral", "will be in touch");
        assertThat(classify("Our lawyer will be in touch.").requiresHuman()).isTrue();
        says("interested", "a fine colour");
        classifier = LlmClassifier.builder(
                        Llm.builder(store, model).clock(clock).build())
                .alwaysAsk()
                .build();
        assertThat(classify("It is a fine colour, I am very interested. Our lawyer sends his regards.")
                        .requiresHuman())
                .isTrue();
    }

    @Test
    void aModelThatIsNotSureOrNotInRangeIsNotBelieved() {
        says(json -> json.put("confidence", 0.59));
        assertThat(classify(UNKNOWN).reason()).contains("not sure (0.59)");
        says(json -> json.put("confidence", 1.01));
        assertThat(classify(UNKNOWN + " x").reason()).contains("confidence is not in 0 to 1");
        assertThat(classify(UNKNOWN + " x").requiresHuman()).isTrue();
    }

    @Test
    void refusalsAndNonsenseGoToAPersonWithTheRulesReading() {
        answers = r -> Scripted.ended(End.REFUSED, "");
        ReplyAnalysis refused = classify(MIXED_YES);
        assertThat(refused.intent()).isEqualTo(Intent.INTERESTED);
        assertThat(refused.confidence()).isEqualTo(0.7);
        assertThat(refused.requiresHuman()).isTrue();
        answers = r -> Scripted.said("{\"intent\":\"interested\"}");
        assertThat(classify(UNKNOWN).requiresHuman()).isTrue();
        assertThat(classifier.share().toPeople()).isEqualTo(2);
    }

    @Test
    void whatIsUrgentByTheRulesStaysSo() {
        classifier = LlmClassifier.builder(
                        Llm.builder(store, model).clock(clock).build())
                .alwaysAsk()
                .build();
        says(json -> {
            json.put("intent", "ready_to_meet").put("urgency", "low");
            json.putArray("evidence").add("let's talk tomorrow");
        });
        ReplyAnalysis analysis = classify("Sounds good, let's talk tomorrow.");
        assertThat(model.asked).hasSize(1);
        assertThat(analysis.intent()).isEqualTo(Intent.READY_TO_MEET);
        assertThat(analysis.urgency()).isEqualTo(Urgency.HIGH);
    }

    @Test
    void theRulesReadWhatAReaderSees() {
        for (String text : List.of("u\u200Bn\u2060sub\u00ADscribe me please", "\uFF35nsub\uFF53cribe me")) {
            assertThat(classify(text).intent()).as(text).isEqualTo(Intent.UNSUBSCRIBE);
        }
        assertThat(model.asked).isEmpty();
    }

    @Test
    void aLongReplyIsNeverDecidedByTheModelAlone() {
        says("interested", "a fine colour");
        assertThat(classify(UNKNOWN + " pad".repeat(3_000)).requiresHuman()).isTrue();
    }

    @Test
    void datesComeFromTheTextAndNamesLiterally() {
        says("out_of_office", "until 9 April");
        assertThat(classify("Gone fishing until 9 April 2026.").returnDate()).contains(LocalDate.parse("2026-04-09"));

        Consumer<ObjectNode> refers = json -> {
            json.put("intent", "referral");
            json.putArray("evidence").add("Ask Bob Miller");
        };
        for (String name : List.of("Bob Miller", "bob@company.example")) {
            says(refers.andThen(json -> json.put("refer_to", name)));
            assertThat(classify("Ask Bob Miller (bob@company.example). " + name).referTo())
                    .isPresent();
        }
        for (String name : List.of("Bob Mill", "Miller Bob", "ob Miller", "x@evil.example")) {
            says(refers.andThen(json -> json.put("refer_to", name)));
            assertThat(classify("Ask Bob Miller. " + name.length()).referTo())
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void aSpentBudgetLeavesTheRulesReadingAndAPersonWhereTheyAreUnsure() {
        classifier = classifier(Budget.none().callsPerDay(0));
        ReplyAnalysis unsure = classify(MIXED_YES);
        assertThat(unsure.requiresHuman()).isTrue();
        assertThat(unsure.intent()).isEqualTo(Intent.INTERESTED);
        assertThat(unsure.reason()).contains("the budget of 0 calls for each day is spent");

        classifier = LlmClassifier.builder(Llm.builder(store, model)
                        .budget(Budget.none().callsPerDay(0))
                        .clock(clock)
                        .build())
                .alwaysAsk()
                .build();
        assertThat(classify("Sounds good, let's talk on Tuesday.").requiresHuman())
                .isFalse();
        assertThat(classifier.share().overBudget()).isEqualTo(1);
        assertThat(model.asked).isEmpty();
    }

    @Test
    void aModelThatCannotAnswerNowIsAskedAgainUntilPatienceEnds() {
        answers = r -> {
            throw RetryableException.after("overloaded", Duration.ofMinutes(1));
        };
        for (int minute = 0; minute < 60; minute += 2) {
            assertThatThrownBy(() -> classify(UNKNOWN)).isInstanceOf(RetryableException.class);
            clock.advance(Duration.ofMinutes(2));
        }
        ReplyAnalysis given = classify(UNKNOWN);
        assertThat(given.requiresHuman()).isTrue();
        assertThat(given.reason()).contains("the model could not be asked");
    }

    @Test
    void theSecondTimeoutIsTheLast() {
        answers = r -> {
            throw new RetryableException("timed out");
        };
        assertThatThrownBy(() -> classify(UNKNOWN)).hasMessage("timed out");
        assertThatThrownBy(() -> classify(UNKNOWN + " Another.")).hasMessage("timed out");
        assertThat(classify(UNKNOWN).requiresHuman()).isTrue();
        assertThat(model.asked).hasSize(3);
    }

    @Test
    void aRefusedKeyIsToldUntilPatienceEnds() {
        for (RuntimeException refusal :
                List.of(new CredentialsException("the key is refused"), new ConfigurationException("no such model"))) {
            answers = r -> {
                throw refusal;
            };
            assertThatThrownBy(() -> classify(UNKNOWN)).isSameAs(refusal);
            assertThatThrownBy(() -> classify(UNKNOWN)).isSameAs(refusal);
        }
        clock.advance(Duration.ofHours(1));
        assertThat(classify(UNKNOWN).requiresHuman()).isTrue();
    }

    @Test
    void whateverTheModelSaysARefusalOfTheRulesIsNeverMadeWarmer() {
        RuleBasedClassifier rules = new RuleBasedClassifier();
        classifier = LlmClassifier.builder(
                        Llm.builder(store, model).clock(clock).build())
                .alwaysAsk()
                .build();
        int cold = 0;
        for (String text : List.of(
                "Not interested.",
                "No thanks.",
                MIXED_NO,
                "Wrong person, but what is it about?",
                "Great. When can we talk? We already use something else.",
                "I am no longer with the company.",
                "Please take me off.",
                "We already use something else, thanks.")) {
            ReplyAnalysis byRules = rules.classify(reply(text));
            assertThat(byRules.intent()).as(text).isNotIn(Intent.INTERESTED, Intent.READY_TO_MEET);
            assertThat(byRules.confidence()).as(text).isGreaterThan(0.3);
            for (Intent intent : Intent.values()) {
                says(json -> {
                    json.put("intent", intent.name().toLowerCase(Locale.ROOT));
                    json.putArray("evidence").add(text);
                    json.put("confidence", 1.0);
                    json.put("reason", intent.name());
                });
                ReplyAnalysis merged = classifier.classify(reply(text + " " + cold));
                boolean answerable = !merged.requiresHuman()
                        && List.of(Intent.INTERESTED, Intent.READY_TO_MEET, Intent.NEED_MORE_INFO, Intent.REFERRAL)
                                .contains(merged.intent());
                assertThat(answerable).as(text + " " + intent).isFalse();
                cold++;
            }
        }
        assertThat(cold).isEqualTo(8 * Intent.values().length);
    }
}
