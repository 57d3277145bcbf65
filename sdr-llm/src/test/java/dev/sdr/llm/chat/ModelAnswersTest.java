package dev.sdr.llm.chat;

import static dev.sdr.llm.chat.Asked.ANSWER;
import static dev.sdr.llm.chat.Asked.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.llm.chat.Asked.Format;
import dev.sdr.llm.chat.ChatResponse.End;
import dev.sdr.testkit.ModelFault;
import dev.sdr.testkit.ModelQuestion;
import dev.sdr.testkit.ModelServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of answers that are not as they should be. */
class ModelAnswersTest {

    private final ModelServer server = ModelServer.start(Asked.CLOCK);

    @AfterEach
    void close() {
        server.close();
    }

    private ChatResponse ask(Format format, ModelFault fault) {
        ChatResponse answer = format.model(server.answer(ANSWER).fault(fault)).ask(QUESTION);
        assertThat(server.calls()).isEqualTo(1);
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_AI, FENCED",
        "OPEN_AI, THINKING",
        "OPEN_AI, TALKATIVE",
        "OPEN_AI, PARTS",
        "OPEN_AI, REASONING",
        "OPEN_AI, NO_USAGE",
        "ANTHROPIC, FENCED",
        "ANTHROPIC, THINKING",
        "ANTHROPIC, TALKATIVE",
        "ANTHROPIC, PARTS",
        "ANTHROPIC, NO_USAGE",
    })
    void theObjectIsFoundInWhateverIsAroundIt(Format format, ModelFault fault) {
        ChatResponse answer = ask(format, fault);
        assertThat(answer.end()).isEqualTo(End.COMPLETE);
        assertThat(answer.text()).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_AI, REFUSAL, REFUSED",
        "OPEN_AI, UNKNOWN_END, REFUSED",
        "OPEN_AI, LENGTH_EMPTY, LENGTH",
        "OPEN_AI, LENGTH_HALF, LENGTH",
        "OPEN_AI, FILTERED_ANSWER, FILTERED",
        "OPEN_AI, FILTERED_QUESTION, FILTERED",
        "ANTHROPIC, REFUSAL, REFUSED",
        "ANTHROPIC, UNKNOWN_END, REFUSED",
        "ANTHROPIC, LENGTH_EMPTY, LENGTH",
        "ANTHROPIC, LENGTH_HALF, LENGTH",
        "ANTHROPIC, FILTERED_ANSWER, REFUSED",
    })
    void anAnswerThatDidNotEndByItselfHasNoTextToUse(Format format, ModelFault fault, End end) {
        ChatResponse answer = ask(format, fault);
        assertThat(answer.end()).isEqualTo(end);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.usage().prompt()).isPositive();
        assertThat(answer.requestId()).isEqualTo("req_1");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void noContentIsAnEmptyText(Format format) {
        ChatResponse answer = ask(format, ModelFault.EMPTY);
        assertThat(answer.end()).isEqualTo(End.COMPLETE);
        assertThat(answer.text()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void halfAnObjectIsNotRepaired(Format format) {
        ChatResponse answer = ask(format, ModelFault.INVALID_JSON);
        assertThat(answer.end()).isEqualTo(End.COMPLETE);
        assertThat(ANSWER).startsWith(answer.text());
        assertThat(answer.text()).hasSizeLessThan(ANSWER.length());
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void theFormIsLeftToWhoeverAsked(Format format) {
        assertThat(ask(format, ModelFault.WRONG_ENUM).text()).contains("none_of_them");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void tokensThatAreNotToldAreEstimatedAtFourCharacters(Format format) {
        ChatResponse answer = ask(format, ModelFault.NO_USAGE);
        int asked = (QUESTION.system() + QUESTION.user() + QUESTION.schema()).length();
        assertThat(answer.usage()).isEqualTo(new TokenUsage((asked + 3) / 4, 0, (ANSWER.length() + 3) / 4, true));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aToolsArgumentsAreTheAnswer(Format format) {
        server.answer(ANSWER);
        ChatModel model = format == Format.OPEN_AI
                ? Asked.openAi(server).form(AnswerForm.TOOL).build()
                : Asked.anthropic(server).form(AnswerForm.TOOL).build();
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(server.calls()).isEqualTo(1);
        assertThat(server.lastQuestion().body().has("tools")).isTrue();
    }

    private static ChatResponse read(String body) {
        return read(body, AnswerForm.JSON_SCHEMA);
    }

    /** What a body says, as it came over the wire. */
    private static ChatResponse read(String body, AnswerForm form) {
        try (BareServer bare = BareServer.start(200, body)) {
            return OpenAiModel.builder(bare.url(), "some-model")
                    .form(form)
                    .build()
                    .ask(QUESTION);
        }
    }

    @Test
    void fieldsThatNobodyKnowsAndMissingOnesDoNoHarm() {
        assertThat(read("{\"choices\":[{\"message\":{\"content\":\"{}\"}}]}").text())
                .isEqualTo("{}");
        assertThat(
                        read("{\"choices\":[{\"finish_reason\":null,\"message\":{\"content\":[\"{\",\"}\"],\"x\":[1]}}],\"y\":{}}")
                                .text())
                .isEqualTo("{}");
        assertThat(
                        read("{\"error\":null,\"choices\":[{\"finish_reason\":\"STOP\",\"message\":{\"content\":{\"a\":1}}}]}")
                                .text())
                .isEqualTo("{\"a\":1}");
        assertThat(read(
                                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"\",\"function\":{\"arguments\":{\"a\":1}}}]}}]}",
                                AnswerForm.TOOL)
                        .text())
                .isEqualTo("{\"a\":1}");
        assertThat(read(
                                "{\"choices\":[{\"message\":{\"content\":\"{\\\"a\\\":1}\",\"tool_calls\":null}}]}",
                                AnswerForm.TOOL)
                        .text())
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void aRefusalInAPartIsARefusal() {
        ChatResponse answer = read("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":"
                + "[{\"type\":\"refusal\",\"refusal\":\"No.\"},{\"type\":\"text\",\"text\":\"{}\"}]}}]}");
        assertThat(answer.end()).isEqualTo(End.REFUSED);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void endsThatServersInventAreKnown() {
        for (String reason : List.of("length", "max_tokens", "MAX_TOKENS", "model_length")) {
            assertThat(read("{\"choices\":[{\"finish_reason\":\"" + reason + "\",\"message\":{\"content\":\"{}\"}}]}")
                            .end())
                    .isEqualTo(End.LENGTH);
        }
        for (String reason : List.of("content_filter", "content_filter: PROHIBITED_CONTENT", "SAFETY")) {
            assertThat(read("{\"choices\":[{\"finish_reason\":\"" + reason + "\",\"message\":{\"content\":\"{}\"}}]}")
                            .end())
                    .isEqualTo(End.FILTERED);
        }
    }

    @Test
    void tokensAreBelievedAsFarAsTheyMakeSense() {
        String answer = "{\"choices\":[{\"message\":{\"content\":\"{}\"}}],\"usage\":";
        assertThat(read(answer + "{\"prompt_tokens\":100,\"completion_tokens\":7,\"prompt_tokens_details\":"
                                + "{\"cached_tokens\":64}}}")
                        .usage())
                .isEqualTo(new TokenUsage(100, 64, 7, false));
        assertThat(read(answer + "{\"prompt_tokens\":100,\"completion_tokens\":7,\"prompt_cache_hit_tokens\":900}}")
                        .usage())
                .isEqualTo(new TokenUsage(100, 100, 7, false));
        assertThat(read(answer + "{\"prompt_tokens\":9000000000,\"completion_tokens\":7}}")
                        .usage())
                .isEqualTo(new TokenUsage(Integer.MAX_VALUE, 0, 7, false));
        for (String nonsense : List.of(
                "{\"prompt_tokens\":-5,\"completion_tokens\":7}",
                "{\"prompt_tokens\":0,\"completion_tokens\":0}",
                "{\"total_tokens\":9}",
                "null",
                "[]")) {
            assertThat(read(answer + nonsense + "}").usage().estimated()).isTrue();
        }
    }

    @Test
    void anthropicsCacheIsPartOfTheQuestion() {
        try (BareServer bare = BareServer.start(
                200,
                "{\"content\":[{\"type\":\"text\",\"text\":\"{}\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":10,"
                        + "\"cache_read_input_tokens\":40,\"cache_creation_input_tokens\":50,\"output_tokens\":7}}")) {
            AnthropicModel model =
                    AnthropicModel.builder(bare.url(), "some-model").build();
            assertThat(model.ask(QUESTION).usage()).isEqualTo(new TokenUsage(100, 40, 7, false));
        }
    }

    @Test
    void onlyAnthropicsTextIsText() {
        try (BareServer bare = BareServer.start(
                200,
                "{\"content\":[{\"type\":\"thinking\",\"text\":\"{\\\"no\\\":1}\"},{\"type\":\"text\",\"text\":\"{}\"}],"
                        + "\"stop_reason\":\"stop_sequence\"}")) {
            AnthropicModel model =
                    AnthropicModel.builder(bare.url(), "some-model").build();
            assertThat(model.ask(QUESTION).text()).isEqualTo("{}");
        }
    }

    @Test
    void whatIsAskedComesAsTheFormatWantsIt() {
        ChatModel model = Asked.anthropic(server.answer(ANSWER)).build();
        ChatResponse answer = model.ask(QUESTION);

        assertThat(answer.text()).isEqualTo(ANSWER);
        assertThat(answer.usage()).isEqualTo(new TokenUsage(15, 0, 12, false));
        ModelQuestion asked = server.lastQuestion();
        assertThat(asked.headers())
                .containsEntry("x-api-key", ModelServer.KEY)
                .containsEntry("anthropic-version", "2023-06-01")
                .doesNotContainKey("Authorization");
        assertThat(asked.body().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("model", "messages", "max_tokens", "system", "output_config");
        assertThat(asked.schema()).contains(QUESTION.schema());
        assertThat(asked.system()).isEqualTo(QUESTION.system());
        assertThat(asked.user()).isEqualTo(QUESTION.user());
        assertThat(asked.maxTokens()).isEqualTo(800);
    }
}
