package dev.sdr.track;

/**
 * What our own tracking adds to the HTML part of mails; text parts are never changed. By default nothing.
 *
 * @param opens whether a pixel tells that the mail was opened
 * @param clicks whether links go through the host's own address
 * @param cold whether cold mail is tracked too, and not only mail to people who asked for it and to customers
 */
public record Tracking(boolean opens, boolean clicks, boolean cold) {

    /**
     * No tracking.
     *
     * @return the setting
     */
    public static Tracking none() {
        return new Tracking(false, false, false);
    }

    /**
     * Opens and clicks of mail to people who asked for it and to customers.
     *
     * @return the setting
     */
    public static Tracking opensAndClicks() {
        return new Tracking(true, true, false);
    }

    /**
     * Clicks only.
     *
     * @return the setting
     */
    public static Tracking clicksOnly() {
        return new Tracking(false, true, false);
    }

    /**
     * Cold mail too. A pixel or a rewritten link in a cold mail costs deliverability, and in the European Union asks for consent
     * (ePrivacy Directive article 5(3), EDPB Guidelines 2/2023).
     *
     * @return a changed copy
     */
    public Tracking alsoCold() {
        return new Tracking(opens, clicks, true);
    }

    /**
     * Whether anything is tracked at all.
     *
     * @return false for {@link #none()}
     */
    public boolean isOn() {
        return opens || clicks;
    }
}
