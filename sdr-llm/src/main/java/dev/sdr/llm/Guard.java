package dev.sdr.llm;

import java.util.List;

/**
 * Looks for one kind of thing that must not be in a mail unless the host supplied it. Pure and safe for use by several
 * threads; it sees what it says it sees, and when in doubt it objects.
 */
@FunctionalInterface
interface Guard {

    /**
     * What speaks against a passage.
     *
     * @param passage the text and what it may rest on
     * @return reasons in words that follow "sentence 2" ("has a link that ..."), without any word of the text; empty if none
     */
    List<String> objections(Passage passage);
}
