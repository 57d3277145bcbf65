package dev.sdr.llm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What providers say about tokens, as far as it can be believed. */
final class Usages {

    private Usages() {}

    static Optional<TokenUsage> openAi(JsonNode usage) {
        JsonNode details = usage.path("prompt_tokens_details").path("cached_tokens");
        JsonNode cached = details.isNumber() ? details : usage.path("prompt_cache_hit_tokens");
        return of(usage.path("prompt_tokens"), cached, usage.path("completion_tokens"), 0);
    }

    /** Anthropic counts what comes from its cache, or goes into it, apart. */
    static Optional<TokenUsage> anthropic(JsonNode usage) {
        JsonNode cached = usage.path("cache_read_input_tokens");
        long apart = Math.max(0, cached.asLong(0))
                + Math.max(0, usage.path("cache_creation_input_tokens").asLong(0));
        return of(usage.path("input_tokens"), cached, usage.path("output_tokens"), apart);
    }

    private static Optional<TokenUsage> of(JsonNode prompt, JsonNode cached, JsonNode completion, long apart) {
        if (!prompt.isNumber()
                || !completion.isNumber()
                || prompt.asLong() < 0
                || completion.asLong() < 0
                || prompt.asLong() + apart == 0) {
            return Optional.empty(); // no question is without tokens
        }
        int whole = whole(prompt.asLong() + apart);
        return Optional.of(new TokenUsage(
                whole, Math.min(whole, whole(Math.max(0, cached.asLong(0)))), whole(completion.asLong()), false));
    }

    private static int whole(long tokens) {
        return (int) Math.min(Integer.MAX_VALUE, tokens);
    }
}
