package dev.sdr.reply;

/**
 * Says what a person's reply means. It is asked after the reply was stored and the lead's sequence stopped, so a slow
 * or failing classifier delays the analysis and never the stop.
 *
 * <p>An implementation is safe for use by several threads at once, bounds every wait, and may be asked twice about one
 * reply. It throws {@code RetryableException} when it cannot answer now; the reply is then asked about again later.
 *
 * <p>Extend {@code ClassifierContract} of the sdr-testkit module to check all of it.
 */
@FunctionalInterface
public interface Classifier {

    /**
     * Classifies one reply.
     *
     * @param reply the reply and what it answers
     * @return what it means
     */
    ReplyAnalysis classify(ReplyContext reply);

    /**
     * Its name and version, kept with what it said, so that one can tell what an older one said.
     *
     * @return a short text; by default the name of the class
     */
    default String version() {
        return getClass().getSimpleName();
    }

    /**
     * Whether it gives the text to anybody outside this process, such as the provider of a model. Then it is not asked about
     * mail whose source is of limited use ({@code InboxSource.limitedUse()}), unless the mailbox allows it, nor about mail of
     * or about leads that allow no model ({@code Lead.NO_AI}); the rules decide there.
     *
     * @return true by default, because nothing is known of it
     */
    default boolean sharesText() {
        return true;
    }
}
