package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A piece of a model's text, and what it may rest on.
 *
 * @param text as a reader would see it, without the tokens that our code replaces
 * @param basis what the host supplied for it: the texts of the facts it cites, and approved phrases
 * @param offers of the basis, what the host says about itself, and may be held to
 * @param values what the host supplied for the whole mail and may be named anywhere, such as the sender's name
 * @param tokens how many links and times of the host stand in it
 * @param language the reader's language, as a lower-case code
 */
record Passage(String text, List<String> basis, List<String> offers, List<String> values, int tokens, String language) {

    Passage {
        requireNonNull(text, "text");
        basis = List.copyOf(basis);
        offers = List.copyOf(offers);
        values = List.copyOf(values);
        requireNonNull(language, "language");
    }

    /** A passage of a text that rests on one fact, in English. */
    static Passage of(String text, String... basis) {
        return new Passage(text, List.of(basis), List.of(basis), List.of(), 0, "en");
    }

    /** The same for another reader. */
    Passage in(String otherLanguage) {
        return new Passage(text, basis, offers, values, tokens, otherLanguage);
    }

    /** What it rests on, as one text; its parts do not run into one another. */
    String basisText() {
        return String.join(" .\n", basis);
    }

    /** What it may promise, as one text. */
    String offersText() {
        return String.join(" .\n", offers);
    }
}
