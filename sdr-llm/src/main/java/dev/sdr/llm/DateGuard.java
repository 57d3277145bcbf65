package dev.sdr.llm;

import java.util.List;
import java.util.Set;

/**
 * No date, time, weekday or relative date that the cited facts do not hold, in whatever language or form: "1 December 2026",
 * "01.12.2026" and "2026-12-01" are one date. A date may be told with less than the fact holds, never with more. A date in
 * figures whose order is not certain ("03/04/2026") must be in the fact in these figures.
 */
final class DateGuard implements Guard {

    @Override
    public List<String> objections(Passage passage) {
        List<String> said =
                DateReader.read(Plain.lower(passage.text()), passage.language()).keys();
        if (said.isEmpty()) {
            return List.of();
        }
        Set<String> known = DateReader.read(Plain.lower(passage.basisText()), passage.language())
                .known();
        return known.containsAll(said) ? List.of() : List.of("has a date or time that no cited fact holds");
    }
}
