package dev.sdr.llm.chat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.testkit.ModelServer;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** A question, an answer to it, and models to ask, for tests. */
public final class Asked {

    /** A word of the question that must be found nowhere else. */
    public static final String PRIVATE = "Wolpertinger";

    /** Stands still, for servers and models alike. */
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-27T12:00:00Z"), ZoneOffset.UTC);

    public static final String ANSWER = "{\"evidence\":\"a {quoted} word\",\"intent\":\"other\"}";

    public static final ChatRequest QUESTION = new ChatRequest(
            "Say what is wanted. " + PRIVATE,
            "A mail about a " + PRIVATE + ".",
            "reply_analysis",
            json(
                    "{\"type\":\"object\",\"properties\":{\"evidence\":{\"type\":\"string\"},\"intent\":{\"type\":\"string\","
                            + "\"enum\":[\"interested\",\"other\"]}},\"required\":[\"evidence\",\"intent\"],"
                            + "\"additionalProperties\":false}"),
            800);

    private Asked() {}

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both wire formats, so that a test can be run for each. */
    public enum Format {
        OPEN_AI,
        ANTHROPIC;

        public ChatModel model(ModelServer server) {
            return this == OPEN_AI ? openAi(server).build() : anthropic(server).build();
        }
    }

    static AnthropicModel.Builder anthropic(ModelServer server) {
        return AnthropicModel.builder(server.anthropicUrl(), "some-model")
                .key(() -> ModelServer.KEY)
                .clock(CLOCK)
                .readTimeout(Duration.ofSeconds(20));
    }

    static OpenAiModel.Builder openAi(ModelServer server) {
        return OpenAiModel.builder(server.openAiUrl(), "some-model")
                .key(() -> ModelServer.KEY)
                .clock(CLOCK)
                .readTimeout(Duration.ofSeconds(20));
    }
}
