package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostileMailTest {

    private static final int LARGE = 100_000;
    private static final int LONGEST_TEXT = 262_144;
    private static final int MOST_HEADERS = 1_100;
    private static final int MOST_PARTS = 200;

    @ParameterizedTest
    @EnumSource
    void is_read_without_an_exception_and_into_a_bounded_result(HostileMail kind) {
        InboundMail mail = MimeReader.read(kind.of(LARGE));

        assertThat(mail.problems()).noneMatch(p -> p.contains("damaged"));
        assertThat(mail.text().length()).isLessThanOrEqualTo(2 * LONGEST_TEXT);
        assertThat(mail.headers().size()).isLessThanOrEqualTo(MOST_HEADERS);
        assertThat(mail.parts().size()).isLessThanOrEqualTo(MOST_PARTS);
        assertThat(mail.to().size()).isLessThanOrEqualTo(500);
        assertThat(mail.references().size()).isLessThanOrEqualTo(200);
        assertThat(ReplyText.of(mail).length()).isLessThanOrEqualTo(2 * LONGEST_TEXT);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "QUOTE_MARKS", "QUOTED_LINES", "NESTED_BLOCKQUOTES", "NESTED_DIVS", "UNCLOSED_TAGS", "REOPENED_TAGS",
                "NESTED_TABLES", "ATTRIBUTES", "HEADERS", "LONG_HEADER", "ENCODED_WORDS", "HALF_ENCODED_WORDS",
                "ADDRESSES", "ADDRESS_MARKS", "REFERENCE_IDS", "OPEN_IDS", "PARAMETERS", "INVISIBLE"
            })
    void the_words_before_or_behind_what_hurts_are_found(HostileMail kind) {
        assertThat(ReplyText.of(MimeReader.read(kind.of(1_000)))).isEqualTo("Yes.");
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_LINE", "HEADERS", "LONG_HEADER", "PARTS", "NESTED_PARTS", "ZIPPED", "FLOWED"})
    void what_was_not_read_is_said(HostileMail kind) {
        assertThat(MimeReader.read(kind.of(1_000_000)).problems()).isNotEmpty();
    }
}
