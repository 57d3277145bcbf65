package dev.sdr.llm;

/**
 * A language model behind an interface of chats. {@link OpenAiModel} and {@link AnthropicModel} speak the two common wire
 * formats; a host may bring its own.
 *
 * <p>An implementation is safe for use by several threads at once, bounds every wait, never sleeps between tries, and logs
 * neither keys nor what is asked and answered. It asks once, and once more only in the form that a server just demanded.
 */
public interface ChatModel {

    /**
     * Asks the model.
     *
     * @param request what is asked
     * @return what it answered, in whatever way it ended
     * @throws dev.sdr.error.RetryableException if it cannot answer now: overload, a limit, a timeout, a broken connection; its
     *     {@code retryAfter} is what the provider said
     * @throws dev.sdr.error.CredentialsException if the key is refused or the account is out of money
     * @throws dev.sdr.error.ConfigurationException if there is no such model, or the request can never be taken
     */
    ChatResponse ask(ChatRequest request);

    /**
     * Its name, as the provider knows it, kept with every answer.
     *
     * @return the name, not blank
     */
    String name();

    /**
     * Everything that changes what it would answer to the same request: name, temperature, effort and the like. Answers are
     * remembered by it.
     *
     * @return a short text without secrets; by default the name
     */
    default String fingerprint() {
        return name();
    }
}
