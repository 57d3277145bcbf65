package dev.sdr.compose;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Composer} wrote.
 *
 * @param subject the subject, or the title of a touch on another channel; empty continues the thread
 * @param text the plain text
 * @param html the HTML form, if any
 * @param problems why it must not leave, each in a sentence; unless empty, the step holds
 */
public record Composition(String subject, String text, Optional<String> html, List<String> problems) {

    /** Checks and copies. */
    public Composition {
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        problems = List.copyOf(problems);
    }

    /**
     * A plain text message.
     *
     * @param subject the subject; empty continues the thread
     * @param text the text
     * @return the composition
     */
    public static Composition of(String subject, String text) {
        return new Composition(subject, text, Optional.empty(), List.of());
    }
}
