package dev.sdr.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.inbox.OptOutWords;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTextsTest {

    @Test
    void everyLanguageHasAllItsWords() {
        assertThat(PageTexts.standard()).containsOnlyKeys("en", "de", "fr", "es", "it", "nl", "pt");
    }

    /** Somebody whose link is broken does what the page says: then it has to work. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "it", "nl", "pt"})
    void theWordThatAPageTellsPeopleToReplyWithIsUnderstood(String language) {
        PageText text = java.util.Objects.requireNonNull(PageTexts.standard().get(language));
        Pattern word =
                Pattern.compile(language.equals("en") ? "the word (\\w+)" : "[„«\"]\\s?([^„«»“\"\\s]+)\\s?[“»\"]");
        for (String page : List.of(text.unknown(), text.later())) {
            Matcher found = word.matcher(page);
            assertThat(found.find()).as(page).isTrue();
            assertThat(OptOutWords.find("Re: Hello", found.group(1)))
                    .as(found.group(1))
                    .isPresent();
        }
    }

    @Test
    void wordsThatAreMissingAreNamed() {
        assertThatThrownBy(() -> new PageText("de", "Titel", " ", "a", "b", "c", "d"))
                .hasMessageContaining("question");
        assertThatThrownBy(() -> new PageText("de-AT", "Titel", "x", "a", "b", "c", "d"))
                .hasMessageContaining("de-AT");
    }
}
