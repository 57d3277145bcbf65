package dev.sdr.mail;

import static java.util.Objects.requireNonNull;

/**
 * What a mailer's provider allows to be sent to people who did not ask for it.
 *
 * @param coldMail what the provider's terms say
 * @param sentence it in one sentence for a person, with its source and the date it was read
 * @param riskAccepted whether the host takes the risk of a provider that forbids it
 */
public record MailerTerms(ColdMail coldMail, String sentence, boolean riskAccepted) {

    /** What the terms say about mail without the recipient's prior consent. */
    public enum ColdMail {
        /** Nobody's terms but the law: an own server. */
        OWN_SERVER,
        /** Not allowed outright, and not refused outright. */
        GREY,
        /** Not allowed. */
        FORBIDDEN,
        /** The mailer does not say. */
        UNSTATED
    }

    /** Checks. */
    public MailerTerms {
        requireNonNull(coldMail, "coldMail");
        requireNonNull(sentence, "sentence");
    }

    /**
     * Terms of which the mailer says nothing. Nothing holds for them.
     *
     * @return the terms
     */
    public static MailerTerms unstated() {
        return new MailerTerms(ColdMail.UNSTATED, "the mailer does not state its provider's terms", false);
    }
}
