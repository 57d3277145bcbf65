package dev.sdr.inbox;

import java.util.Optional;

/** Words that say that a person has left for good, or that an address is given up. */
final class Departure {

    private static final int LONGEST = 5_000;
    private static final Phrases WORDS = Phrases.load("departure-words.txt");

    private Departure() {}

    /**
     * Finds such words.
     *
     * @param words subject and newly written text
     * @return the phrase that says so, unless another says that it is but an absence
     */
    static Optional<String> find(String words) {
        String normal = Phrases.normal(words, LONGEST);
        return WORDS.find("left", normal)
                .filter(p -> WORDS.find("not-left", normal).isEmpty());
    }
}
