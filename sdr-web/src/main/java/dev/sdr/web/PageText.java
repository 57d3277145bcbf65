package dev.sdr.web;

import static java.util.Objects.requireNonNull;

/**
 * The words of the pages in one language. They are plain text: what stands in them is shown as it is, never read as HTML.
 *
 * @param language the language as an ISO 639 code of two or three letters, such as {@code de}
 * @param title the pages' title and heading
 * @param question what the person is asked before the button
 * @param button the button's text
 * @param done what is said when nothing more will be sent
 * @param unknown what is said to an address that is none of ours, or has lost a part on its way
 * @param later what is said when it does not work at the moment
 */
public record PageText(
        String language, String title, String question, String button, String done, String unknown, String later) {

    /** Checks. */
    public PageText {
        requireNonNull(language, "language");
        if (!language.matches("[a-z]{2,3}")) {
            throw new IllegalArgumentException(
                    "language: " + language + " is not two or three small letters, such as de");
        }
        filled(title, "title");
        filled(question, "question");
        filled(button, "button");
        filled(done, "done");
        filled(unknown, "unknown");
        filled(later, "later");
    }

    private static void filled(String text, String name) {
        if (requireNonNull(text, name).isBlank()) {
            throw new IllegalArgumentException(name + " is blank: the page needs words there");
        }
    }
}
