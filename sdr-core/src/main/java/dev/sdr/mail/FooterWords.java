package dev.sdr.mail;

import java.util.List;

/**
 * The words of the footer, in the language of the people written to. Each is one line and not blank.
 *
 * @param optOut how to say no by a reply, as a whole sentence; the reply word should be {@code stop}, which is understood in
 *     every language
 * @param unsubscribe what the unsubscribe link is called, such as {@code Unsubscribe}
 * @param source what stands before where an address came from
 * @param privacyNotice what the link to the privacy notice is called
 */
public record FooterWords(String optOut, String unsubscribe, String source, String privacyNotice) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if one is blank or has a line break
     */
    public FooterWords {
        for (String words : List.of(optOut, unsubscribe, source, privacyNotice)) {
            if (words.isBlank() || words.contains("\n") || words.contains("\r")) {
                throw new IllegalArgumentException("the words of the footer must each be one line and not blank");
            }
        }
    }

    /**
     * English words.
     *
     * @return the words
     */
    public static FooterWords english() {
        return new FooterWords(
                "Not for you? Reply \"stop\" and we will not write again.",
                "Unsubscribe",
                "We have your address from",
                "Privacy notice");
    }

    /**
     * German words.
     *
     * @return the words
     */
    public static FooterWords german() {
        return new FooterWords(
                "Kein Interesse? Antworten Sie mit \"stop\", und wir schreiben Ihnen nicht mehr.",
                "Abmelden",
                "Ihre Adresse haben wir aus dieser Quelle",
                "Datenschutzhinweise");
    }
}
