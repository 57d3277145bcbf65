package dev.sdr.testkit;

/**
 * What a {@link ModelServer} does instead of answering in the usual way. Unless said otherwise the status is an error's, and
 * the model has not worked. Those with an answer take the one that the test has given, and spoil it.
 */
public enum ModelFault {
    /** 429 without a word about when. */
    RATE_LIMITED,
    /** 429 with {@code retry-after: 20}. */
    RATE_LIMITED_SECONDS,
    /** 429 with {@code retry-after-ms: 1500}, and a {@code retry-after} that is rounded up. */
    RATE_LIMITED_MILLIS,
    /** 429 with an HTTP date 30 seconds ahead in {@code retry-after}. */
    RATE_LIMITED_DATE,
    /** 429 with {@code x-ratelimit-reset-requests: 6m0s}, used up, and {@code x-ratelimit-reset-tokens: 20ms}. */
    RATE_LIMITED_DURATION,
    /** 429 with {@code x-ratelimit-reset}, 40 seconds ahead, in seconds since 1970. */
    RATE_LIMITED_EPOCH,
    /** 429 with {@code anthropic-ratelimit-tokens-reset}, 50 seconds ahead by RFC 3339, and requests left. */
    RATE_LIMITED_RFC3339,
    /** 429 as Gemini's compatible server tells it: an array with an error with a {@code retryDelay} of 34 seconds. */
    ARRAY_ERROR,
    /** 429 with {@code insufficient_quota} (Anthropic: 400 about the credit balance). Waiting does not help. */
    INSUFFICIENT_QUOTA,
    /** 402, as of a prepaid account without credit. */
    NO_CREDIT,
    /** 401. */
    BAD_KEY,
    /** 403. */
    FORBIDDEN,
    /** 500. The answer does not say whether the model has worked. */
    SERVER_ERROR,
    /** 500 with {@code x-should-retry: false}. */
    SERVER_ERROR_FOR_GOOD,
    /** 502 with a page in HTML. */
    HTML_ERROR,
    /** 200 with a page in HTML, as of something in between. */
    HTML_PAGE,
    /** 503 with {@code retry-after: 0}. */
    UNAVAILABLE,
    /** 529. */
    OVERLOADED,
    /** 408. */
    REQUEST_TIMEOUT,
    /** 409. */
    CONFLICT,
    /** 504: the model may have worked. */
    GATEWAY_TIMEOUT,
    /** 307 to another port of this machine, on which the stand-in counts who comes. */
    REDIRECT,
    /** Takes the question and says nothing until it is closed. */
    HANG,
    /** Takes the question and resets the connection. */
    RESET,
    /** Closes the connection in the middle of the answer. */
    CUT_OFF,
    /** 200 with {@code {"error": ..}} in place of an answer (OpenRouter), about an overload. */
    ERROR_IN_BODY,
    /** 200 with an error in the choice: it broke while the model wrote. OpenAI's format only. */
    ERROR_IN_CHOICE,
    /** The model will not answer. */
    REFUSAL,
    /** Ends at the limit of tokens, before the first word. */
    LENGTH_EMPTY,
    /** Ends at the limit of tokens, in the middle of the answer. */
    LENGTH_HALF,
    /** The provider's filter refuses the question: 400, as Azure does. Anthropic has none; there it is a refusal. */
    FILTERED_QUESTION,
    /** The provider's filter takes the answer away. Anthropic has none; there it is a refusal. */
    FILTERED_ANSWER,
    /** Ends for a reason that nobody knows. */
    UNKNOWN_END,
    /** The answer between three backticks. */
    FENCED,
    /** The answer behind {@code <think>}; with Anthropic also a thinking block. */
    THINKING,
    /** Words before and behind the answer. */
    TALKATIVE,
    /** The content as an array of parts. */
    PARTS,
    /** The content with {@code reasoning_content} beside it, which holds other JSON. OpenAI's format only. */
    REASONING,
    /** No content, and an end as if all were well. */
    EMPTY,
    /** No usage, and an empty id. */
    NO_USAGE,
    /** The answer with its last half missing, and an end as if all were well. */
    INVALID_JSON,
    /** The first enum of the schema with a value that it does not have. */
    WRONG_ENUM,
    /** A field more than the schema has. */
    EXTRA_FIELDS,
    /** An answer of several million bytes. */
    HUGE,
    /** 400 {@code json_validate_failed}: the model wrote something else than the form (Groq). It has worked. */
    JSON_VALIDATE_FAILED,
    /** 404 {@code model_not_found}. */
    MODEL_NOT_FOUND,
    /** 400 {@code context_length_exceeded}. */
    CONTEXT_LENGTH,
    /** 413. */
    TOO_LARGE
}
