package dev.sdr.llm.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * A model behind OpenAI's chat completions, or behind any server that speaks that format: Azure, vLLM, Ollama, Groq, Gemini,
 * OpenRouter, DeepSeek, Mistral and others.
 *
 * <pre>{@code
 * ChatModel model = OpenAiModel.builder("https://api.example.com/v1", "some-model")
 *         .key(() -> secrets.get("llm"))
 *         .reasoningEffort("low")
 *         .build();
 * }</pre>
 *
 * <p>What some servers want:
 *
 * <ul>
 *   <li>Azure: {@code https://NAME.openai.azure.com/openai/v1} and {@code keyHeader("api-key")}; the model is the deployment's
 *       name. An older address ends with {@code /openai/deployments/NAME} and has {@code query("api-version", ..)}.
 *   <li>Most others, and models of their own: {@code tokenLimit(TokenLimit.MAX_TOKENS)} saves the one refused call.
 *   <li>Ollama: {@code http://localhost:11434/v1} without a key. It cuts a question that is longer than its {@code num_ctx}
 *       without a word, so set that large enough in the model's file.
 *   <li>OpenRouter: {@code extra("{\"provider\":{\"require_parameters\":true}}")}, or it may choose an endpoint that takes no
 *       schema.
 * </ul>
 *
 * <p>Only what is configured is sent, for many servers refuse a field that they do not know. What a server refuses and can
 * be said in another way, is: the limit of tokens under its other name, no temperature, the next {@link AnswerForm}. The
 * refused call and the second one count as the two that {@link ChatModel} allows, and what was learned is kept until the
 * process ends. If the second is refused like that too, the call ends with a {@code RetryableException} with a wait of zero.
 *
 * <p>No redirect is followed. Error texts name the HTTP status, the provider's type and code, and its request id, never its
 * message, which may echo the question. Safe for use by several threads; it holds a pool of connections, and is meant to be
 * made once.
 */
public final class OpenAiModel implements ChatModel {

    private final String name;
    private final String fingerprint;
    private final Asking asking;
    private final HttpUrl models;

    private OpenAiModel(Builder builder) {
        builder.server.check();
        this.name = builder.model;
        this.fingerprint = Fingerprint.of(
                builder.model,
                builder.server,
                "openai",
                builder.temperature,
                builder.effort,
                builder.form,
                builder.extra);
        OpenAiWire wire = new OpenAiWire(
                builder.model, builder.tokenLimit, builder.temperature, builder.effort, builder.extra.deepCopy());
        this.asking = new Asking(builder.model, wire, builder.server, builder.form);
        this.models = builder.server.url("models");
    }

    /**
     * A model.
     *
     * @param baseUrl where the API is, with the path before {@code /chat/completions}, as
     *     {@code https://api.example.com/v1}; it may have a query. https, or http on this machine
     * @param model the name under which the provider knows it; with Azure the deployment's
     * @return a builder
     * @throws IllegalArgumentException if the URL is none, or holds a user or password, or the name is blank
     */
    public static Builder builder(String baseUrl, String model) {
        return new Builder(baseUrl, model);
    }

    @Override
    public ChatResponse ask(ChatRequest request) {
        return asking.ask(requireNonNull(request, "request"));
    }

    /**
     * Looks the model up in the server's list ({@code GET /models}), which costs nothing: for a host to call when it starts,
     * to see that address and key are right and that the model is not about to be shut down. Servers without a list, as
     * Azure's older addresses, answer with an error that says nothing about {@code ask}.
     *
     * @return what the list says
     * @throws dev.sdr.error.RetryableException if the server cannot answer now
     * @throws dev.sdr.error.CredentialsException if the key is refused
     * @throws dev.sdr.error.ConfigurationException if there is no list
     */
    public ModelCheck check() {
        return ModelCheck.of(asking.get(models).body(), name);
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * The model, its server, and a hash over temperature, effort, form, query and extra fields, as they are configured: what
     * was learned of the server is not in it, so that it is the same after a restart.
     */
    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String toString() {
        return "OpenAI-compatible " + asking.who();
    }

    /** Options of an {@link OpenAiModel}. Not safe for use by several threads. */
    public static final class Builder {

        private final ServerOptions server;
        private final String model;
        private TokenLimit tokenLimit = TokenLimit.MAX_COMPLETION_TOKENS;
        private OptionalDouble temperature = OptionalDouble.empty();
        private Optional<String> effort = Optional.empty();
        private ObjectNode extra = ExtraFields.none();
        private AnswerForm form = AnswerForm.JSON_SCHEMA;

        private Builder(String baseUrl, String model) {
            this.server = new ServerOptions(baseUrl, "Authorization", "Bearer ");
            this.model = ExtraFields.model(model);
        }

        /**
         * Sets the key, sent as {@code Authorization: Bearer ...}. Default: none, for a server that asks for none.
         *
         * @param key gives the key, anew for each call; what it throws, the call throws. Spaces and line ends around the key
         *     are taken off
         * @return this
         */
        public Builder key(Supplier<String> key) {
            server.key(key);
            return this;
        }

        /**
         * Sends the key alone in another header, as Azure wants it in {@code api-key}.
         *
         * @param name the header's name
         * @return this
         * @throws IllegalArgumentException if that is no header's name
         */
        public Builder keyHeader(String name) {
            server.keyHeader(name, "");
            return this;
        }

        /**
         * Adds a header to each call.
         *
         * @param name its name
         * @param value gives its value, anew for each call; it is as secret as the key
         * @return this
         * @throws IllegalArgumentException if that is no header's name, or one that HTTP itself uses
         */
        public Builder header(String name, Supplier<String> value) {
            server.header(name, value);
            return this;
        }

        /**
         * Adds a parameter to the URL of each call, as Azure's {@code api-version}. It stays as it is in the base URL
         * otherwise.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Builder query(String name, String value) {
            server.query(name, value);
            return this;
        }

        /**
         * Sets under which name the limit of tokens is sent first. Default: {@code max_completion_tokens}.
         *
         * @param name the name
         * @return this
         */
        public Builder tokenLimit(TokenLimit name) {
            tokenLimit = requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets the temperature. Default: none is sent. A model that takes none gets none after its first refusal.
         *
         * @param value from 0.0 to 2.0
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder temperature(double value) {
            if (!(value >= 0.0 && value <= 2.0)) {
                throw new IllegalArgumentException("temperature must be in 0.0..2.0, was " + value);
            }
            temperature = OptionalDouble.of(value);
            return this;
        }

        /**
         * Sets {@code reasoning_effort}. Default: none is sent.
         *
         * @param word a word that the model knows, as {@code low}
         * @return this
         * @throws IllegalArgumentException if it is blank
         */
        public Builder reasoningEffort(String word) {
            if (word.isBlank()) {
                throw new IllegalArgumentException("reasoningEffort must not be blank");
            }
            effort = Optional.of(word.strip());
            return this;
        }

        /**
         * Sets further fields of each request's body, as {@code {"store":false}} or OpenRouter's {@code provider}. Default:
         * none.
         *
         * @param json one JSON object
         * @return this
         * @throws IllegalArgumentException if it is none, or holds a field that is set here in another way
         */
        public Builder extra(String json) {
            extra = ExtraFields.openAi(json);
            return this;
        }

        /**
         * Sets how the form of the answer is asked for at first. Default: {@link AnswerForm#JSON_SCHEMA}.
         *
         * @param first the form
         * @return this
         */
        public Builder form(AnswerForm first) {
            form = requireNonNull(first, "first");
            return this;
        }

        /**
         * Sets how long connecting may take. Default: 10 seconds.
         *
         * @param timeout from a millisecond to an hour
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder connectTimeout(Duration timeout) {
            server.connectTimeout(timeout);
            return this;
        }

        /**
         * Sets how long the server may be silent. Default: 60 seconds.
         *
         * @param timeout from a millisecond to an hour
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder readTimeout(Duration timeout) {
            server.readTimeout(timeout);
            return this;
        }

        /**
         * Sets how long one HTTP call may take as a whole. Default: 90 seconds. An {@code ask} makes at most two.
         *
         * @param timeout from a millisecond to an hour
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder callTimeout(Duration timeout) {
            server.callTimeout(timeout);
            return this;
        }

        /**
         * Sets how large an answer may be, unpacked. Default: 2,000,000 bytes. A larger one is not read to its end.
         *
         * @param bytes at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder maxResponseBytes(long bytes) {
            server.maxResponseBytes(bytes);
            return this;
        }

        /**
         * Uses the host's HTTP client, for its proxy, certificates and connections. Timeouts, redirects, cookies, cache and
         * repeats are as set here all the same. Its interceptors see keys and questions: one that logs bodies logs them.
         *
         * @param client the client
         * @return this
         */
        public Builder client(OkHttpClient client) {
            server.client(client);
            return this;
        }

        /**
         * Sets the clock by which a provider's dates are turned into waits. Default: the system's.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(Clock clock) {
            server.clock(clock);
            return this;
        }

        /**
         * Allows http to another machine. Key and mail can be read on the way: only for a line that is the host's own.
         * Default: not allowed.
         *
         * @return this
         */
        public Builder allowPlainHttp() {
            server.plainHttp();
            return this;
        }

        /**
         * Builds the model. Nothing is asked yet.
         *
         * @return the model
         * @throws IllegalArgumentException if the base URL is http on another machine and that was not allowed
         */
        public OpenAiModel build() {
            return new OpenAiModel(this);
        }
    }
}
