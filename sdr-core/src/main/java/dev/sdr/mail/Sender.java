package dev.sdr.mail;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;

/**
 * Who writes, as the law wants it said: the legal name and the postal address. No mail leaves without it.
 *
 * @param legalName the organisation's or person's name, not blank, one line
 * @param postalAddress a physical address, not blank; may have several lines
 * @param privacyNotice where the privacy notice stands, if the first mail to a person is to name it
 * @param words the words of the footer
 */
public record Sender(String legalName, String postalAddress, Optional<URI> privacyNotice, FooterWords words) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the name or address is blank, the name has a line break, or the privacy notice is
     *     not an absolute https or http address
     */
    public Sender {
        if (legalName.isBlank() || legalName.contains("\n") || legalName.contains("\r")) {
            throw new IllegalArgumentException("the sender's legal name must be one line and not blank");
        }
        if (postalAddress.isBlank()) {
            throw new IllegalArgumentException("the sender's postal address must not be blank: mail law asks for it");
        }
        if (privacyNotice.filter(u -> !isWeb(u)).isPresent()) {
            throw new IllegalArgumentException("the privacy notice must be a whole address such as"
                    + " https://example.com/privacy, was " + privacyNotice.get());
        }
        requireNonNull(words, "words");
    }

    private static boolean isWeb(URI uri) {
        return uri.getHost() != null
                && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
    }

    /**
     * A sender, with English words in the footer.
     *
     * @param legalName the name
     * @param postalAddress the address
     * @return the sender
     * @throws IllegalArgumentException if either is blank
     */
    public static Sender of(String legalName, String postalAddress) {
        return new Sender(legalName, postalAddress, Optional.empty(), FooterWords.english());
    }

    /**
     * This sender with a privacy notice: the first cold mail of a sequence to a person then says where the address came from,
     * which is the lead's attribute {@code source}, and links the notice, where a contact rule of the lead's country wants it
     * or the country is not known (GDPR article 14(3)(b)).
     *
     * @param notice where it stands
     * @return a changed copy
     * @throws IllegalArgumentException if it is not an absolute https or http address
     */
    public Sender withPrivacyNotice(URI notice) {
        return new Sender(legalName, postalAddress, Optional.of(notice), words);
    }

    /**
     * This sender with other words in the footer.
     *
     * @param newWords the words
     * @return a changed copy
     */
    public Sender withWords(FooterWords newWords) {
        return new Sender(legalName, postalAddress, privacyNotice, newWords);
    }
}
