package dev.sdr.llm;

import java.util.List;
import java.util.Set;

/**
 * No amount of money, per cent or anything else with a unit that the cited facts do not hold as the same amount of the same
 * unit, in figures or words; nor money for another time than they say ("a month"). Prices without a number ("half price", "free of charge") are seen by {@link PromiseGuard} and, as
 * parts and multiples ("half", "twice"), here.
 */
final class AmountGuard implements Guard {

    @Override
    public List<String> objections(Passage passage) {
        Set<String> said = Figures.of(passage.text(), passage.language()).amounts();
        if (said.isEmpty()) {
            return List.of();
        }
        Set<String> known = Figures.of(passage.basisText(), passage.language()).knownAmounts();
        return known.containsAll(said) ? List.of() : List.of("has an amount that no cited fact holds");
    }
}
