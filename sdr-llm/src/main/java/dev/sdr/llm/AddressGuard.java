package dev.sdr.llm;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.UNICODE_CASE;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * No e-mail address and no handle that no cited fact holds, nor one whose at sign is spelled, and no messenger that no cited fact
 * names: it would be a way to reach somebody else.
 */
final class AddressGuard implements Guard {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@(<\\[\"',;:]*@[^\\s@)>\\]\"',;:!?]*");

    private static final Pattern SPELLED = Pattern.compile(
            "[(\\[{<] ?(?:at|ät|bei|arroba|a) ?[)\\]}>]"
                    + "|\\b(?:arroba|arobase|chiocciola|klammeraffe|apenstaartje|at sign)\\b"
                    + "|(?<![\\p{L}\\d._-])[\\p{L}\\d._-]++ at [\\p{L}\\d-]+ (?:dot|punkt|punto|ponto|point)\\b"
                    + "|(?<![\\p{L}\\d._-])[\\p{L}\\d._-]++ at [\\p{L}\\d-]+\\.\\p{L}{2,}",
            CASE_INSENSITIVE | UNICODE_CASE);

    private static final Pattern MESSENGER =
            Pattern.compile("\\b(?:telegram|whatsapp|wechat|viber|skype|discord|snapchat|instagram|facebook)\\b");

    @Override
    public List<String> objections(Passage passage) {
        String text = Plain.lower(passage.text());
        String basis = Plain.lower(passage.basisText());
        Set<String> found = new HashSet<>(addresses(text));
        found.removeAll(addresses(basis));
        MESSENGER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(m -> !basis.contains(m))
                .forEach(found::add);
        return found.isEmpty() && !SPELLED.matcher(text).find()
                ? List.of()
                : List.of("has an address that no cited fact holds");
    }

    private static Set<String> addresses(String text) {
        return ADDRESS.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(a -> a.endsWith(".") ? a.substring(0, a.length() - 1) : a)
                .collect(Collectors.toSet());
    }
}
