package dev.sdr.llm.chat;

import static java.util.Objects.requireNonNull;

/**
 * What a model answered. Its text does not show what it holds, for the answer may quote a person.
 *
 * @param end how it ended; only {@link End#COMPLETE} may be used
 * @param text the text, which should be one JSON object; empty if there is none, as after a miss that the provider itself
 *     reports, and unless it is complete. Fences, thinking
 *     and words around the object are taken off. That the object has the form that was asked for is not checked
 * @param usage what it has cost
 * @param requestId the provider's name for the request, for its support; may be empty
 */
public record ChatResponse(End end, String text, TokenUsage usage, String requestId) {

    /** How an answer ended. */
    public enum End {
        /** By itself. */
        COMPLETE,
        /** At the limit of tokens, cut off, perhaps before its first word: hidden reasoning counts. */
        LENGTH,
        /** The model would not answer, or stopped for a reason that is not known here. */
        REFUSED,
        /** The provider's filter took the question or the answer. */
        FILTERED
    }

    /** Checks. */
    public ChatResponse {
        requireNonNull(end, "end");
        requireNonNull(text, "text");
        requireNonNull(usage, "usage");
        requireNonNull(requestId, "requestId");
    }

    @Override
    public String toString() {
        return "ChatResponse[" + end + ", " + text.length() + " characters, " + usage + "]";
    }
}
