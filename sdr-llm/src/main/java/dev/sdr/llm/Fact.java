package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Something a model may say, because the host knows it. Whatever a model says must rest on facts that it cites by their ids.
 *
 * @param id its name, of the characters {@code [a-zA-Z0-9:_.-]}, at most 80
 * @param text the fact in a sentence or two, in the reader's language, 1 to 2,000 characters
 * @param source where it is from, for people; never shown to a model; may be empty
 */
public record Fact(String id, String text, String source) {

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9:_.-]{0,79}");
    private static final int LONGEST = 2_000;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the id is none, or the text is blank or too long
     */
    public Fact {
        if (!ID.matcher(requireNonNull(id, "id")).matches()) {
            throw new IllegalArgumentException("a fact's id must be 1 to 80 of [a-zA-Z0-9:_.-], was " + id);
        }
        if (requireNonNull(text, "text").isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "fact " + id + " must have 1 to " + LONGEST + " characters and not be blank");
        }
        requireNonNull(source, "source");
    }

    /**
     * A fact of which only the host knows where it is from.
     *
     * @param id its name
     * @param text the fact
     * @return the fact
     * @throws IllegalArgumentException if the id is none, or the text is blank or too long
     */
    public static Fact of(String id, String text) {
        return new Fact(id, text, "");
    }
}
