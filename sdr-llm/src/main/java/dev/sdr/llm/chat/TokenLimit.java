package dev.sdr.llm.chat;

/** The two names of the limit of tokens in OpenAI's format. */
public enum TokenLimit {

    /** {@code max_completion_tokens}: OpenAI, Azure, and whoever follows them closely. */
    MAX_COMPLETION_TOKENS("max_completion_tokens"),

    /** {@code max_tokens}: its older name, and for most other servers the only one. */
    MAX_TOKENS("max_tokens");

    private final String field;

    TokenLimit(String field) {
        this.field = field;
    }

    String field() {
        return field;
    }

    TokenLimit other() {
        return this == MAX_TOKENS ? MAX_COMPLETION_TOKENS : MAX_TOKENS;
    }
}
