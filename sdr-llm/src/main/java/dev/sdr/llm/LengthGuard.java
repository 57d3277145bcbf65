package dev.sdr.llm;

import java.util.List;

/**
 * Not more than the host wants, in characters.
 *
 * @param characters the most of the whole text
 */
record LengthGuard(int characters) implements Guard {

    @Override
    public List<String> objections(Passage passage) {
        return passage.text().length() <= characters
                ? List.of()
                : List.of("is longer than " + characters + " characters");
    }
}
