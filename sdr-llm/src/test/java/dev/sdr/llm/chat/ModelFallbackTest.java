package dev.sdr.llm.chat;

import static dev.sdr.llm.chat.Asked.ANSWER;
import static dev.sdr.llm.chat.Asked.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.Said;
import dev.sdr.llm.chat.ChatResponse.End;
import dev.sdr.testkit.ModelFault;
import dev.sdr.testkit.ModelQuestion;
import dev.sdr.testkit.ModelServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said in another way when a server refuses it: at most two calls, and once for each model object. */
class ModelFallbackTest {

    private final ModelServer server = ModelServer.start(Asked.CLOCK);

    @BeforeEach
    void everyQuestionHasAnAnswer() {
        server.answers(question -> ANSWER);
        Said.forget();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private JsonNode body(int number) {
        return server.questions().get(number).body();
    }

    @Test
    void theOtherNameOfTheLimitOfTokensIsTriedOnceAndRemembered() {
        OpenAiModel model =
                Asked.openAi(server.refuses("max_completion_tokens")).build();

        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);

        assertThat(server.calls()).isEqualTo(3);
        assertThat(body(1).path("max_tokens").asInt()).isEqualTo(800);
        assertThat(body(1).has("max_completion_tokens")).isFalse();
        assertThat(body(2).has("max_completion_tokens")).isFalse();
        assertThat(Said.lines())
                .filteredOn(line -> line.startsWith("WARN"))
                .singleElement()
                .asString()
                .contains("unsupported_parameter");
    }

    @Test
    void aReasoningModelGetsTheNewNameInPlaceOfTheOld() {
        OpenAiModel model = Asked.openAi(server.refuses("max_tokens"))
                .tokenLimit(TokenLimit.MAX_TOKENS)
                .build();
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(body(1).has("max_completion_tokens")).isTrue();
    }

    @Test
    void aServerThatTakesNeitherNameIsTheConfigurations() {
        OpenAiModel model = Asked.openAi(server.refuses("max_tokens", "max_completion_tokens"))
                .build();
        assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(ConfigurationException.class);
        assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(ConfigurationException.class);
        assertThat(server.calls()).isEqualTo(3);
    }

    @Test
    void aTemperatureThatIsRefusedIsLeftOutFromThenOn() {
        OpenAiModel model =
                Asked.openAi(server.refuses("temperature")).temperature(0).build();
        String before = model.fingerprint();

        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);

        assertThat(server.calls()).isEqualTo(3);
        assertThat(body(0).path("temperature").asDouble(9)).isZero();
        assertThat(body(1).has("temperature")).isFalse();
        assertThat(body(2).has("temperature")).isFalse();
        assertThat(model.fingerprint()).isEqualTo(before);
    }

    @Test
    void aSchemaThatIsRefusedBecomesAToolThatHasToBeCalled() {
        OpenAiModel model = Asked.openAi(server.refuses("json_schema")).build();

        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);

        JsonNode tool = body(1);
        assertThat(tool.path("tool_choice").path("function").path("name").asText())
                .isEqualTo("reply_analysis");
        assertThat(server.lastQuestion().schema()).contains(QUESTION.schema());
        assertThat(tool.has("response_format")).isFalse();
        assertThat(server.lastQuestion().system()).isEqualTo(QUESTION.system());
    }

    @Test
    void theWholeLadderIsGoneDownOverSeveralQuestionsWithTwoCallsEach() {
        OpenAiModel model = Asked.openAi(server.refuses("json_schema", "tools", "json_object"))
                .build();

        assertThat(catchThrowable(() -> model.ask(QUESTION)))
                .isInstanceOfSatisfying(
                        RetryableException.class,
                        e -> assertThat(e.retryAfter()).contains(Duration.ZERO));
        assertThat(server.calls()).isEqualTo(2);
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(server.calls()).isEqualTo(4);
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(server.calls()).isEqualTo(5);

        assertThat(body(2).path("response_format").path("type").asText()).isEqualTo("json_object");
        assertThat(body(3).has("response_format")).isFalse();
        assertThat(body(3).has("tools")).isFalse();
        assertThat(server.lastQuestion().system())
                .startsWith(QUESTION.system())
                .contains("JSON")
                .contains(QUESTION.schema().toString());
    }

    @Test
    void aServerWithJsonModeOnlyIsToldTheSchemaInWords() {
        OpenAiModel model = Asked.openAi(server.refuses("json_schema", "tools"))
                .form(AnswerForm.JSON_OBJECT)
                .build();
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(server.calls()).isEqualTo(1);
        assertThat(server.lastQuestion().system()).contains(QUESTION.schema().toString());
    }

    /** Words of other servers, as they were met. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"This response_format type is unavailable now\",\"type\":\"invalid_request_error\"}}",
                "{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}",
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"response_format\"]}]}}",
                "{\"detail\":[{\"loc\":[\"body\",\"response_format\",\"json_schema\"],\"msg\":\"Extra inputs\"}]}",
                "[{\"error\":{\"code\":400,\"message\":\"Unknown name response_format\",\"status\":\"INVALID_ARGUMENT\"}}]",
            })
    void aRefusedFormIsKnownByTheWordsOfManyServers(String body) {
        try (BareServer bare = BareServer.start(400, body)) {
            OpenAiModel model = OpenAiModel.builder(bare.url(), "some-model").build();
            assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(RetryableException.class);
            assertThat(bare.calls()).isEqualTo(2);
        }
        assertThat(Said.lines()).filteredOn(line -> line.contains("TOOL")).hasSize(1);
        assertThat(Said.lines()).noneMatch(line -> line.contains("response_format")); // nothing of the server's words
    }

    @Test
    void theOtherTokenNameIsKnownByTheWordsOfManyServers() {
        for (String body : List.of(
                "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"max_completion_tokens\"]}]}",
                "{\"error\":{\"message\":\"Unrecognized request argument supplied: max_completion_tokens\"}}")) {
            try (BareServer bare = BareServer.start(422, body)) {
                OpenAiModel model =
                        OpenAiModel.builder(bare.url(), "some-model").build();
                assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(ConfigurationException.class);
                assertThat(bare.calls()).isEqualTo(2);
            }
        }
    }

    @Test
    void whatIsNotAboutTheFormIsAskedOnce() {
        for (String body : List.of(
                "{\"error\":{\"message\":\"max_completion_tokens is too large: 800\",\"param\":\"max_completion_tokens\"}}",
                "{\"error\":{\"message\":\"unsupported tools\",\"param\":\"messages\"}}",
                "{\"error\":{\"message\":\"bad request\"}}",
                "")) {
            try (BareServer bare = BareServer.start(400, body)) {
                OpenAiModel model =
                        OpenAiModel.builder(bare.url(), "some-model").build();
                assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(ConfigurationException.class);
                assertThat(bare.calls()).isEqualTo(1);
            }
        }
    }

    @Test
    void whatBreaksOffAnAnswerIsNotSaidToHaveCostNothing() {
        String body =
                "{\"choices\":[{\"error\":{\"code\":429,\"message\":\"slow down\"},\"message\":{\"content\":\"{\"}}]}";
        try (BareServer bare = BareServer.start(200, body, Map.of("retry-after", "3"))) {
            OpenAiModel model = OpenAiModel.builder(bare.url(), "some-model").build();
            assertThat(catchThrowable(() -> model.ask(QUESTION)))
                    .isInstanceOfSatisfying(
                            RetryableException.class,
                            e -> assertThat(e.retryAfter()).isEmpty())
                    .hasMessageContaining("error 429");
        }
    }

    @Test
    void noEndpointForWhatIsAskedIsARefusedFormAndNoModelIsNot() {
        String none =
                "{\"error\":{\"message\":\"No endpoints found that can handle the requested parameters.\",\"code\":404}}";
        try (BareServer bare = BareServer.start(404, none)) {
            OpenAiModel model = OpenAiModel.builder(bare.url(), "some-model").build();
            assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(RetryableException.class);
        }
        String model = "{\"error\":{\"message\":\"The model my-tools does not exist\",\"code\":\"model_not_found\"}}";
        try (BareServer bare = BareServer.start(404, model)) {
            OpenAiModel other = OpenAiModel.builder(bare.url(), "my-tools").build();
            assertThat(catchThrowable(() -> other.ask(QUESTION))).isInstanceOf(ConfigurationException.class);
            assertThat(bare.calls()).isEqualTo(1);
        }
    }

    /** Whether it is asked for once more is for whoever holds the budget to say. */
    @Test
    void aMissThatTheServerReportsIsAnEmptyAnswerThatIsPaid() {
        server.fault(ModelFault.JSON_VALIDATE_FAILED);
        ChatResponse answer = Asked.openAi(server).build().ask(QUESTION);

        assertThat(answer.end()).isEqualTo(End.COMPLETE);
        assertThat(answer.text()).isEmpty();
        assertThat(server.calls()).isEqualTo(1);
        assertThat(answer.usage().estimated()).isTrue();
        assertThat(answer.usage().prompt()).isGreaterThan(15);
        assertThat(answer.usage().completion()).isEqualTo(8);
    }

    @Test
    void ofManyThreadsEachMakesTwoCallsAtMost() {
        OpenAiModel model = Asked.openAi(server.refuses("json_schema")).build();

        List<CompletableFuture<String>> all = IntStream.range(0, 20)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> model.ask(QUESTION).text()))
                .toList();

        assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo(ANSWER));
        assertThat(server.calls()).isBetween(21, 40);
        assertThat(Said.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }

    @Test
    void anthropicsSchemaBecomesAToolAndThenWords() {
        AnthropicModel tool = Asked.anthropic(server.refuses("output_config")).build();
        assertThat(tool.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(body(1).path("tool_choice").path("name").asText()).isEqualTo("reply_analysis");
        assertThat(server.lastQuestion().schema()).contains(QUESTION.schema());

        server.refuses("tools");
        assertThat(tool.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(server.calls()).isEqualTo(4);
        assertThat(Said.lines()).filteredOn(line -> line.contains("PROMPT")).hasSize(1);
        ModelQuestion words = server.lastQuestion();
        assertThat(words.system()).contains(QUESTION.schema().toString());
        assertThat(words.body().has("tools")).isFalse();
        assertThat(words.body().has("output_config")).isFalse();
    }

    @Test
    void anthropicsTemperatureIsLeftOutToo() {
        AnthropicModel model =
                Asked.anthropic(server.refuses("temperature")).temperature(0.5).build();
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(body(0).path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body(1).has("temperature")).isFalse();
    }
}
