package dev.sdr.answer;

import java.util.Optional;

/**
 * Writes the answer to a person's reply. What it writes is checked like every message and, unless the reply policy lets
 * this intent be answered automatically, waits for a person's approval.
 *
 * <p>An implementation is safe for use by several threads at once, bounds every wait, and may be asked twice about one
 * reply. It throws {@code RetryableException} when it cannot answer now; the reply then goes through the classifier and
 * the responder again later.
 */
@FunctionalInterface
public interface Responder {

    /**
     * Writes an answer.
     *
     * @param request the reply and what is known
     * @return the answer, or empty if a person should write it
     */
    Optional<Answer> respond(AnswerRequest request);

    /**
     * Whether it gives the text to anybody outside this process, such as the provider of a model. Then it is not asked about
     * mail whose source is of limited use ({@code InboxSource.limitedUse()}), unless the mailbox allows it, nor about mail of
     * or about leads that allow no model ({@code Lead.NO_AI}); a person answers.
     *
     * @return true by default, because nothing is known of it
     */
    default boolean sharesText() {
        return true;
    }
}
