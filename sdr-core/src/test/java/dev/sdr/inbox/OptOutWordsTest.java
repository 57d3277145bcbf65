package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A missed wish is a mail after "please stop"; a wish invented loses a person for every sequence. */
class OptOutWordsTest {

    @ParameterizedTest
    @MethodSource
    void asked_to_be_left_alone(String text) {
        assertThat(OptOutWords.find("Re: a question", text)).isPresent();
    }

    static Stream<String> asked_to_be_left_alone() {
        return lines("opt-out-asked.txt");
    }

    @ParameterizedTest
    @MethodSource
    void not_asked_to_be_left_alone(String text) {
        assertThat(OptOutWords.find("Re: a question", text)).isEmpty();
    }

    static Stream<String> not_asked_to_be_left_alone() {
        return lines("opt-out-not-asked.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "unsubscribe, '', true",
        "Unsubscribe me please, '', true",
        "UNSUBSCRIBE, 'Regards, Jo Wetherall, Head of Finance at Tallow and Sons', true",
        "Re: stop, '', true",
        "Re: Stop, 'Sounds good, let us talk next week about the two sites.', false",
        "Re: your invoices, '', false"
    })
    void a_subject_counts_if_it_is_the_whole_message(String subject, String text, boolean asked) {
        assertThat(OptOutWords.find(subject, text).isPresent()).isEqualTo(asked);
    }

    @Test
    void it_says_the_words_it_rests_on() {
        assertThat(OptOutWords.find("Re: hello", "Hello Ann, it was fun. Please take me off your list. Jo"))
                .hasValueSatisfying(words -> assertThat(words).contains("take me off"));
    }

    @Test
    void what_follows_twenty_thousand_characters_is_not_read() {
        assertThat(OptOutWords.find("Re: hello", "word ".repeat(5_000) + ". Take me off your list."))
                .isEmpty();
    }

    private static Stream<String> lines(String file) {
        try (InputStream in = Objects.requireNonNull(OptOutWordsTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.replace("\\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
