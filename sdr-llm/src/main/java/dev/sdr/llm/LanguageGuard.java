package dev.sdr.llm;

import dev.sdr.inbox.TextLanguage;
import java.util.List;
import java.util.Optional;

/**
 * The reader's language and no other. A text of a few words is let pass, because it tells nothing; a long one must be told for
 * sure.
 */
final class LanguageGuard implements Guard {

    private static final int FEW = 5;
    private static final int MANY = 20;

    @Override
    public List<String> objections(Passage passage) {
        int words = Plain.words(Plain.of(passage.text())).size();
        if (words < FEW) {
            return List.of();
        }
        Optional<String> language = TextLanguage.of(passage.text());
        boolean other = language.filter(l -> !l.equals(passage.language())).isPresent();
        return other || (language.isEmpty() && words > MANY)
                ? List.of("is not, or not surely, in the reader's language")
                : List.of();
    }
}
