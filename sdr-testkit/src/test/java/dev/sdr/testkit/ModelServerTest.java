package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TURNS = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]";
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\"]}},"
                    + "\"required\":[\"a\"],\"additionalProperties\":false}";

    private final ModelServer server = ModelServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    /** An answer of the server. */
    private record Got(int status, JsonNode body) {
        String message() {
            return body.path("error").path("message").asText();
        }
    }

    private HttpRequest request(String path, String key, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.anthropicUrl() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (path.equals("/v1/messages")) {
            request.header("anthropic-version", "2023-06-01");
        }
        return request.header(path.equals("/v1/messages") ? "x-api-key" : "Authorization", key)
                .build();
    }

    private static Got send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return new Got(response.statusCode(), JSON.readTree(response.body()));
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Got openAi(String fields) {
        return send(request("/v1/chat/completions", "Bearer " + ModelServer.KEY, "{\"model\":\"m\"," + fields + "}"));
    }

    private Got anthropic(String fields) {
        return send(request("/v1/messages", ModelServer.KEY, "{\"model\":\"m\"," + fields + "}"));
    }

    private static String format(String schema) {
        return TURNS + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"strict\":true,"
                + "\"schema\":" + schema + "}}";
    }

    @Test
    void answersComeFromTheQueueAndThenFromTheRule() {
        server.answer("first").answers(question -> question.user() + "!");

        assertThat(openAi(TURNS)
                        .body()
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asText())
                .isEqualTo("first");
        Got second = anthropic("\"max_tokens\":9," + TURNS);
        assertThat(second.body().path("content").path(0).path("text").asText()).isEqualTo("Hello there!");
        assertThat(second.body().path("usage").path("input_tokens").asInt()).isEqualTo(3);
        assertThat(server.questions()).hasSize(2);
        assertThat(server.lastQuestion().maxTokens()).isEqualTo(9);
        assertThat(server.calls()).isEqualTo(2);
    }

    @Test
    void withoutAnAnswerItSaysSo() {
        Got got = openAi(TURNS);
        assertThat(got.status()).isEqualTo(500);
        assertThat(got.body().path("error").path("code").asText()).isEqualTo("no_answer_given");
        assertThat(server.lastQuestion().user()).isEqualTo("Hello there");
        try (ModelServer untouched = ModelServer.start()) {
            assertThatThrownBy(untouched::lastQuestion).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void itTakesItsKeyInItsPlaceAndSaysAWrongOneBack() {
        server.answers(question -> "{}");
        Got wrong = send(request("/v1/chat/completions", "Bearer nonsense", "{\"model\":\"m\"," + TURNS + "}"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.message()).contains("nonsense");
        assertThat(send(request("/v1/messages", "nonsense", "{\"model\":\"m\"," + TURNS + "}"))
                        .status())
                .isEqualTo(401);
        server.withoutKey();
        assertThat(send(request("/v1/chat/completions", "Bearer nonsense", "{\"model\":\"m\"," + TURNS + "}"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"x\":1|Unknown parameter: 'x'",
                "\"max_tokens\":1,\"max_completion_tokens\":1|at the same time",
                "\"response_format\":{\"type\":\"json_object\"}|must contain the word 'json'",
                "\"response_format\":{\"type\":\"xml\"}|Invalid value: 'xml'",
                "\"tool_choice\":{\"type\":\"function\"}|only allowed when 'tools'",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"n\"}}]|parameters are required",
                "\"tools\":[{\"function\":{\"name\":\"n\",\"parameters\":{}}}],\"tool_choice\":{\"function\":{\"name\":\"o\"}}|not among",
            })
    void whatOpenAiRefusesIsRefused(String fields, String message) {
        Got got = openAi(fields + "," + TURNS);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.message()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"array\"}|got 'type: \"array\"'",
                "{\"type\":\"object\",\"properties\":{}}|additionalProperties",
                "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}|additionalProperties",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[],\"additionalProperties\":false}|Missing 'a'",
                "{\"type\":\"object\",\"properties\":{},\"required\":[\"b\"],\"additionalProperties\":false}|no properties",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":5}},\"required\":[\"a\"],\"additionalProperties\":false}|context=().a, ",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\"}},\"required\":[\"a\"],\"additionalProperties\":false}|missing items",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}},\"required\":[\"a\"],\"additionalProperties\":false}|a.items",
                "{\"type\":\"object\",\"properties\":{\"a\":{}},\"required\":[\"a\"],\"additionalProperties\":false}|must have a 'type'",
            })
    void aSchemaThatIsNotStrictIsRefused(String schema, String message) {
        Got got = openAi(format(schema));
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.message())
                .contains("Invalid schema for response_format 'n'")
                .contains(message);
        assertThat(anthropic("\"max_tokens\":9," + TURNS + ",\"output_config\":{\"format\":{\"type\":\"json_schema\","
                                + "\"schema\":" + schema + "}}")
                        .message())
                .contains(message);
    }

    @Test
    void aSchemaThatIsNestedTooDeepIsRefused() {
        String deep = "{\"type\":\"string\"}";
        for (int i = 0; i < 5; i++) {
            deep = "{\"type\":\"object\",\"properties\":{\"a\":" + deep
                    + "},\"required\":[\"a\"],\"additionalProperties\":false}";
        }
        assertThat(openAi(format(deep)).message()).contains("nested deeper");
        assertThat(server.answer("{}").questions()).hasSize(1);
        assertThat(openAi(format(SCHEMA)).status()).isEqualTo(200);
        assertThat(server.lastQuestion().schemaName()).isEqualTo("n");
        assertThat(server.lastQuestion().schema()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]|max_tokens: Field required",
                "\"max_tokens\":9,\"messages\":[]|at least one message",
                "\"max_tokens\":9,\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]|top-level `system`",
                "\"max_tokens\":9,\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]|first message must use",
                "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"{\"}]|prefill",
                "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{}|Extra inputs",
                "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"output_config\":{\"format\":{\"type\":\"json\"}}|should be 'json_schema'",
            })
    void whatAnthropicRefusesIsRefused(String fields, String message) {
        Got got = anthropic(fields);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.body().path("type").asText()).isEqualTo("error");
        assertThat(got.message()).contains(message);
    }

    @Test
    void anthropicWantsItsVersion() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.anthropicUrl() + "/v1/messages"))
                .header("x-api-key", ModelServer.KEY)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"max_tokens\":9," + TURNS + "}"))
                .build();
        assertThat(send(request).message()).contains("anthropic-version");
    }

    @Test
    void whatATestTakesAwayIsRefused() {
        server.refuses("temperature", "max_tokens", "json_schema").answers(question -> "{}");
        assertThat(openAi("\"temperature\":0," + TURNS)
                        .body()
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("unsupported_value");
        assertThat(openAi("\"max_tokens\":9," + TURNS).message()).contains("Use 'max_completion_tokens' instead");
        assertThat(openAi(format(SCHEMA)).body().path("error").path("param").asText())
                .isEqualTo("response_format");
        server.models("other");
        assertThat(openAi(TURNS).status()).isEqualTo(404);
        assertThat(server.knows("x").models("m").context(20).questions()).hasSize(4);
        assertThat(openAi("\"x\":1," + TURNS).status()).isEqualTo(200);
        assertThat(openAi("\"max_completion_tokens\":99," + TURNS)
                        .body()
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("context_length_exceeded");
    }

    @Test
    void faultsComeBeforeAnswersAndLeaveThemInTheQueue() {
        server.answer("{}").fault(ModelFault.OVERLOADED, ModelFault.RATE_LIMITED_SECONDS);
        assertThat(openAi(TURNS).status()).isEqualTo(529);
        Got limited = openAi(TURNS);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.message()).contains(ModelServer.KEY).contains("Hello there");
        assertThat(openAi(TURNS).status()).isEqualTo(200);

        server.faults(question -> Optional.of(ModelFault.SERVER_ERROR));
        assertThat(openAi(TURNS).status()).isEqualTo(500);
    }

    @Test
    void aQuestionThatHangsEndsWhenTheServerDoes() throws Exception {
        server.fault(ModelFault.HANG);
        CompletableFuture<Got> hanging = CompletableFuture.supplyAsync(() -> openAi(TURNS));
        assertThatThrownBy(() -> hanging.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        server.close();
        assertThatThrownBy(() -> hanging.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }

    @Test
    void itsListTellsWhichModelsGo() {
        server.models("a").shutdown("b", "2027-01-14");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.openAiUrl() + "/models"))
                .header("Authorization", "Bearer " + ModelServer.KEY)
                .build();
        JsonNode data = send(request).body().path("data");
        assertThat(data.path(0).path("shutdown_date").isNull()).isTrue();
        assertThat(data.path(1).path("id").asText()).isEqualTo("b");
        assertThat(data.path(1).path("shutdown_date").asText()).isEqualTo("2027-01-14");
    }
}
