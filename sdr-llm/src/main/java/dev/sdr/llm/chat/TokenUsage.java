package dev.sdr.llm.chat;

/**
 * The tokens of one call.
 *
 * @param prompt of what was asked, with those that were cached
 * @param cached of those, the ones the provider had in its cache
 * @param completion of the answer, hidden reasoning included
 * @param estimated whether the provider said nothing and they were estimated at four characters a token
 */
public record TokenUsage(int prompt, int cached, int completion, boolean estimated) {

    private static final int CHARACTERS = 4;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public TokenUsage {
        if (prompt < 0 || cached < 0 || completion < 0) {
            throw new IllegalArgumentException("tokens must not be negative");
        }
    }

    /** For a provider that does not say, at four characters a token. */
    static TokenUsage estimate(ChatRequest request, int answered) {
        int asked = request.system().length()
                + request.user().length()
                + request.schema().toString().length();
        return new TokenUsage(tokens(asked), 0, tokens(answered), true);
    }

    private static int tokens(int characters) {
        return (characters + CHARACTERS - 1) / CHARACTERS;
    }
}
