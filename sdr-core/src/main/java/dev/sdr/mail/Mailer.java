package dev.sdr.mail;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;

/**
 * Hands email to a provider such as an SMTP server or a mail API.
 *
 * <p>An implementation
 *
 * <ul>
 *   <li>is safe for use by several threads at once;
 *   <li>makes one attempt per call, with no retry inside it or in the client it uses: the runner decides whether and
 *       when to try again;
 *   <li>bounds every wait, so that a call ends even if the provider never answers;
 *   <li>says {@link Delivery#deferred} only when the provider certainly did not take the message;
 *   <li>looks at the deadline right before the byte that cannot be taken back, and answers {@link Delivery#late()} if
 *       it has passed;
 *   <li>sends {@link Email#messageId()} as the Message-ID, or reports the one the provider used instead.
 * </ul>
 *
 * <p>A mailer that can be asked afterwards also implements {@link dev.sdr.channel.OutcomeLookup}. Extend {@code
 * MailerContract} of the sdr-testkit module to check all of it.
 */
@FunctionalInterface
public interface Mailer {

    /**
     * Offers one email to the provider. Acceptance is not delivery: a bounce comes back later, through the inbox or as an
     * event. Whatever this method throws counts as {@link Delivery#uncertain}.
     *
     * @param email what to send
     * @param deadline the last moment to hand it over
     * @return what became of it
     */
    Delivery send(Email email, Deadline deadline);

    /**
     * What its provider allows. Cold mail through a mailer whose provider forbids it holds until the host accepts the risk.
     * Asked for each mail: it must not wait for anything.
     *
     * @return the terms, by default {@link MailerTerms#unstated()}
     */
    default MailerTerms terms() {
        return MailerTerms.unstated();
    }

    /**
     * Whether its provider counts opens or clicks itself. Then our own tracking must be off.
     *
     * @return false by default
     */
    default boolean tracks() {
        return false;
    }
}
