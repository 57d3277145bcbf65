package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

/**
 * What a model answered.
 *
 * @param end how it ended; only {@link End#COMPLETE} may be used
 * @param text the text, which should be one JSON object; empty if there is none
 * @param usage what it cost
 * @param requestId the provider's name for the request, for its support; may be empty
 */
public record ChatResponse(End end, String text, TokenUsage usage, String requestId) {

    /** How an answer ended. */
    public enum End {
        /** By itself. */
        COMPLETE,
        /** At the limit of tokens: what there is, is cut off. */
        LENGTH,
        /** The model would not answer. */
        REFUSED,
        /** The provider's filter took it. */
        FILTERED
    }

    /** Checks. */
    public ChatResponse {
        requireNonNull(end, "end");
        requireNonNull(text, "text");
        requireNonNull(usage, "usage");
        requireNonNull(requestId, "requestId");
    }
}
