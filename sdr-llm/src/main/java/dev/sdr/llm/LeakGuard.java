package dev.sdr.llm;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Nothing of what the model was told: no eight words in a row of it, unless a cited fact has them too. The secret word in what it
 * was told is looked for before anybody sees an answer, by {@link Llm}.
 */
final class LeakGuard implements Guard {

    private static final int WORDS = 8;

    private final Set<String> told = new HashSet<>();

    /** Guards these texts, each without the host's values. */
    LeakGuard(String... told) {
        for (String text : told) {
            this.told.addAll(runs(text));
        }
    }

    @Override
    public List<String> objections(Passage passage) {
        Set<String> said = runs(passage.text());
        said.retainAll(told);
        said.removeAll(runs(passage.basisText()));
        return said.isEmpty() ? List.of() : List.of("gives away what the model was told");
    }

    private static Set<String> runs(String text) {
        List<String> words = Plain.words(Plain.lower(text));
        Set<String> runs = new HashSet<>();
        for (int i = 0; i + WORDS <= words.size(); i++) {
            runs.add(String.join(" ", words.subList(i, i + WORDS)));
        }
        return runs;
    }
}
