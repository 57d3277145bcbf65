package dev.sdr.llm.chat;

import java.util.Optional;

/**
 * How a model is held to the form of its answer, the strictest way first. A model object begins with the one it is configured
 * with. When its server refuses that, it goes on to the next and stays there until the process ends, for a server that takes
 * no schema will not take the next one either. Whatever the way, the answer is checked again.
 */
public enum AnswerForm {

    /** The provider lets the model write nothing but what the JSON schema allows (strict structured output). */
    JSON_SCHEMA,

    /** The model has to call one tool, whose arguments are the answer. */
    TOOL,

    /** The provider makes sure that it is JSON; the schema is told in words. OpenAI's format only. */
    JSON_OBJECT,

    /** The schema is told in words, and the first JSON object of the answer is taken. */
    PROMPT;

    /** What to try when a server refuses this. */
    Optional<AnswerForm> next() {
        return switch (this) {
            case JSON_SCHEMA -> Optional.of(TOOL);
            case TOOL -> Optional.of(JSON_OBJECT);
            case JSON_OBJECT -> Optional.of(PROMPT);
            case PROMPT -> Optional.empty();
        };
    }

    /** The same where a server has no JSON mode. */
    Optional<AnswerForm> nextWithoutJsonMode() {
        return next().map(form -> form == JSON_OBJECT ? PROMPT : form);
    }

    /** Whether the schema has to be told in words. */
    boolean isTold() {
        return this == JSON_OBJECT || this == PROMPT;
    }

    /** What a model is told to do, the form of its answer included where nothing else holds it to it. */
    String system(ChatRequest request) {
        if (!isTold()) {
            return request.system();
        }
        return request.system()
                + "\n\nAnswer with one JSON object and nothing else: no fences, no words before or after it. It must follow"
                + " this JSON schema:\n" + request.schema();
    }
}
