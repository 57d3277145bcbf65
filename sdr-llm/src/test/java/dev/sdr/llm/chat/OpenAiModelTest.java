package dev.sdr.llm.chat;

import static dev.sdr.llm.chat.Asked.ANSWER;
import static dev.sdr.llm.chat.Asked.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.llm.Said;
import dev.sdr.llm.chat.ChatResponse.End;
import dev.sdr.testkit.ModelQuestion;
import dev.sdr.testkit.ModelServer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiModelTest {

    private final ModelServer server = ModelServer.start(Asked.CLOCK);

    @AfterEach
    void close() {
        server.close();
    }

    private OpenAiModel.Builder at(String path) {
        return OpenAiModel.builder(server.anthropicUrl() + path, "some-model").key(() -> ModelServer.KEY);
    }

    @Test
    void aQuestionIsAskedInTheStrictFormAndNothingElseIsSent() {
        ChatResponse answer = Asked.openAi(server.answer(ANSWER)).build().ask(QUESTION);

        assertThat(answer.end()).isEqualTo(End.COMPLETE);
        assertThat(answer.text()).isEqualTo(ANSWER);
        assertThat(answer.requestId()).isEqualTo("req_1");
        assertThat(answer.usage()).isEqualTo(new TokenUsage(15, 0, 12, false));
        JsonNode body = server.lastQuestion().body();
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("model", "messages", "max_completion_tokens", "response_format");
        assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(800);
        assertThat(body.path("response_format")
                        .path("json_schema")
                        .path("strict")
                        .asBoolean())
                .isTrue();
        assertThat(server.lastQuestion().schema()).contains(QUESTION.schema());
        assertThat(server.lastQuestion().schemaName()).isEqualTo("reply_analysis");
        assertThat(server.lastQuestion().system()).isEqualTo(QUESTION.system());
        assertThat(server.lastQuestion().user()).isEqualTo(QUESTION.user());
        assertThat(server.lastQuestion().headers())
                .containsEntry("Authorization", "Bearer " + ModelServer.KEY)
                .doesNotContainKey("Cookie");
    }

    @Test
    void whatIsConfiguredIsSent() {
        server.answer(ANSWER).knows("provider");
        Asked.openAi(server)
                .temperature(0.2)
                .reasoningEffort("low")
                .tokenLimit(TokenLimit.MAX_TOKENS)
                .extra("{\"store\":false,\"provider\":{\"require_parameters\":true}}")
                .header("HTTP-Referer", () -> "https://host.example")
                .build()
                .ask(QUESTION);

        JsonNode body = server.lastQuestion().body();
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(body.path("reasoning_effort").asText()).isEqualTo("low");
        assertThat(body.path("max_tokens").asInt()).isEqualTo(800);
        assertThat(body.has("max_completion_tokens")).isFalse();
        assertThat(body.path("store").asBoolean(true)).isFalse();
        assertThat(body.path("provider").path("require_parameters").asBoolean()).isTrue();
        assertThat(server.lastQuestion().headers()).containsEntry("http-referer", "https://host.example");
    }

    @Test
    void azuresWayIsOnlyConfiguration() {
        server.answer(ANSWER, ANSWER);
        at("/openai/deployments/dep-1?api-version=2024-10-21")
                .keyHeader("api-key")
                .build()
                .ask(QUESTION);
        ModelQuestion classic = server.lastQuestion();
        assertThat(classic.path()).isEqualTo("/openai/deployments/dep-1/chat/completions");
        assertThat(classic.headers()).containsEntry("api-key", ModelServer.KEY).doesNotContainKey("Authorization");

        at("/openai/v1/")
                .query("api-version", "v1")
                .keyHeader("api-key")
                .build()
                .ask(QUESTION);
        assertThat(server.lastQuestion().path()).isEqualTo("/openai/v1/chat/completions");
    }

    @Test
    void theQueryReachesTheServer() {
        ServerOptions options = new ServerOptions("https://x.example/p/?api-version=1&b=c", "Authorization", "");
        options.query("api-version", "2024-10-21");
        assertThat(options.url("chat/completions"))
                .hasToString("https://x.example/p/chat/completions?b=c&api-version=2024-10-21");
    }

    @Test
    void aLocalServerNeedsNoKey() {
        server.withoutKey().answer(ANSWER);
        OpenAiModel.builder(server.openAiUrl(), "some-model").build().ask(QUESTION);
        assertThat(server.lastQuestion().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void theKeyIsAskedForEachTimeAndMayHaveSpacesAroundIt() {
        AtomicInteger asked = new AtomicInteger();
        OpenAiModel model = OpenAiModel.builder(server.answer(ANSWER).openAiUrl(), "some-model")
                .key(() -> asked.incrementAndGet() == 1 ? "old" : " " + ModelServer.KEY + "\n")
                .build();
        assertThat(catchThrowable(() -> model.ask(QUESTION))).isInstanceOf(CredentialsException.class);
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aKeyThatNoHeaderCanHoldIsNeitherSentNorShown() {
        for (String bad : List.of("", "  ", "a-secret\r\nX-Evil: 1", "a-secr\u00e9t")) {
            OpenAiModel model = OpenAiModel.builder(server.openAiUrl(), "some-model")
                    .key(() -> bad)
                    .build();
            Throwable thrown = catchThrowable(() -> model.ask(QUESTION));
            assertThat(thrown).isInstanceOf(CredentialsException.class).hasMessageContaining("Authorization");
            assertThat(Said.by(thrown)).doesNotContain("a-secr");
        }
        assertThat(server.calls()).isZero();
    }

    @Test
    void theFingerprintNamesAllThatChangesAnswersAndNoSecret() {
        Set<String> seen = new HashSet<>();
        String base = at("/v1").build().fingerprint();
        assertThat(base)
                .startsWith("some-model@127.0.0.1:")
                .isEqualTo(at("/v1/").build().fingerprint());
        for (OpenAiModel.Builder one : List.of(
                at("/v1"),
                at("/v2"),
                OpenAiModel.builder(server.openAiUrl(), "other-model"),
                OpenAiModel.builder("https://api.example.com/v1", "some-model"),
                at("/v1").temperature(0),
                at("/v1").temperature(1),
                at("/v1").reasoningEffort("low"),
                at("/v1").reasoningEffort("high"),
                at("/v1").form(AnswerForm.TOOL),
                at("/v1").extra("{\"secret\":\"a-secret\"}"),
                at("/v1").query("api-version", "secret"))) {
            String fingerprint = one.build().fingerprint();
            assertThat(seen.add(fingerprint)).as(fingerprint).isTrue();
            assertThat(fingerprint).doesNotContain("secret").hasSizeLessThan(80);
        }
        assertThat(seen).contains(base);
        assertThat(at("/v1").key(() -> "another").build().fingerprint()).isEqualTo(base);
    }

    @Test
    void itsTextShowsModelAndServerAlone() {
        OpenAiModel model = at("/v1?k=secret").extra("{\"secret\":1}").build();
        assertThat(model.toString())
                .startsWith("OpenAI-compatible model some-model at 127.0.0.1:")
                .endsWith("/v1");
        assertThat(Asked.anthropic(server).build().toString()).startsWith("Anthropic model some-model at 127.0.0.1:");
    }

    @Test
    void whatNobodyCanMeanIsRefusedAtOnce() {
        for (String url :
                List.of("api.example.com", "ftp://x.example", "https://user:secret@x.example/", "https://x/#a")) {
            assertThatThrownBy(() -> OpenAiModel.builder(url, "m"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret");
        }
        OpenAiModel.Builder builder = OpenAiModel.builder("https://x.example/v1", "m");
        for (Runnable wrong : List.<Runnable>of(
                () -> OpenAiModel.builder("https://x.example", " "),
                () -> builder.temperature(Double.NaN),
                () -> builder.temperature(2.1),
                () -> builder.reasoningEffort(" "),
                () -> builder.extra("[]"),
                () -> builder.extra("{\"key\":\"a-secret"),
                () -> builder.extra("{\"messages\":[]}"),
                () -> builder.header("a b", () -> ""),
                () -> builder.header("Host", () -> ""),
                () -> builder.connectTimeout(Duration.ZERO),
                () -> builder.readTimeout(Duration.ofHours(2)),
                () -> builder.callTimeout(Duration.ofSeconds(-1)),
                () -> builder.maxResponseBytes(0),
                () -> Asked.anthropic(server).extra("{\"system\":\"\"}"),
                () -> Asked.anthropic(server).form(AnswerForm.JSON_OBJECT),
                () -> Asked.anthropic(server).temperature(1.5),
                () -> Asked.anthropic(server).version(""))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void mailGoesOverAnOpenLineOnlyWhenToldSo() {
        OpenAiModel.Builder builder = OpenAiModel.builder("http://models.internal:8000/v1", "m");
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowPlainHttp");
        assertThat(builder.allowPlainHttp().build().name()).isEqualTo("m");
        assertThat(OpenAiModel.builder("http://localhost:11434/v1", "m").build().name())
                .isEqualTo("m");
    }

    @Test
    void theServersListTellsWhenAModelGoes() {
        server.models("some-model").shutdown("old-model", "2027-01-14");

        assertThat(Asked.openAi(server).build().check()).isEqualTo(new ModelCheck(true, Optional.empty()));
        assertThat(OpenAiModel.builder(server.openAiUrl(), "old-model")
                        .key(() -> ModelServer.KEY)
                        .build()
                        .check())
                .isEqualTo(new ModelCheck(true, Optional.of(LocalDate.of(2027, 1, 14))));
        assertThat(OpenAiModel.builder(server.openAiUrl(), "none")
                        .key(() -> ModelServer.KEY)
                        .build()
                        .check())
                .isEqualTo(new ModelCheck(false, Optional.empty()));
        assertThatThrownBy(() ->
                        OpenAiModel.builder(server.openAiUrl(), "none").build().check())
                .isInstanceOf(CredentialsException.class);
    }

    @Test
    void aServerWithoutAListSaysSo() {
        try (BareServer bare = BareServer.start(404, "")) {
            assertThatThrownBy(
                            () -> OpenAiModel.builder(bare.url(), "m").build().check())
                    .isInstanceOf(ConfigurationException.class);
        }
        try (BareServer bare = BareServer.start(200, "<html>")) {
            assertThatThrownBy(
                            () -> OpenAiModel.builder(bare.url(), "m").build().check())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("/models");
        }
        try (BareServer bare = BareServer.start(200, "{\"data\":[{\"id\":\"m\",\"shutdown_date\":\"soon\"}]}")) {
            assertThat(OpenAiModel.builder(bare.url(), "m").build().check())
                    .isEqualTo(new ModelCheck(true, Optional.empty()));
        }
    }
}
