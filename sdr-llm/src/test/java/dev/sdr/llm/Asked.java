package dev.sdr.llm;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.testkit.ModelServer;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A question, an answer to it, and models to ask, for tests. */
final class Asked {

    /** A word of the question that must be found nowhere else. */
    static final String PRIVATE = "Wolpertinger";

    static final String ANSWER = "{\"evidence\":\"a {quoted} word\",\"intent\":\"other\"}";

    static final ChatRequest QUESTION = new ChatRequest(
            "Say what is wanted. " + PRIVATE,
            "A mail about a " + PRIVATE + ".",
            "reply_analysis",
            json("{\"type\":\"object\",\"properties\":{\"evidence\":{\"type\":\"string\"},\"intent\":{\"type\":\"string\","
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

    static OpenAiModel.Builder openAi(ModelServer server) {
        return OpenAiModel.builder(server.openAiUrl(), "some-model")
                .key(() -> ModelServer.KEY)
                .readTimeout(Duration.ofSeconds(20));
    }
}
