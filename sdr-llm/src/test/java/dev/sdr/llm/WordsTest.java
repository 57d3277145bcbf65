package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes and names are looked up as they stand in a text. */
class WordsTest {

    private static final Words WORDS =
            new Words("Ask Bob Miller (bob@company.example), or jo@mail.company.example.org.");

    @ParameterizedTest
    @ValueSource(
            strings = {"Bob Miller", "bob  miller", "bob@company.example", "jo@mail.company.example.org", "Ask Bob"})
    void aWholeNameIsThere(String name) {
        assertThat(WORDS.name(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ob Miller",
                "Bob Mill",
                "ob@company.example",
                "bob@company.exam",
                "jo@mail.company.example",
                "jo@mail",
                "company.example",
                "mail.company.example.org",
                "Miller Bob",
                "B",
                ""
            })
    void aPartOfANameIsNoName(String name) {
        assertThat(WORDS.name(name)).isFalse();
    }

    @Test
    void whatIsQuotedMayBeginAndEndAnywhere() {
        assertThat(WORDS.hold("sk Bob Mil")).isTrue();
        assertThat(WORDS.hold("Bob Jones")).isFalse();
        assertThat(WORDS.hold(".".repeat(100_000))).isFalse();
    }
}
