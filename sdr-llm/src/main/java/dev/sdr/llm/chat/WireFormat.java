package dev.sdr.llm.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** One of the formats in which models are asked. Without state. */
interface WireFormat {

    /** The path below the base URL. */
    String path();

    /** The body of a request. */
    ObjectNode body(ChatRequest request, Learned learned);

    /** Reads an answer that is no error at first sight. Empty if it is none of this format. */
    Optional<Reading> read(HttpAnswer answer, Learned learned);

    /** What else to send when the server has refused something that can be left out or said in another way. */
    Optional<Learned> lesson(ProviderError error, Learned learned);

    /**
     * What was read.
     *
     * @param end how it ended
     * @param text what was written, as it came
     * @param usage what the provider says it cost, if it does
     * @param error an error that broke it off
     */
    record Reading(ChatResponse.End end, String text, Optional<TokenUsage> usage, Optional<ProviderError> error) {

        static Reading failed(ProviderError error) {
            return new Reading(ChatResponse.End.REFUSED, "", Optional.empty(), Optional.of(error));
        }

        static Reading of(ChatResponse.End end, String text, Optional<TokenUsage> usage) {
            return new Reading(end, text, usage, Optional.empty());
        }
    }
}
