package dev.sdr.llm.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;

/**
 * A model behind Anthropic's Messages API, or behind a server that speaks its format.
 *
 * <pre>{@code
 * ChatModel model = AnthropicModel.builder("https://api.anthropic.com", "some-model")
 *         .key(() -> secrets.get("anthropic"))
 *         .build();
 * }</pre>
 *
 * <p>The form of the answer is asked for by {@code output_config}; where that is refused, by a tool that has to be called, and
 * then in words. What is said at {@link OpenAiModel} about redirects, error texts, the second call and threads goes for this
 * class too.
 */
public final class AnthropicModel implements ChatModel {

    private static final String VERSION = "2023-06-01";

    private final String name;
    private final String fingerprint;
    private final Asking asking;

    private AnthropicModel(Builder builder) {
        String version = builder.version;
        builder.server.header("anthropic-version", () -> version);
        builder.server.check();
        this.name = builder.model;
        this.fingerprint = Fingerprint.of(
                builder.model, builder.server, "anthropic", version, builder.temperature, builder.form, builder.extra);
        this.asking = new Asking(
                builder.model,
                new AnthropicWire(builder.model, builder.temperature, builder.extra.deepCopy()),
                builder.server,
                builder.form);
    }

    /**
     * A model.
     *
     * @param baseUrl where the API is, with the path before {@code /v1/messages}, as {@code https://api.anthropic.com}. https,
     *     or http on this machine
     * @param model the name under which the provider knows it
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

    @Override
    public String name() {
        return name;
    }

    /**
     * The model, its server, and a hash over the API's version, temperature, form and extra fields, as they are configured.
     */
    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String toString() {
        return "Anthropic " + asking.who();
    }

    /** Options of an {@link AnthropicModel}. Not safe for use by several threads. */
    public static final class Builder {

        private final ServerOptions server;
        private final String model;
        private String version = VERSION;
        private OptionalDouble temperature = OptionalDouble.empty();
        private ObjectNode extra = ExtraFields.none();
        private AnswerForm form = AnswerForm.JSON_SCHEMA;

        private Builder(String baseUrl, String model) {
            this.server = new ServerOptions(baseUrl, "x-api-key", "");
            this.model = ExtraFields.model(model);
        }

        /**
         * Sets the key, sent as {@code x-api-key}. Default: none.
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
         * Sends the key in {@code Authorization: Bearer ...}, as some servers of this format want it.
         *
         * @return this
         */
        public Builder bearer() {
            server.keyHeader("Authorization", "Bearer ");
            return this;
        }

        /**
         * Sets the version of the wire format, sent as {@code anthropic-version}. Default: 2023-06-01.
         *
         * @param date the version
         * @return this
         * @throws IllegalArgumentException if it is blank
         */
        public Builder version(String date) {
            if (date.isBlank()) {
                throw new IllegalArgumentException("version must not be blank");
            }
            version = date.strip();
            return this;
        }

        /**
         * Sets the temperature. Default: none is sent. A model that takes none gets none after its first refusal.
         *
         * @param value from 0.0 to 1.0
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder temperature(double value) {
            if (!(value >= 0.0 && value <= 1.0)) {
                throw new IllegalArgumentException("temperature must be in 0.0..1.0, was " + value);
            }
            temperature = OptionalDouble.of(value);
            return this;
        }

        /**
         * Sets further fields of each request's body. Default: none.
         *
         * @param json one JSON object
         * @return this
         * @throws IllegalArgumentException if it is none, or holds a field that is set here in another way
         */
        public Builder extra(String json) {
            extra = ExtraFields.anthropic(json);
            return this;
        }

        /**
         * Sets how the form of the answer is asked for at first. Default: {@link AnswerForm#JSON_SCHEMA}.
         *
         * @param first the form; this API has no {@link AnswerForm#JSON_OBJECT}
         * @return this
         * @throws IllegalArgumentException if it is that one
         */
        public Builder form(AnswerForm first) {
            if (first == AnswerForm.JSON_OBJECT) {
                throw new IllegalArgumentException("Anthropic's API has no JSON mode; use PROMPT");
            }
            form = requireNonNull(first, "first");
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
        public AnthropicModel build() {
            return new AnthropicModel(this);
        }
    }
}
