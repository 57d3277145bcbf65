package dev.sdr.llm.chat;

/**
 * A language model behind an interface of chats. {@link OpenAiModel} and {@link AnthropicModel} speak the two common wire
 * formats; a host may bring its own.
 *
 * <p>An implementation
 *
 * <ul>
 *   <li>is safe for use by several threads at once;
 *   <li>bounds every wait, and never sleeps between tries;
 *   <li>makes one HTTP call for each {@code ask}, and at most one more, in the form that the server just demanded when it
 *       refused the first. Two that cost something are two {@code ask}s, for each of which the budget has a place;
 *   <li>logs neither keys nor what is asked and answered, and puts none of it into the text of an exception;
 *   <li>is called outside of transactions.
 * </ul>
 *
 * <p><b>What a call has cost</b> is told by how it ends, so that a budget can give back what was certainly not spent:
 *
 * <table>
 *   <caption>How a call ends, and whether it may have cost something</caption>
 *   <tr><th>end</th><th>cost</th></tr>
 *   <tr><td>a {@link ChatResponse}, whatever its end</td><td>its {@link ChatResponse#usage()}</td></tr>
 *   <tr><td>a {@code RetryableException} <em>with</em> a {@code retryAfter}</td><td>none: the provider refused it before any
 *       work, or was not reached at all. The wait may be {@link java.time.Duration#ZERO}</td></tr>
 *   <tr><td>a {@code RetryableException} <em>without</em> a {@code retryAfter}</td><td>unknown, up to everything: the request
 *       had gone out, and no answer came that could be read (a timeout, a broken connection, HTTP 500)</td></tr>
 *   <tr><td>a {@code CredentialsException} or {@code ConfigurationException}</td><td>none: it was refused</td></tr>
 *   <tr><td>anything else thrown</td><td>unknown, up to everything</td></tr>
 * </table>
 */
public interface ChatModel {

    /**
     * Asks the model.
     *
     * @param request what is asked
     * @return what it answered, in whatever way it ended
     * @throws dev.sdr.error.RetryableException if it cannot answer now: overload, a limit, a timeout, a broken connection. A
     *     {@code retryAfter} says both that trying earlier does not help, and that this call has cost nothing
     * @throws dev.sdr.error.CredentialsException if the key is refused or the account is out of money; it has cost nothing
     * @throws dev.sdr.error.ConfigurationException if there is no such model, or the request can never be taken; it has cost
     *     nothing
     */
    ChatResponse ask(ChatRequest request);

    /**
     * Its name, as the provider knows it, kept with every answer.
     *
     * @return the name, not blank
     */
    String name();

    /**
     * Everything that changes what it would answer to the same request: name, server, temperature, effort and the like.
     * Answers are remembered by it, so it must be the same after a restart with the same configuration.
     *
     * @return a short text without secrets; by default the name
     */
    default String fingerprint() {
        return name();
    }
}
