package dev.sdr.llm;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * No number that the cited facts do not hold, in figures or words, and no word of letters and figures ("ISO27001") that they
 * do not hold as it is. It does not ask what a number counts: that is for a person to see.
 */
final class NumberGuard implements Guard {

    private static final Pattern MIXED = Pattern.compile("(?<![\\p{L}\\d-])\\p{L}+-?\\d[\\p{L}\\d]*");
    private static final Set<String> HARMLESS = Set.of("b2b", "b2c");

    @Override
    public List<String> objections(Passage passage) {
        Figures said = Figures.of(passage.text(), passage.language());
        Set<String> known = Figures.of(passage.basisText(), passage.language()).all();
        Set<String> mixed = new HashSet<>(mixed(passage.text()));
        mixed.removeAll(HARMLESS);
        mixed.removeAll(mixed(passage.basisText() + " " + String.join(" ", passage.values())));
        return known.containsAll(said.numbers()) && mixed.isEmpty()
                ? List.of()
                : List.of("has a number that no cited fact holds");
    }

    private static Set<String> mixed(String text) {
        return MIXED.matcher(Plain.lower(text))
                .results()
                .map(MatchResult::group)
                .filter(w -> !w.matches("q[1-4]|us\\d.*|eur\\d.*|usd\\d.*|gbp\\d.*|chf\\d.*"))
                .collect(Collectors.toSet());
    }
}
