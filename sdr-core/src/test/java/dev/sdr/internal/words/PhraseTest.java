package dev.sdr.internal.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "take me off ; please take me off that list ; true",
                "take (me|us) off ; take us off ; true",
                "take [all] of us off ; take of us off ; true",
                "unsub* ; we unsubscribed ; true",
                "~unsubscribe ; unsubcribe ; true",
                "~unsubscribe ; subscribe ; false",
                "no .. mail ; no more of your mail ; true",
                "no .. mail ; no, it is late. Mail ; false",
                "^ stop $ ; stop ; true",
                "^ stop $ ; stop it ; false",
                "do not ; I don't ; true",
                "löschen ; bitte loeschen ; true",
                "löschen ; bitte loschen ; true"
            })
    void a_phrase_is_found_or_not(String phrase, String text, boolean found) {
        Phrase parsed = Phrase.of(phrase);

        assertThat(Sentences.of(text).stream().anyMatch(s -> isIn(parsed, s))).isEqualTo(found);
    }

    private static boolean isIn(Phrase phrase, Sentence sentence) {
        for (int start = 0; start < sentence.size(); start++) {
            if (phrase.end(sentence, start) > start) {
                return true;
            }
        }
        return false;
    }

    @Test
    void a_list_with_a_mistake_is_refused() {
        assertThatThrownBy(() -> Phrase.of("take (me off")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Phrase.of("[please] [now]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_language_is_told_by_its_small_words() {
        assertThat(Languages.of(Sentences.of("Wir haben leider keinen Bedarf.")))
                .isEqualTo(Set.of("de"));
        assertThat(Languages.of(Sentences.of("Thanks, but we are not looking for it.")))
                .isEqualTo(Set.of("en"));
        assertThat(Languages.of(Sentences.of("ok"))).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x200B, 0xAD, 0xFEFF, 0x2060, 0x200C, 0x200D, 0x202E, 0x2066, 0x2069, 0x180E, 0x3164, 0x2800, 0xE0073,
                0xE0101
            })
    void what_nobody_sees_is_not_read(int unseen) {
        String between = Character.toString(unseen);
        String text = "take me off"
                .chars()
                .mapToObj(c -> Character.toString(c) + between)
                .collect(Collectors.joining());

        assertThat(Sentences.of(text).stream().map(Sentence::words).toList())
                .isEqualTo(List.of(List.of("take", "me", "off")));
    }

    @Test
    void sentences_end_at_marks_and_short_lines() {
        assertThat(Sentences.of("Hi Jo\nIs it so? Dr. Lund asked.").stream()
                        .map(Sentence::words)
                        .toList())
                .isEqualTo(List.of(List.of("hi", "jo"), List.of("is", "it", "so"), List.of("dr", "lund", "asked")));
    }
}
