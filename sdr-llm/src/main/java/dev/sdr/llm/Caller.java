package dev.sdr.llm;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.llm.chat.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes single calls: not while the provider wants a pause, and each with a place in the ledger. Thread-safe. */
final class Caller {

    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int BYTES = 3;
    private static final int ENVELOPE = 100;

    private final ChatModel model;
    private final Prices prices;
    private final Ledger ledger;
    private final Clock clock;
    private final AtomicReference<Instant> pausedUntil = new AtomicReference<>(Instant.MIN);

    Caller(ChatModel model, Prices prices, Ledger ledger, Clock clock) {
        this.model = model;
        this.prices = prices;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * A call that was made and is not settled yet.
     *
     * @param response what the model said
     * @param place its place
     * @param spent what it did cost
     */
    record Made(ChatResponse response, Ledger.Place place, Totals spent) {}

    /**
     * A call, or why it was not made.
     *
     * @param made the call
     * @param refusal which limit it might have passed; empty if it was made
     */
    record Tried(Optional<Made> made, String refusal) {}

    Tried call(String leadId, Optional<String> campaignId, ChatRequest request) {
        Instant now = clock.instant();
        Instant until = pausedUntil.get();
        if (now.isBefore(until)) {
            throw RetryableException.after(
                    "model " + model.name() + " is not asked until " + until + ", as its provider wanted",
                    Duration.between(now, until));
        }
        Ledger.Taken taken = ledger.take(leadId, campaignId, most(request));
        if (taken.place().isEmpty()) {
            LOG.debug("Model {} is not asked: {}", model.name(), taken.refusal());
            return new Tried(Optional.empty(), taken.refusal());
        }
        Ledger.Place place = taken.place().get();
        ChatResponse response;
        try {
            response = model.ask(request);
        } catch (RuntimeException e) {
            pause(e);
            if (!mayHaveCost(e)) {
                giveBack(place, e);
            }
            throw e;
        }
        LOG.debug("Model {} answered {}, request {}", model.name(), response.end(), response.requestId());
        TokenUsage used = response.usage();
        Totals spent = new Totals(1, used.prompt(), used.cached(), used.completion(), prices.nanos(used));
        return new Tried(Optional.of(new Made(response, place, spent)), "");
    }

    /** Whether a call that ended like this may have cost something: see {@link ChatModel}. */
    static boolean mayHaveCost(RuntimeException thrown) {
        boolean refused = thrown instanceof CredentialsException || thrown instanceof ConfigurationException;
        boolean putOff =
                thrown instanceof RetryableException e && e.retryAfter().isPresent();
        return !refused && !putOff;
    }

    /** What cannot be given back counts as spent: the limit holds all the same. */
    private void giveBack(Ledger.Place place, RuntimeException thrown) {
        try {
            ledger.settle(place, Totals.NONE, "", Optional.empty());
        } catch (RuntimeException e) {
            thrown.addSuppressed(e);
        }
    }

    private void pause(RuntimeException thrown) {
        if (thrown instanceof RetryableException e) {
            e.retryAfter().ifPresent(wait -> {
                Duration pause = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
                pausedUntil.accumulateAndGet(clock.instant().plus(pause), (a, b) -> a.isAfter(b) ? a : b);
            });
        }
    }

    /** The most a call may cost. The schema counts twice, because some servers want it in words too. */
    private long most(ChatRequest request) {
        long asked = tokens(request.system())
                + tokens(request.user())
                + 2 * tokens(request.schema().toString());
        return prices.mostNanos(asked + ENVELOPE, request.maxTokens());
    }

    /** Rare letters are a token a byte. */
    private static long tokens(String text) {
        long plain = text.chars().filter(c -> c < 0x80).count();
        return plain / BYTES + text.getBytes(StandardCharsets.UTF_8).length - plain;
    }
}
