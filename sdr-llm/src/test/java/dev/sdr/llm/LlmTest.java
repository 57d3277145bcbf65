package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse.End;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One question at a time: remembered, in its form, deferred when the provider wants it. */
@Timeout(60)
class LlmTest {

    private static final String OK = "{\"answer\":\"yes\"}";

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T12:00:00Z"));
    private final InMemorySequenceStore store = Questions.storeWith("jane", "tom");

    private Optional<Duration> wait = Optional.empty();

    private Llm llm(ChatModel model) {
        return llm(model, Budget.none());
    }

    private Llm llm(ChatModel model, Budget budget) {
        return Llm.builder(store, model).budget(budget).clock(clock).build();
    }

    private static String answer(Answered answered) {
        return answered.json().map(j -> j.path("answer").asText()).orElse(answered.reason());
    }

    @Test
    void aQuestionIsAskedOnceAlsoAfterARestart() {
        Scripted model = Scripted.saying(OK);
        Llm llm = llm(model);
        Answered first = llm.ask(Questions.about("jane", "Hello"));
        Answered again = llm.ask(Questions.about("jane", "Hello"));
        Answered afterRestart = llm(model).ask(Questions.about("jane", "Hello"));

        assertThat(answer(first)).isEqualTo("yes");
        assertThat(first.remembered()).isFalse();
        assertThat(again).isEqualTo(first.again());
        assertThat(afterRestart).isEqualTo(first.again());
        assertThat(model.asked).hasSize(1);
        assertThat(first.version()).isEqualTo("scripted " + Questions.PROMPT.id());
    }

    @Test
    void whateverTheAnswerDependsOnMakesAnotherQuestion() {
        Scripted model = Scripted.saying(OK);
        Llm llm = llm(model);
        llm.ask(Questions.about("jane", "Hello"));
        llm.ask(Questions.about("jane", "Hello you"));
        llm.ask(Questions.about("tom", "Hello"));
        llm.ask(Questions.about("jane", "Hello", Map.of("tone", "warm")));
        llm.ask(Questions.about("jane", "Hello", Map.of("tone", "plain", "step", "2")));
        assertThat(model.asked).hasSize(5);
    }

    @Test
    void aLeadThatIsNotInTheStoreIsRememberedInThisProcessOnly() {
        Scripted model = Scripted.saying(OK);
        Llm llm = llm(model);
        llm.ask(Questions.about("stranger", "Hello"));
        llm.ask(Questions.about("stranger", "Hello"));
        llm.ask(Questions.about("", "Hello"));
        llm.ask(Questions.about("", "Hello"));
        assertThat(model.asked).hasSize(2);
        assertThat(Questions.records(store, LeadMemory.KIND)).isEmpty();
        assertThat(llm.spending().day(LocalDate.parse("2026-03-02")).calls()).isEqualTo(2);
    }

    @Test
    void onlyTheLastFiftyAnswersOfALeadAreKept() {
        Scripted model = Scripted.saying(OK);
        for (int i = 0; i < 52; i++) {
            llm(model).ask(Questions.about("jane", "Hello " + i));
        }
        llm(model).ask(Questions.about("jane", "Hello 2"));
        assertThat(model.asked).hasSize(52);
        llm(model).ask(Questions.about("jane", "Hello 1"));
        assertThat(model.asked).hasSize(53);
    }

    @Test
    void anAnswerThatWasCutOffIsAskedForOnceMore() {
        Scripted model = new Scripted(r -> r.maxTokens() > 100 ? Scripted.said(OK) : Scripted.ended(End.LENGTH, ""));
        assertThat(answer(llm(model).ask(Questions.about("jane", "Hello")))).isEqualTo("yes");
        assertThat(model.asked).extracting(ChatRequest::maxTokens).containsExactly(100, 300);
        assertThat(llm(model).spending().lead("jane").calls()).isEqualTo(2);

        Scripted endless = new Scripted(r -> Scripted.ended(End.LENGTH, "{\"answer\":"));
        Answered never = llm(endless).ask(Questions.about("tom", "Hello"));
        assertThat(never.kind()).isEqualTo(Answered.Kind.INVALID);
        assertThat(endless.asked).hasSize(2);
    }

    @Test
    void anEmptyAnswerIsAskedForOnceMoreInAPlaceOfItsOwn() {
        Scripted empty = Scripted.saying("");
        assertThat(llm(empty).ask(Questions.about("jane", "Hello")).kind()).isEqualTo(Answered.Kind.INVALID);
        assertThat(empty.asked).extracting(ChatRequest::maxTokens).containsExactly(100, 100);
        assertThat(llm(empty).spending().lead("jane").calls()).isEqualTo(2);

        Scripted one = Scripted.saying("");
        Llm spent = llm(one, Budget.none().callsPerLead(1));
        assertThat(spent.ask(Questions.about("tom", "Hello")).kind()).isEqualTo(Answered.Kind.OVER_BUDGET);
        assertThat(one.asked).hasSize(1);
    }

    @Test
    void whatIsNotInTheFormIsInvalidAndNothingIsMended() {
        List<String> wrong = List.of(
                "",
                "yes",
                "[]",
                "{}",
                "{\"answer\":1}",
                "{\"answer\":\"perhaps\"}",
                "{\"answer\":\"yes\",\"more\":1}",
                "{\"answer\":\"yes\"} and more",
                "{\"answer\":\"no\",\"answer\":\"yes\"}",
                "{\"answer\":\"ye");
        for (String text : wrong) {
            Answered answered = llm(Scripted.saying(text)).ask(Questions.about("jane", text));
            assertThat(answered.kind()).as(text).isEqualTo(Answered.Kind.INVALID);
            assertThat(answered.reason()).as(text).isNotEmpty();
        }
    }

    @Test
    void refusalsAreRememberedToo() {
        Scripted model = new Scripted(r -> Scripted.ended(End.FILTERED, ""));
        assertThat(llm(model).ask(Questions.about("jane", "Hello")).kind()).isEqualTo(Answered.Kind.REFUSED);
        Answered again = llm(model).ask(Questions.about("jane", "Hello"));
        assertThat(again.kind()).isEqualTo(Answered.Kind.REFUSED);
        assertThat(again.remembered()).isTrue();
        assertThat(model.asked).hasSize(1);
    }

    @Test
    void dataStandsBetweenLinesItsAuthorCouldNotKnowAndMarksNeverComeBack() {
        Scripted model = Scripted.saying(OK);
        llm(model).ask(Questions.about("jane", "Hello"));
        llm(model).ask(Questions.about("tom", "Hello there"));
        String user = model.asked.get(0).user();
        String boundary = user.substring(0, user.indexOf(' '));
        assertThat(user).isEqualTo(boundary + " begin: the mail\nHello\n" + boundary + " end");
        assertThat(boundary).matches("[0-9a-f]{16}");
        assertThat(model.asked.get(0).system()).contains(boundary).startsWith("Answer in a plain tone.");
        assertThat(model.asked.get(1).user()).doesNotContain(boundary);

        Scripted leaking = new Scripted(r -> {
            String mark = r.system().replaceAll("(?s).*- ([0-9a-f]{16}) marks.*", "$1");
            String spread = mark.replaceAll("(.)", "$1-");
            return Scripted.said("{\"answer\":\"yes\",\"note\":\"" + spread + "\"}");
        });
        Answered leaked = llm(leaking).ask(Questions.about("jane", "Hello again"));
        assertThat(leaked.reason()).isEqualTo("the answer repeats a mark of its instructions");
    }

    @Test
    void afterAPauseWasAskedForNothingIsCalledUntilItIsOver() {
        wait = Optional.of(Duration.ofMinutes(5));
        Scripted model = new Scripted(r -> {
            if (wait.isPresent()) {
                throw RetryableException.after("too many requests", wait.get());
            }
            return Scripted.said(OK);
        });
        Llm llm = llm(model);
        assertThatThrownBy(() -> llm.ask(Questions.about("jane", "Hello"))).hasMessage("too many requests");
        wait = Optional.empty();
        clock.advance(Duration.ofMinutes(3));
        assertThatThrownBy(() -> llm.ask(Questions.about("tom", "Hello")))
                .isInstanceOfSatisfying(
                        RetryableException.class,
                        e -> assertThat(e.retryAfter()).contains(Duration.ofMinutes(2)));
        assertThat(model.asked).hasSize(1);
        clock.advance(Duration.ofMinutes(2));
        assertThat(answer(llm.ask(Questions.about("tom", "Hello")))).isEqualTo("yes");

        wait = Optional.of(Duration.ofDays(3));
        assertThatThrownBy(() -> llm.ask(Questions.about("jane", "Hello"))).isInstanceOf(RetryableException.class);
        wait = Optional.empty();
        clock.advance(Duration.ofMinutes(61));
        assertThat(answer(llm.ask(Questions.about("jane", "Hello")))).isEqualTo("yes");
    }

    @Test
    void theSameQuestionOfSeveralThreadsIsOneCall() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        Scripted model = new Scripted(r -> {
            asking.countDown();
            Questions.await(others);
            return Scripted.said(OK);
        });
        Llm llm = llm(model);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Answered>> all = new ArrayList<>();
            all.add(pool.submit(() -> llm.ask(Questions.about("jane", "Hello"))));
            Questions.await(asking);
            for (int i = 0; i < 3; i++) {
                all.add(pool.submit(() -> llm.ask(Questions.about("jane", "Hello"))));
            }
            others.countDown();
            for (Future<Answered> one : all) {
                assertThat(answer(one.get())).isEqualTo("yes");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(model.asked).hasSize(1);
    }

    @Test
    void moneyNeedsPrices() {
        assertThatThrownBy(() -> Llm.builder(store, Scripted.saying(OK))
                        .budget(Budget.none().costPerDay("5"))
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("needs prices");
    }

    @Test
    void nothingOfAQuestionOrAnswerIsShownByWhatMayReachALog() {
        Question question = Questions.about("jane", "my secret");
        JsonNode json = FormCheck.read(OK).orElseThrow();
        assertThat(question.toString() + Answered.of(json, "v"))
                .doesNotContain("secret")
                .doesNotContain("yes");
    }
}
