package dev.sdr.testkit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A stand-in for a language model on this machine, in both wire formats: OpenAI's {@code POST /chat/completions}, below any
 * path, and Anthropic's {@code POST /v1/messages}; and {@code GET /models}. Plain HTTP on a free port of the loopback
 * interface.
 *
 * <pre>{@code
 * try (ModelServer server = ModelServer.start()) {
 *     server.answer("{\"intent\":\"other\"}").fault(ModelFault.RATE_LIMITED_SECONDS);
 *     // give your client server.openAiUrl() or server.anthropicUrl(), and ModelServer.KEY
 *     ...
 *     assertThat(server.questions()).hasSize(2);
 * }
 * }</pre>
 *
 * <p>It checks what it is asked as the strictest of the providers does: the key, unknown fields, the rules of strict schemas,
 * the word JSON in JSON mode, roles, the required limit of tokens. Its errors say back the question and the key, so that a
 * test finds out who logs a provider's message. Faults are used up before answers, and answers that were queued before the
 * rule. A question without any answer gets HTTP 500 with the code {@code no_answer_given}. Safe for use by several threads.
 */
public final class ModelServer implements AutoCloseable {

    /** The key that it takes. It says {@code secret} so that a search for it finds it, and looks like nobody's key. */
    public static final String KEY = "secret-secret-secret-key";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_HANG_SECONDS = 60;

    private final ModelRules rules = new ModelRules(KEY);
    private final ModelFaults faulty;
    private final Deque<String> answers = new ArrayDeque<>();
    private final Deque<ModelFault> faults = new ArrayDeque<>();
    private final List<ModelQuestion> questions = new ArrayList<>();
    private final ModelList list = new ModelList();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger redirected = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final LoopbackHttp http;
    private final LoopbackHttp elsewhere;
    private Function<ModelQuestion, Optional<String>> rule = question -> Optional.empty();
    private Function<ModelQuestion, Optional<ModelFault>> faultRule = question -> Optional.empty();

    private ModelServer(Clock clock) {
        this.faulty = new ModelFaults(clock);
        this.elsewhere = LoopbackHttp.start("model-elsewhere", request -> {
            redirected.incrementAndGet();
            return LoopbackAnswer.json(200, "{}");
        });
        this.http = LoopbackHttp.start("model-stand-in", this::handle);
    }

    /**
     * Starts a server by the system's clock.
     *
     * @return the server, without any answer
     */
    public static ModelServer start() {
        return start(Clock.systemUTC());
    }

    /**
     * Starts a server.
     *
     * @param clock by which it tells when to come back
     * @return the server, without any answer
     */
    public static ModelServer start(Clock clock) {
        return new ModelServer(clock);
    }

    /**
     * The base URL for clients of OpenAI's format.
     *
     * @return the URL, with a path, without a slash at its end
     */
    public String openAiUrl() {
        return url() + "v1";
    }

    /**
     * The base URL for clients of Anthropic's format.
     *
     * @return the URL, without a slash at its end
     */
    public String anthropicUrl() {
        return "http://127.0.0.1:" + http.port();
    }

    /**
     * Where it listens.
     *
     * @return the root, with a slash at its end
     */
    public URI url() {
        return URI.create("http://127.0.0.1:" + http.port() + "/");
    }

    /**
     * Queues answers, one for each question.
     *
     * @param texts what the model writes, usually JSON
     * @return this
     */
    public synchronized ModelServer answer(String... texts) {
        answers.addAll(List.of(texts));
        return this;
    }

    /**
     * Answers by a rule whatever no answer is queued for.
     *
     * @param what gives what the model writes; called by one thread at a time
     * @return this
     */
    public synchronized ModelServer answers(Function<ModelQuestion, String> what) {
        rule = question -> Optional.of(what.apply(question));
        return this;
    }

    /**
     * Queues faults, one for each question.
     *
     * @param next the faults
     * @return this
     */
    public synchronized ModelServer fault(ModelFault... next) {
        faults.addAll(List.of(next));
        return this;
    }

    /**
     * Misbehaves by a rule whenever no fault is queued.
     *
     * @param when gives the fault for a question, or none; called by one thread at a time
     * @return this
     */
    public synchronized ModelServer faults(Function<ModelQuestion, Optional<ModelFault>> when) {
        faultRule = when;
        return this;
    }

    /**
     * Refuses fields of requests, or forms of answers, from now on, as servers do that do not know them.
     *
     * @param fields names of fields, as {@code temperature}, {@code max_tokens}, {@code tools} or {@code output_config}, or
     *     the types {@code json_schema} and {@code json_object} of OpenAI's {@code response_format}
     * @return this
     */
    public ModelServer refuses(String... fields) {
        rules.refused.addAll(List.of(fields));
        return this;
    }

    /**
     * Takes further fields of requests, which it would refuse as unknown otherwise.
     *
     * @param fields their names
     * @return this
     */
    public ModelServer knows(String... fields) {
        rules.known.addAll(List.of(fields));
        return this;
    }

    /**
     * Has these models only. At first it has every one.
     *
     * @param names their names
     * @return this
     */
    public ModelServer models(String... names) {
        rules.models.addAll(List.of(names));
        return this;
    }

    /**
     * Has a model that will be shut down, as {@code GET /models} then tells.
     *
     * @param model its name
     * @param date the day, as {@code 2027-01-14}
     * @return this
     */
    public ModelServer shutdown(String model, String date) {
        rules.models.add(model);
        list.shutdown(model, date);
        return this;
    }

    /**
     * Limits what a question may have, its answer included. At first there is no limit.
     *
     * @param tokens the limit, four characters each
     * @return this
     */
    public ModelServer context(int tokens) {
        rules.context = tokens;
        return this;
    }

    /**
     * Takes questions without a key as well, and with any.
     *
     * @return this
     */
    public ModelServer withoutKey() {
        rules.needsKey = false;
        return this;
    }

    /**
     * What it was asked so far, refused questions included.
     *
     * @return a copy, the oldest first
     */
    public synchronized List<ModelQuestion> questions() {
        return List.copyOf(questions);
    }

    /**
     * What it was asked last.
     *
     * @return the question
     * @throws IllegalStateException if there was none
     */
    public synchronized ModelQuestion lastQuestion() {
        if (questions.isEmpty()) {
            throw new IllegalStateException("nothing was asked");
        }
        return questions.get(questions.size() - 1);
    }

    /**
     * How many HTTP calls came, of any kind.
     *
     * @return the number since the start
     */
    public int calls() {
        return calls.get();
    }

    /**
     * How many calls came to where {@link ModelFault#REDIRECT} points.
     *
     * @return the number since the start
     */
    public int redirected() {
        return redirected.get();
    }

    private LoopbackAnswer handle(LoopbackRequest request) throws IOException {
        int number = calls.incrementAndGet();
        byte[] body = request.body();
        String path = request.path();
        LoopbackAnswer answer;
        if (request.method().equals("GET") && path.endsWith("/models")) {
            answer = models(ModelQuestion.of(path, request.headers(), JSON.createObjectNode()));
        } else if (request.method().equals("POST")
                && (path.endsWith("/chat/completions") || path.endsWith("/v1/messages"))) {
            answer = answer(path, request.headers(), body);
        } else {
            answer = new ModelRefusal(404, "invalid_request_error", "", "", "Unknown request URL").answer(false);
        }
        return answer.isCut() ? answer : answer.with("x-request-id", "req_" + number);
    }

    private LoopbackAnswer models(ModelQuestion question) {
        return rules.key(question).map(problem -> problem.answer(false)).orElseGet(() -> list.answer(rules.models));
    }

    private LoopbackAnswer answer(String path, Map<String, String> headers, byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException e) {
            return ModelRefusal.invalid("", "We could not parse the JSON body of your request.")
                    .answer(false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ModelQuestion question = ModelQuestion.of(path, headers, json);
        Next next = next(question);
        if (next.fault().filter(ModelFault.HANG::equals).isPresent()) {
            hang();
            return LoopbackAnswer.cut();
        }
        return next.answer();
    }

    /** What to do, decided under the lock; waiting is not done under it. */
    private record Next(Optional<ModelFault> fault, LoopbackAnswer answer) {}

    private synchronized Next next(ModelQuestion question) {
        questions.add(question);
        Optional<ModelRefusal> problem = rules.problem(question);
        if (problem.isPresent()) {
            return new Next(Optional.empty(), problem.get().answer(question.isAnthropic()));
        }
        Optional<ModelFault> fault = Optional.ofNullable(faults.poll()).or(() -> faultRule.apply(question));
        return new Next(fault, fault.map(one -> faulty(one, question)).orElseGet(() -> good(question)));
    }

    private LoopbackAnswer faulty(ModelFault fault, ModelQuestion question) {
        if (ModelSpoiled.needsText(fault)) {
            return text(question)
                    .map(text -> ModelSpoiled.of(fault, question, text))
                    .orElseGet(() -> noAnswer(question));
        }
        return switch (fault) {
            case HANG, RESET -> LoopbackAnswer.cut();
            case REDIRECT ->
                LoopbackAnswer.json(307, "{}").with("Location", "http://127.0.0.1:" + elsewhere.port() + "/v1/x");
            case REFUSAL, LENGTH_EMPTY, FILTERED_ANSWER, EMPTY, HUGE -> ModelSpoiled.without(fault, question);
            default -> faulty.of(fault, question);
        };
    }

    private LoopbackAnswer good(ModelQuestion question) {
        return text(question)
                .map(text -> ModelReply.of(question, text).answer())
                .orElseGet(() -> noAnswer(question));
    }

    private Optional<String> text(ModelQuestion question) {
        return Optional.ofNullable(answers.poll()).or(() -> rule.apply(question));
    }

    private static LoopbackAnswer noAnswer(ModelQuestion question) {
        return new ModelRefusal(500, "no_answer_given", "no_answer_given", "", "the test has given no answer")
                .answer(question.isAnthropic());
    }

    private void hang() {
        try {
            if (!closing.await(LONGEST_HANG_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("whoever asked waited longer than a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.close();
        elsewhere.close();
    }
}
