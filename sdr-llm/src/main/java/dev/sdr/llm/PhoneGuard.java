package dev.sdr.llm;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * No telephone number that no cited fact holds digit for digit. What has seven digits or more with the signs of such numbers
 * between them, or a plus before two, is one, unless it is a date or a number in groups of three.
 */
final class PhoneGuard implements Guard {

    private static final int FEWEST_DIGITS = 7;

    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{L}\\d])(?:\\+ ?)?\\(?\\d(?:[ ()/.-]{0,3}\\d)+");
    private static final Pattern GROUPED =
            Pattern.compile("[1-9]\\d{0,2}(?:([ '.,])\\d{3})(?:\\1\\d{3})*(?:[.,]\\d{1,2})?");
    private static final Pattern YEARS = Pattern.compile("(?:19|20)\\d\\d ?- ?(?:19|20)\\d\\d");

    @Override
    public List<String> objections(Passage passage) {
        Set<String> found = new HashSet<>(phones(passage.text(), passage.language()));
        found.removeAll(phones(passage.basisText(), passage.language()));
        return found.isEmpty() ? List.of() : List.of("has a telephone number that no cited fact holds");
    }

    private static Set<String> phones(String text, String language) {
        String rest = DateReader.read(Plain.lower(text), language).rest();
        return NUMBER.matcher(rest)
                .results()
                .map(MatchResult::group)
                .filter(n -> !GROUPED.matcher(n).matches() && !YEARS.matcher(n).matches())
                .filter(n -> n.chars().filter(Character::isDigit).count() >= FEWEST_DIGITS || n.startsWith("+"))
                .map(n -> n.replaceAll("\\D", ""))
                .collect(Collectors.toSet());
    }
}
