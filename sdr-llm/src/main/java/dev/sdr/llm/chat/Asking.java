package dev.sdr.llm.chat;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a server in its wire format: one call, and at most one more, for which what the first one taught is remembered. */
final class Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final String who;
    private final WireFormat wire;
    private final ModelHttp http;
    private final HttpUrl url;
    private final Clock clock;
    private volatile Learned learned;

    Asking(String model, WireFormat wire, ServerOptions options, AnswerForm form) {
        this.who = "model " + model + " at " + options.place();
        this.wire = wire;
        this.http = new ModelHttp(who, options);
        this.url = options.url(wire.path());
        this.clock = options.clock();
        this.learned = Learned.nothing(form);
    }

    /** The model and its server, without secrets. */
    String who() {
        return who;
    }

    ChatResponse ask(ChatRequest request) {
        Learned now = learned;
        HttpAnswer answer = post(request, now);
        Optional<ProviderError> error = ProviderError.in(answer);
        if (error.isEmpty()) {
            return read(answer, request, now);
        }
        if (error.get().isMiss()) {
            return missed(error.get(), request);
        }
        Optional<Learned> lesson = lesson(error.get(), now);
        return lesson.isEmpty() ? ended(error.get(), request) : second(request, lesson.get());
    }

    /** It was paid. Whoever holds the budget says whether it is asked for again. */
    private static ChatResponse missed(ProviderError error, ChatRequest request) {
        TokenUsage cost = TokenUsage.estimate(request, error.missedLength());
        return new ChatResponse(
                ChatResponse.End.COMPLETE, "", cost, error.answer().requestId());
    }

    private ChatResponse second(ChatRequest request, Learned now) {
        HttpAnswer answer = post(request, now);
        Optional<ProviderError> error = ProviderError.in(answer);
        if (error.isEmpty()) {
            return read(answer, request, now);
        }
        if (error.get().isMiss()) {
            return missed(error.get(), request);
        }
        if (lesson(error.get(), now).isPresent()) {
            throw RetryableException.after(
                    who + ": " + error.get().shown()
                            + "; the server refused this form of the question too, the next call is in another one",
                    Duration.ZERO);
        }
        return ended(error.get(), request);
    }

    private HttpAnswer post(ChatRequest request, Learned now) {
        long start = System.nanoTime();
        HttpAnswer answer = http.post(url, wire.body(request, now));
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{}: HTTP {} after {} ms, request {}",
                    who,
                    answer.status(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                    answer.requestId());
        }
        return answer;
    }

    private Optional<Learned> lesson(ProviderError error, Learned now) {
        Optional<Learned> lesson = error.isOfRequest() ? wire.lesson(error, now) : Optional.empty();
        return lesson.map(more -> learn(more, error));
    }

    /** Of several threads that learn the same, one says so. */
    private synchronized Learned learn(Learned more, ProviderError error) {
        Learned after = learned.and(more);
        if (!after.equals(learned)) {
            LOG.warn("{}: {}; from now on it is asked with {}", who, error.shown(), after);
            learned = after;
        }
        return after;
    }

    private ChatResponse read(HttpAnswer answer, ChatRequest request, Learned now) {
        Optional<WireFormat.Reading> read = wire.read(answer, now);
        if (read.isEmpty()) {
            throw new RetryableException(
                    who + ": " + ProviderError.unreadable(answer).shown() + "; the answer is not in the API's format");
        }
        WireFormat.Reading reading = read.get();
        if (reading.error().isPresent()) {
            return brokenOff(reading.error().get(), request);
        }
        TokenUsage usage = reading.usage()
                .orElseGet(() -> TokenUsage.estimate(request, reading.text().length()));
        String text = reading.end() == ChatResponse.End.COMPLETE ? AnswerText.of(reading.text()) : "";
        return new ChatResponse(reading.end(), text, usage, answer.requestId());
    }

    /** An error in the middle of an answer: the model had begun to work. */
    private ChatResponse brokenOff(ProviderError error, ChatRequest request) {
        try {
            return ended(error, request);
        } catch (SdrException e) {
            throw new RetryableException(who + ": " + error.shown() + "; the answer was broken off", e);
        }
    }

    private ChatResponse ended(ProviderError error, ChatRequest request) {
        if (error.isFiltered()) {
            TokenUsage usage = TokenUsage.estimate(request, 0);
            return new ChatResponse(
                    ChatResponse.End.FILTERED, "", usage, error.answer().requestId());
        }
        throw Refusals.of(who, error, clock.instant());
    }

    /** Reads a GET of the same server. */
    HttpAnswer get(HttpUrl other) {
        HttpAnswer answer = http.get(other);
        Optional<ProviderError> error = ProviderError.in(answer);
        if (error.isPresent()) {
            throw Refusals.of(who, error.get(), clock.instant());
        }
        if (!answer.body().isObject()) {
            throw new ConfigurationException(who + ": " + other.encodedPath() + " is not answered with JSON");
        }
        return answer;
    }
}
