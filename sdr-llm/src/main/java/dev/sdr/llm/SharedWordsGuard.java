package dev.sdr.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A sentence speaks of what it cites: it shares words of content with the cited facts, at least one, and of many at least every
 * fourth. Words are alike if they begin alike, so that "bakery" and "bakeries" are, or if one ends in the other, as German
 * compounds do. A link or time of the host's in the sentence counts as a word that is shared.
 *
 * <p>It cannot tell whether the sentence says what the facts say. Facts must be in the reader's language to share words.
 */
final class SharedWordsGuard implements Guard {

    private static final int EVERY = 4;
    private static final int SHORTEST = 3;
    private static final int STEM = 4;
    private static final int ENDING = 4;

    @Override
    public List<String> objections(Passage passage) {
        List<String> said = content(passage.text(), passage.language());
        List<String> known = content(passage.basisText(), passage.language());
        long shared = passage.tokens()
                + said.stream()
                        .filter(w -> known.stream().anyMatch(k -> alike(w, k)))
                        .count();
        int wanted = Math.max(1, (said.size() + passage.tokens()) / EVERY);
        return shared >= wanted ? List.of() : List.of("does not speak of what it cites");
    }

    /** The words of content, without accents. */
    static List<String> content(String text, String language) {
        Set<String> small = SmallWords.of(language);
        List<String> words = new ArrayList<>();
        for (String whole : Plain.words(Plain.lower(text))) {
            for (String word : whole.split("['-]", -1)) {
                if (word.length() >= SHORTEST && !small.contains(word) && !small.contains(whole)) {
                    words.add(Plain.withoutAccents(word));
                }
            }
        }
        return words;
    }

    static boolean alike(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        int shorter = Math.min(a.length(), b.length());
        int same = 0;
        while (same < shorter && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        boolean stem = same >= STEM && same >= shorter - SHORTEST;
        return stem || (shorter > ENDING && (a.endsWith(b) || b.endsWith(a)));
    }
}
