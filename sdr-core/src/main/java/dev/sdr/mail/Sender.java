package dev.sdr.mail;

/**
 * Who writes, as the law wants it said: the legal name and the postal address. No mail leaves without it.
 *
 * @param legalName the organisation's or person's name, not blank, one line
 * @param postalAddress a physical address, not blank; may have several lines
 */
public record Sender(String legalName, String postalAddress) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if either is blank or the name has a line break
     */
    public Sender {
        if (legalName.isBlank() || legalName.contains("\n") || legalName.contains("\r")) {
            throw new IllegalArgumentException("the sender's legal name must be one line and not blank");
        }
        if (postalAddress.isBlank()) {
            throw new IllegalArgumentException("the sender's postal address must not be blank: mail law asks for it");
        }
    }

    /**
     * A sender.
     *
     * @param legalName the name
     * @param postalAddress the address
     * @return the sender
     * @throws IllegalArgumentException if either is blank
     */
    public static Sender of(String legalName, String postalAddress) {
        return new Sender(legalName, postalAddress);
    }
}
