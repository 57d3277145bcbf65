package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.chat.Asked;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.ModelFault;
import dev.sdr.testkit.ModelServer;
import dev.sdr.testkit.VirtualClock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory and budget with both wire formats, over HTTP: what a server's answers and faults cost. */
@Timeout(60)
class LlmOverHttpTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-27");
    private static final Question QUESTION = new Question(
            Questions.PROMPT,
            "jane",
            Optional.of("spring"),
            Map.of("tone", "plain"),
            List.of(new Data("the mail", "Hello")),
            "reply_analysis",
            Asked.QUESTION.schema(),
            800);

    private final VirtualClock clock = new VirtualClock(Asked.CLOCK.instant());
    private final ModelServer server = ModelServer.start(Asked.CLOCK);
    private final InMemorySequenceStore store = Questions.storeWith("jane");

    @AfterEach
    void close() {
        server.close();
    }

    private Llm llm(Asked.Format format) {
        return Llm.builder(store, format.model(server))
                .budget(Budget.none().callsPerDay(10))
                .clock(clock)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void aRestartAfterAnAnswerWasStoredDoesNotPayAgain(Asked.Format format) {
        server.answer(Asked.ANSWER);
        Answered paid = llm(format).ask(QUESTION);
        Answered remembered = llm(format).ask(QUESTION);

        assertThat(paid.kind()).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(remembered).isEqualTo(paid.again());
        assertThat(server.calls()).isEqualTo(1);
        Spending.Total day = llm(format).spending().day(DAY);
        assertThat(day.calls()).isEqualTo(1);
        assertThat(day.promptTokens()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void aLimitOfTheProvidersCostsNothingAndDefersEverybody(Asked.Format format) {
        server.answer(Asked.ANSWER).fault(ModelFault.RATE_LIMITED_SECONDS);
        Llm llm = llm(format);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> llm.ask(QUESTION))
                    .isInstanceOfSatisfying(
                            RetryableException.class,
                            e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(20)));
        }
        assertThat(server.calls()).isEqualTo(1);
        assertThat(llm.spending().day(DAY).calls()).isZero();
        clock.advance(Duration.ofSeconds(20));
        assertThat(llm.ask(QUESTION).kind()).isEqualTo(Answered.Kind.ANSWERED);
    }

    /** The provider has worked, and is paid, for each. */
    @Test
    void aMissThatTheServerReportsTakesAPlaceForItself() {
        server.answer(Asked.ANSWER).fault(ModelFault.JSON_VALIDATE_FAILED);
        Llm llm = llm(Asked.Format.OPEN_AI);
        assertThat(llm.ask(QUESTION).kind()).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(server.calls()).isEqualTo(2);
        assertThat(llm.spending().day(DAY).calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenConnectionCountsAndARefusedKeyDoesNot(Asked.Format format) {
        server.answer(Asked.ANSWER).fault(ModelFault.RESET, ModelFault.SERVER_ERROR, ModelFault.BAD_KEY);
        Llm llm = llm(format);
        assertThatThrownBy(() -> llm.ask(QUESTION)).isInstanceOf(RetryableException.class);
        assertThatThrownBy(() -> llm.ask(QUESTION)).isInstanceOf(RetryableException.class);
        assertThatThrownBy(() -> llm.ask(QUESTION)).isInstanceOf(CredentialsException.class);
        assertThat(llm.spending().day(DAY).calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void badAnswersAreNoAnswersAndCutOffOnesAreAskedForOnceMore(Asked.Format format) {
        for (ModelFault fault :
                List.of(ModelFault.REFUSAL, ModelFault.INVALID_JSON, ModelFault.WRONG_ENUM, ModelFault.EXTRA_FIELDS)) {
            server.answer(Asked.ANSWER).fault(fault);
            Question question = new Question(
                    QUESTION.prompt(),
                    "jane",
                    Optional.empty(),
                    Map.of("tone", fault.name()),
                    QUESTION.data(),
                    QUESTION.schemaName(),
                    QUESTION.schema(),
                    800);
            Answered answered = llm(format).ask(question);
            assertThat(answered.json()).as(fault.name()).isEmpty();
            assertThat(answered.kind())
                    .as(fault.name())
                    .isEqualTo(fault == ModelFault.REFUSAL ? Answered.Kind.REFUSED : Answered.Kind.INVALID);
        }
        int before = server.calls();
        server.answer(Asked.ANSWER).fault(ModelFault.LENGTH_EMPTY);
        assertThat(llm(format).ask(QUESTION).kind()).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(server.calls() - before).isEqualTo(2);
    }
}
