package dev.sdr.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Responder} wrote. The subject is always that of the mail it answers; the footer is added later.
 *
 * @param text the plain text
 * @param html the HTML form, if any
 * @param problems why it must not leave, each in a sentence; unless empty, a person writes the answer
 */
public record Answer(String text, Optional<String> html, List<String> problems) {

    /** Checks and copies. */
    public Answer {
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        problems = List.copyOf(problems);
    }

    /**
     * A plain text answer.
     *
     * @param text the text
     * @return the answer
     */
    public static Answer of(String text) {
        return new Answer(text, Optional.empty(), List.of());
    }
}
