package dev.sdr.compose;

/**
 * Writes what a step sends. The built-in one fills in the step's templates.
 *
 * <p>Whatever a composer returns passes the same checks before it may leave: no unfilled placeholder, no line break in
 * the subject, something to read, and the identity footer, which is added to every email. A composer chooses neither
 * recipient nor sender.
 *
 * <p>An implementation is safe for use by several threads at once, bounds every wait, and may be asked twice about one
 * step. It throws {@code RetryableException} when it cannot answer now; the step then holds and is tried again.
 */
@FunctionalInterface
public interface Composer {

    /**
     * Writes one message.
     *
     * @param request for whom and what
     * @return the message, without footer
     */
    Composition compose(ComposeRequest request);

    /**
     * Whether it gives what it is shown to anybody outside this process, such as the provider of a model. Then it is not asked
     * for leads that allow no model ({@code Lead.NO_AI}); their steps' templates are sent as they are. A composer that is
     * written as a lambda shares, for nothing says otherwise.
     *
     * @return true by default, because nothing is known of it
     */
    default boolean sharesText() {
        return true;
    }
}
