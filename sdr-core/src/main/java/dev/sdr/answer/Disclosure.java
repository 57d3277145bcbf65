package dev.sdr.answer;

import static java.util.Objects.requireNonNull;

import dev.sdr.internal.text.HtmlEdit;
import dev.sdr.internal.text.HtmlText;
import dev.sdr.sequence.Template;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The line by which an answer that nobody approved says that an automated assistant wrote it, by language. Immutable; the
 * methods return changed copies.
 */
public final class Disclosure {

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final int LONGEST = 500;

    private final Map<String, String> sentences;
    private final boolean atStart;

    private Disclosure(Map<String, String> sentences, boolean atStart) {
        this.sentences = Map.copyOf(sentences);
        this.atStart = atStart;
    }

    /**
     * Sentences in English, German, French, Spanish, Portuguese, Italian and Dutch, at the start of an answer. They say that
     * an automated assistant wrote the answer, and not a person.
     *
     * @return the disclosure
     */
    public static Disclosure standard() {
        return new Disclosure(
                Map.of(
                        "en", "This answer was written by an automated assistant, not by a person.",
                        "de", "Diese Antwort hat ein automatischer Assistent geschrieben, kein Mensch.",
                        "fr", "Cette réponse a été rédigée par un assistant automatique, non par une personne.",
                        "es", "Esta respuesta la ha escrito un asistente automático, no una persona.",
                        "pt", "Esta resposta foi escrita por um assistente automático, não por uma pessoa.",
                        "it", "Questa risposta è stata scritta da un assistente automatico, non da una persona.",
                        "nl", "Dit antwoord is geschreven door een automatische assistent, niet door een mens."),
                true);
    }

    /**
     * This disclosure with the host's own sentence for a language.
     *
     * @param language a lower-case ISO 639 code such as {@code en}
     * @param sentence one line that says that an automated assistant wrote the answer, 1 to 500 characters
     * @return a changed copy
     * @throws IllegalArgumentException if the language is no such code, or the sentence is blank, longer, of several lines or
     *     has a placeholder
     */
    public Disclosure with(String language, String sentence) {
        if (!LANGUAGE.matcher(language).matches()) {
            throw new IllegalArgumentException("a language is a code such as 'en', was '" + language + "'");
        }
        String line = sentence.strip();
        if (line.isEmpty()
                || line.length() > LONGEST
                || line.chars().anyMatch(Character::isISOControl)
                || !Template.unresolved(line).isEmpty()) {
            throw new IllegalArgumentException(
                    "the sentence for '" + language + "' must be one line of 1 to 500 characters without placeholders");
        }
        Map<String, String> changed = new TreeMap<>(sentences);
        changed.put(language, line);
        return new Disclosure(changed, atStart);
    }

    /**
     * This disclosure as the first line of an answer.
     *
     * @return a changed copy
     */
    public Disclosure atStart() {
        return new Disclosure(sentences, true);
    }

    /**
     * This disclosure as the last line of an answer, above the footer.
     *
     * @return a changed copy
     */
    public Disclosure atEnd() {
        return new Disclosure(sentences, false);
    }

    /**
     * The sentence in a language.
     *
     * @param language its lower-case code
     * @return the sentence, if there is one
     */
    public Optional<String> sentence(String language) {
        return Optional.ofNullable(sentences.get(requireNonNull(language, "language")));
    }

    /**
     * An answer with the sentence, in its text and in its HTML form.
     *
     * @param answer the answer
     * @param language the reader's language
     * @return the answer with it; empty if there is no sentence in this language, or the HTML would not show it
     */
    public Optional<Answer> in(Answer answer, String language) {
        return sentence(language)
                .map(line -> put(answer, line))
                .filter(with -> with.html()
                        .map(html -> isShown(html, sentence(language).orElseThrow()))
                        .orElse(true));
    }

    private Answer put(Answer answer, String line) {
        String text = answer.text().strip();
        String paragraph = "<p>" + Template.escapeHtml(line) + "</p>";
        return new Answer(
                atStart ? line + "\n\n" + text : text + "\n\n" + line,
                answer.html()
                        .map(html -> atStart ? HtmlEdit.atStart(html, paragraph) : HtmlEdit.atEnd(html, paragraph)),
                answer.problems());
    }

    /** What a mail program shows: nothing that is hidden by its markup or style. */
    private static boolean isShown(String html, String line) {
        String shown = HtmlText.of("<p>" + Template.escapeHtml(line) + "</p>");
        return HtmlText.of(html).lines().anyMatch(l -> l.strip().equals(shown));
    }
}
