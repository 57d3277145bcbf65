package dev.sdr.llm.chat;

import static dev.sdr.llm.chat.Asked.ANSWER;
import static dev.sdr.llm.chat.Asked.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import dev.sdr.llm.Said;
import dev.sdr.llm.chat.Asked.Format;
import dev.sdr.testkit.ModelFault;
import dev.sdr.testkit.ModelServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each error means, in both formats, and how often it is asked about. */
class ModelErrorsTest {

    private final ModelServer server = ModelServer.start(Asked.CLOCK);

    @AfterEach
    void close() {
        server.close();
    }

    private Throwable thrown(Format format, ModelFault fault) {
        Throwable thrown = catchThrowable(
                () -> format.model(server.answer(ANSWER).fault(fault)).ask(QUESTION));
        assertThat(server.calls()).isEqualTo(1);
        return thrown;
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_AI, RATE_LIMITED, PT5S, 429 requests rate_limit_exceeded",
        "OPEN_AI, RATE_LIMITED_SECONDS, PT20S, 429 requests rate_limit_exceeded",
        "OPEN_AI, RATE_LIMITED_MILLIS, PT1.5S, 429 requests rate_limit_exceeded",
        "OPEN_AI, RATE_LIMITED_DATE, PT30S, 429 requests rate_limit_exceeded",
        "OPEN_AI, RATE_LIMITED_DURATION, PT6M, 429 requests rate_limit_exceeded",
        "OPEN_AI, RATE_LIMITED_EPOCH, PT40S, 429 requests rate_limit_exceeded",
        "OPEN_AI, ARRAY_ERROR, PT34S, HTTP 429 429",
        "OPEN_AI, UNAVAILABLE, PT0S, HTTP 503 overloaded_error",
        "OPEN_AI, OVERLOADED, PT5S, HTTP 529 overloaded_error",
        "OPEN_AI, ERROR_IN_BODY, PT5S, HTTP 200 with error 503",
        "ANTHROPIC, RATE_LIMITED, PT5S, HTTP 429 rate_limit_error",
        "ANTHROPIC, RATE_LIMITED_SECONDS, PT20S, HTTP 429 rate_limit_error",
        "ANTHROPIC, RATE_LIMITED_RFC3339, PT50S, HTTP 429 rate_limit_error",
        "ANTHROPIC, UNAVAILABLE, PT0S, HTTP 503 overloaded_error",
        "ANTHROPIC, OVERLOADED, PT5S, HTTP 529 overloaded_error",
        "ANTHROPIC, ERROR_IN_BODY, PT5S, HTTP 200 with error 529 overloaded_error",
    })
    void aRefusalBeforeAnyWorkSaysWhenToComeBackAndHasCostNothing(
            Format format, ModelFault fault, Duration wait, String words) {
        assertThat(thrown(format, fault))
                .isInstanceOfSatisfying(
                        RetryableException.class,
                        e -> assertThat(e.retryAfter()).contains(wait))
                .hasMessageContaining(words)
                .hasMessageContaining("request req_1");
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_AI, SERVER_ERROR, HTTP 500 server_error",
        "OPEN_AI, HTML_ERROR, HTTP 502",
        "OPEN_AI, HTML_PAGE, HTTP 200",
        "OPEN_AI, REQUEST_TIMEOUT, HTTP 408",
        "OPEN_AI, CONFLICT, HTTP 409",
        "OPEN_AI, GATEWAY_TIMEOUT, HTTP 504",
        "OPEN_AI, ERROR_IN_CHOICE, HTTP 200 with error 502",
        "ANTHROPIC, SERVER_ERROR, HTTP 500 server_error",
        "ANTHROPIC, HTML_ERROR, HTTP 502",
        "ANTHROPIC, HTML_PAGE, HTTP 200",
        "ANTHROPIC, GATEWAY_TIMEOUT, HTTP 504",
    })
    void whatMayHaveBeenWorkedOnIsNotSaidToHaveCostNothing(Format format, ModelFault fault, String words) {
        assertThat(thrown(format, fault))
                .isInstanceOfSatisfying(
                        RetryableException.class,
                        e -> assertThat(e.retryAfter()).isEmpty())
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_AI, INSUFFICIENT_QUOTA, HTTP 429 insufficient_quota",
        "OPEN_AI, NO_CREDIT, HTTP 402 billing_error 402",
        "OPEN_AI, BAD_KEY, HTTP 401 authentication_error invalid_api_key",
        "OPEN_AI, FORBIDDEN, HTTP 403 permission_error",
        "ANTHROPIC, INSUFFICIENT_QUOTA, HTTP 400 invalid_request_error",
        "ANTHROPIC, NO_CREDIT, HTTP 402 billing_error",
        "ANTHROPIC, BAD_KEY, HTTP 401 authentication_error",
        "ANTHROPIC, FORBIDDEN, HTTP 403 permission_error",
    })
    void whatOnlyAPersonCanMendIsNotTriedAgain(Format format, ModelFault fault, String words) {
        assertThat(thrown(format, fault))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_AI, MODEL_NOT_FOUND, model_not_found, no such model",
        "OPEN_AI, CONTEXT_LENGTH, context_length_exceeded, too long",
        "OPEN_AI, TOO_LARGE, HTTP 413, too long",
        "OPEN_AI, SERVER_ERROR_FOR_GOOD, HTTP 500, does not help",
        "OPEN_AI, REDIRECT, HTTP 307, another address",
        "ANTHROPIC, MODEL_NOT_FOUND, not_found_error, no such model",
        "ANTHROPIC, CONTEXT_LENGTH, invalid_request_error, too long",
        "ANTHROPIC, TOO_LARGE, HTTP 413, too long",
        "ANTHROPIC, SERVER_ERROR_FOR_GOOD, HTTP 500, does not help",
        "ANTHROPIC, REDIRECT, HTTP 307, another address",
    })
    void whatCanNeverBeTakenIsTheConfigurations(Format format, ModelFault fault, String code, String words) {
        assertThat(thrown(format, fault))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(code)
                .hasMessageContaining(words);
        assertThat(server.redirected()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aModelThatTheServerDoesNotHaveIsTheConfigurations(Format format) {
        server.models("another-model").answer(ANSWER);
        assertThat(catchThrowable(() -> format.model(server).ask(QUESTION)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("some-model");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aQuestionThatIsTooLongIsToldApartFromAFormThatIsRefused(Format format) {
        server.context(100).answer(ANSWER);
        assertThat(catchThrowable(() -> format.model(server).ask(QUESTION)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("too long");
        assertThat(server.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void afterAnErrorTheNextQuestionIsAnswered(Format format) {
        ChatModel model = format.model(server.answer(ANSWER).fault(ModelFault.RATE_LIMITED, ModelFault.RESET));

        assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(RetryableException.class);
        assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(RetryableException.class);
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
    }

    @Test
    void otherServersWordsForTheSameAreKnown() {
        assertThat(of(403, "{\"error\":{\"code\":403,\"metadata\":{\"reasons\":[\"x\"],\"flagged_input\":\"y\"}}}"))
                .isEqualTo("FILTERED");
        assertThat(of(
                        400,
                        "[{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\"}}]"))
                .isEqualTo("CredentialsException");
        assertThat(of(400, "{\"error\":\"prompt is longer than the maximum context length\"}"))
                .isEqualTo("ConfigurationException");
        for (String code :
                List.of("content_filter", "content_policy_violation", "invalid_prompt", "data_inspection_failed")) {
            assertThat(of(400, "{\"error\":{\"code\":\"" + code + "\"}}")).isEqualTo("FILTERED");
        }
        assertThat(of(403, "{\"error\":\"Content violates usage guidelines.\"}"))
                .isEqualTo("FILTERED");
        assertThat(of(400, "{\"error\":{\"message\":\"Content Exists Risk\"}}")).isEqualTo("FILTERED");
        assertThat(of(401, "{\"error\":{\"message\":\"Content Exists Risk\"}}")).isEqualTo("CredentialsException");
        assertThat(of(403, "{\"error\":{\"code\":\"billing_not_active\"}}")).isEqualTo("CredentialsException");
        assertThat(of(200, "{\"error\":\"the model has crashed\"}")).isEqualTo("RetryableException");
        assertThat(of(200, "{\"error\":{\"type\":\"insufficient_quota\"}}")).isEqualTo("CredentialsException");
        assertThat(of(200, "{}")).isEqualTo("RetryableException");
        assertThat(of(200, "[]")).isEqualTo("RetryableException");
        assertThat(of(200, "{\"choices\":[]}")).isEqualTo("RetryableException");
        assertThat(of(405, "{}")).isEqualTo("ConfigurationException");
    }

    @Test
    void anEmptyPurseIsToldApartFromAWrongKey() {
        try (BareServer bare = BareServer.start(402, "{\"error\":{\"code\":402}}")) {
            OpenAiModel model = OpenAiModel.builder(bare.url(), "some-model").build();
            assertThat(catchThrowable(() -> model.ask(QUESTION))).hasMessageContaining("no money");
        }
    }

    @Test
    void aCodeIsEnoughToKnowThatAQuestionIsTooLong() {
        String body = "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"response_format\"}}";
        try (BareServer bare = BareServer.start(400, body)) {
            OpenAiModel model = OpenAiModel.builder(bare.url(), "some-model").build();
            assertThat(catchThrowable(() -> model.ask(QUESTION))).hasMessageContaining("too long");
            assertThat(bare.calls()).isEqualTo(1);
        }
    }

    @Test
    void theRequestsNameIsFoundUnderWhateverHeaderItComes() {
        for (String header : List.of("x-request-id", "request-id", "apim-request-id")) {
            HttpAnswer answer =
                    new HttpAnswer(500, name -> name.equals(header) ? " req-7 " : null, Asked.json("{}"), Set.of());
            assertThat(ProviderError.in(answer).orElseThrow().shown()).isEqualTo("HTTP 500, request req-7");
        }
    }

    private static String of(int status, String body) {
        try (BareServer bare = BareServer.start(status, body)) {
            OpenAiModel model = OpenAiModel.builder(bare.url(), "some-model").build();
            ChatResponse[] answer = new ChatResponse[1];
            Throwable thrown = catchThrowable(() -> answer[0] = model.ask(QUESTION));
            assertThat(bare.calls()).isEqualTo(1);
            return thrown == null ? answer[0].end().name() : thrown.getClass().getSimpleName();
        }
    }

    /** Whatever it is, it is one of the three kinds, and neither question nor key is in it, in a log, or in a name. */
    @ParameterizedTest
    @EnumSource(ModelFault.class)
    void neitherQuestionNorKeyIsSaidToAnyone(ModelFault fault) {
        Said.forget();
        for (Format format : Format.values()) {
            server.answer(ANSWER, ANSWER).fault(fault);
            ChatModel model = quick(format);
            @Nullable
            Throwable thrown =
                    catchThrowable(() -> assertThat(model.ask(QUESTION)).isNotNull());

            String said = Said.by(thrown == null ? new IllegalStateException() : thrown)
                    + model
                    + model.fingerprint()
                    + QUESTION
                    + Said.lines();
            assertThat(said)
                    .contains("some-model")
                    .doesNotContainIgnoringCase("secret")
                    .doesNotContain(Asked.PRIVATE)
                    .doesNotContain("evidence")
                    .doesNotContain("quoted");
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(SdrException.class);
            }
        }
    }

    private ChatModel quick(Format format) {
        Duration short_ = Duration.ofMillis(300);
        return format == Format.OPEN_AI
                ? Asked.openAi(server).readTimeout(short_).build()
                : Asked.anthropic(server).readTimeout(short_).build();
    }

    @Test
    void aKeyThatIsSaidBackWhereACodeBelongsIsNotShown() {
        HttpAnswer answer = new HttpAnswer(
                401,
                name -> name.equals("x-request-id") ? ModelServer.KEY : null,
                Asked.json(
                        "{\"error\":{\"type\":\"" + ModelServer.KEY + "\",\"code\":\"no_" + ModelServer.KEY + "\"}}"),
                Set.of(ModelServer.KEY));
        assertThat(ProviderError.in(answer).orElseThrow().shown()).isEqualTo("HTTP 401");
        assertThat(answer.shown(ModelServer.KEY.substring(4, 15))).isEmpty();
        assertThat(answer.shown("two words")).isEmpty();
        assertThat(answer.shown("x".repeat(81))).isEmpty();
        assertThat(answer.shown("429")).isEqualTo("429");
    }
}
