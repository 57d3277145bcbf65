package dev.sdr.llm;

/**
 * The tokens of one call.
 *
 * @param prompt of what was asked, with those that were cached
 * @param cached of those, the ones the provider had in its cache
 * @param completion of the answer, hidden reasoning included
 * @param estimated whether the provider said nothing and they were estimated at four characters a token
 */
public record TokenUsage(int prompt, int cached, int completion, boolean estimated) {

    /** No call. */
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, false);

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
}
