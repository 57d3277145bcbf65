package dev.sdr.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.inbox.TextLanguage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisclosureTest {

    private static final Disclosure OWN = Disclosure.standard().with("en", "Written by <AI> & co.");

    private static Optional<String> html(Disclosure disclosure, String html) {
        return disclosure
                .in(new Answer("Yes.", Optional.of(html), List.of()), "en")
                .flatMap(Answer::html);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "pt", "it", "nl"})
    void each_sentence_is_in_its_own_language(String language) {
        assertThat(TextLanguage.of(Disclosure.standard().sentence(language).orElseThrow()))
                .contains(language);
    }

    @Test
    void it_stands_at_the_start_or_the_end_of_the_text() {
        assertThat(OWN.in(Answer.of("Yes.\n"), "en")).map(Answer::text).contains("Written by <AI> & co.\n\nYes.");
        assertThat(OWN.atEnd().in(Answer.of("Yes.\n"), "en"))
                .map(Answer::text)
                .contains("Yes.\n\nWritten by <AI> & co.");
        assertThat(OWN.atEnd().atStart().in(Answer.of("Yes."), "en"))
                .map(Answer::text)
                .contains("Written by <AI> & co.\n\nYes.");
    }

    @Test
    void a_language_without_a_sentence_has_none() {
        assertThat(OWN.in(Answer.of("Tak."), "da")).isEmpty();
        assertThat(OWN.with("da", "Skrevet af en maskine.").in(Answer.of("Tak."), "da"))
                .isPresent();
        assertThat(OWN.sentence("da")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                <p>Yes.</p> | @<p>Yes.</p>
                Yes. | @Yes.
                <html><head><title>x</title></head><body class="a">Yes.</body></html> | <html><head><title>x</title></head><body class="a">@Yes.</body></html>
                <!-- <body> --><p>Yes.</p> | <!-- <body> -->@<p>Yes.</p>
                <style>p { color: red }</style><p>Yes.</p> | <style>p { color: red }</style>@<p>Yes.</p>
                <html><body></body></html> | <html><body>@</body></html>""")
    void in_html_it_is_the_first_thing_that_is_shown(String html, String expected) {
        assertThat(html(OWN, html)).contains(expected.replace("@", "<p>Written by &lt;AI&gt; &amp; co.</p>"));
    }

    @Test
    void in_html_it_may_be_the_last() {
        assertThat(html(OWN.atEnd(), "<body><p>Yes.</p></body>"))
                .contains("<body><p>Yes.</p><p>Written by &lt;AI&gt; &amp; co.</p></body>");
    }

    @Test
    void what_would_not_be_seen_is_none() {
        assertThat(html(OWN.atEnd(), "<p>Yes.</p><!-- an open comment")).isEmpty();
        assertThat(html(OWN.atEnd(), "<p>Yes.</p><div style='display:none'>")).isEmpty();
        assertThat(html(OWN, "<body style='visibility: hidden'><p>Yes.</p>")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines", "{{first_name}}"})
    void a_sentence_is_one_line_without_placeholders(String sentence) {
        assertThatThrownBy(() -> OWN.with("en", sentence)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EN", "pt-BR", "english"})
    void a_language_is_a_code(String language) {
        assertThatThrownBy(() -> OWN.with(language, "A machine.")).isInstanceOf(IllegalArgumentException.class);
    }
}
