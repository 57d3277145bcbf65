package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sdr.error.CommitUnknownException;
import dev.sdr.error.ConfigurationException;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A language model with its prices, a budget and a memory: what {@link LlmClassifier}, {@code LlmComposer} and {@code
 * LlmResponder} ask. Give one to all of them.
 *
 * <pre>{@code
 * Llm llm = Llm.builder(store, model)
 *         .prices(Prices.perMillion("USD", "0.10", "0.01", "0.50"))
 *         .budget(Budget.none().callsPerDay(1_000).costPerDay("5"))
 *         .build();
 * }</pre>
 *
 * <p>Nothing is asked twice: what was answered about a lead is kept in the store with the lead, the last 50 answers of each,
 * and is erased and retained with it; and for an hour in this process, at most 2,000 of all leads. A question is the same if
 * lead, model, prompt and texts are. The same question of several threads is one call; the others wait for it.
 *
 * <p>A budget is never passed: before a call its place is taken in the store, at the most it may cost, and afterwards settled.
 * The most it may cost is estimated: three plain characters of what is asked are a token, of all others each byte is one, and the
 * answer is as long as it may be. What the
 * provider certainly did not take is given back ({@link ChatModel} says how it tells); a call that timed out, or was lost in a
 * crash, counts in full. A lead that is not in the store, as in a preview, counts for its day and campaign only.
 *
 * <p>When the provider asks for a pause, nothing is asked until then, for an hour at most, and everybody is told at once.
 * Nothing waits, no thread is started, and neither questions nor answers are logged. Safe for use by several threads.
 */
public final class Llm {

    private static final Duration AT_HAND = Duration.ofHours(1);
    private static final int MOST_AT_HAND = 2_000;

    /** How much longer an answer may get that was cut off. */
    private static final int LONGER = 3;

    private final ChatModel model;
    private final Prices prices;
    private final Prompts prompts;
    private final Clock clock;
    private final Ledger ledger;
    private final Caller caller;
    private final Cache<String, AtHand> atHand = Caffeine.newBuilder()
            .maximumSize(MOST_AT_HAND)
            .expireAfterWrite(AT_HAND)
            .executor(Runnable::run)
            .build();
    private final Map<String, CompletableFuture<Answered>> asked = new ConcurrentHashMap<>();

    private Llm(Builder builder) {
        this.model = builder.model;
        this.prices = builder.prices;
        this.prompts = builder.prompts;
        this.clock = builder.clock;
        this.ledger = new Ledger(builder.store, builder.budget, builder.clock);
        this.caller = new Caller(model, prices, ledger, clock);
    }

    /**
     * Begins one whose memory and budget are in a store, for all nodes on it.
     *
     * @param store the runner's store, which stays the caller's to close
     * @param model the model
     * @return its builder
     */
    public static Builder builder(SequenceStore store, ChatModel model) {
        return new Builder(store, model);
    }

    /**
     * One for tools such as an evaluation: its memory and what it counts are gone with it, and nothing is limited.
     *
     * @param model the model
     * @return the model with a memory of its own
     */
    public static Llm withoutStore(ChatModel model) {
        return builder(new InMemorySequenceStore(), model).build();
    }

    /**
     * What was spent.
     *
     * @return the read-outs
     */
    public Spending spending() {
        return new Spending(ledger, prices.currency());
    }

    /** A prompt, as the host has it. */
    Prompt prompt(String name) {
        return prompts.get(name);
    }

    Clock clock() {
        return clock;
    }

    /** What answers questions of this prompt: the model's fingerprint, the prompt's name, version and hash. */
    String version(Prompt prompt) {
        return model.fingerprint() + " " + prompt.id();
    }

    /** Whether a call may have cost something, and so counts, that ended in what {@link #ask} threw. */
    static boolean mayHaveCost(RuntimeException thrown) {
        return Caller.mayHaveCost(thrown);
    }

    /** What is kept of a lead under a name, as {@link #keep} did. */
    Optional<Answered> kept(String leadId, String name) {
        return ledger.remembered(leadId, name);
    }

    /** Keeps something about a lead with its answers, the first under a name for good. Returns what is kept. */
    Answered keep(String leadId, String name, Answered answered) {
        return ledger.keep(leadId, name, answered);
    }

    /**
     * Answers a question: from memory, or else by one call, and by one more if the answer was cut off, with a higher limit, or empty.
     * Not to be called inside a transaction.
     *
     * <p>Throws what {@link ChatModel#ask} throws, and what the store throws; the same question may then be asked again. While
     * the provider's pause lasts, it is a {@code RetryableException} with a {@code retryAfter}, without a call. An answer that
     * the store could not take is stored when the question is asked again.
     *
     * @param question the question
     * @return what became of it
     */
    Answered ask(Question question) {
        String hash = question.hash(model.fingerprint());
        String key = question.leadId() + "\n" + hash;
        CompletableFuture<Answered> mine = new CompletableFuture<>();
        CompletableFuture<Answered> other = asked.putIfAbsent(key, mine);
        if (other != null) {
            return joined(other).again();
        }
        try {
            Answered answered = answer(question, hash, key);
            mine.complete(answered);
            return answered;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            asked.remove(key, mine);
        }
    }

    private static Answered joined(CompletableFuture<Answered> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private Answered answer(Question question, String hash, String key) {
        AtHand known = atHand.getIfPresent(key);
        if (known != null) {
            known.settle(ledger);
            return known.answered.again();
        }
        Optional<Answered> kept = ledger.remembered(question.leadId(), hash);
        if (kept.isPresent()) {
            atHand.put(key, new AtHand(kept.get(), hash, Optional.empty()));
            return kept.get().again();
        }
        Frame frame = new Frame(question, hash);
        ChatRequest request = frame.request();
        Caller.Tried tried = caller.call(question.leadId(), question.campaignId(), request);
        if (tried.made().filter(m -> isNothing(m.response())).isPresent()) {
            Caller.Made nothing = tried.made().get();
            ledger.settle(nothing.place(), nothing.spent(), hash, Optional.empty());
            boolean cutOff = nothing.response().end() == ChatResponse.End.LENGTH;
            ChatRequest again = cutOff ? request.withMaxTokens(LONGER * question.maxTokens()) : request;
            tried = caller.call(question.leadId(), question.campaignId(), again);
        }
        String version = version(question.prompt());
        if (tried.made().isEmpty()) {
            return Answered.none(Answered.Kind.OVER_BUDGET, version, tried.refusal());
        }
        Answered answered = read(tried.made().get().response(), question, frame, version);
        AtHand found = new AtHand(answered, hash, tried.made());
        atHand.put(key, found);
        found.settle(ledger);
        return answered;
    }

    /** Whether it is worth a second call: cut off, or empty, as after a miss that the provider reports. */
    private static boolean isNothing(ChatResponse response) {
        return response.end() == ChatResponse.End.LENGTH
                || (response.end() == ChatResponse.End.COMPLETE
                        && response.text().isBlank());
    }

    private static Answered read(ChatResponse response, Question question, Frame frame, String version) {
        switch (response.end()) {
            case REFUSED:
                return Answered.none(Answered.Kind.REFUSED, version, "the model would not answer");
            case FILTERED:
                return Answered.none(Answered.Kind.REFUSED, version, "the provider's filter took question or answer");
            case LENGTH:
                return invalid(version, "the answer was cut off twice");
            case COMPLETE:
            default:
                Optional<JsonNode> json = FormCheck.read(response.text());
                if (json.isEmpty()) {
                    return invalid(version, "the answer is no JSON");
                }
                if (frame.isIn(response.text()) || frame.isIn(json.get().toString())) {
                    return invalid(version, "the answer repeats a mark of its instructions");
                }
                return FormCheck.problem(json.get(), question.schema())
                        .map(problem -> invalid(version, problem))
                        .orElseGet(() -> Answered.of(json.get(), version));
        }
    }

    private static Answered invalid(String version, String reason) {
        return Answered.none(Answered.Kind.INVALID, version, reason);
    }

    /** An answer in this process's memory, and its call as long as the store does not know. */
    private static final class AtHand {

        final Answered answered;
        private final String hash;
        private Optional<Caller.Made> open;

        AtHand(Answered answered, String hash, Optional<Caller.Made> open) {
            this.answered = answered;
            this.hash = hash;
            this.open = open;
        }

        synchronized void settle(Ledger ledger) {
            if (open.isEmpty()) {
                return;
            }
            Caller.Made made = open.get();
            try {
                ledger.settle(made.place(), made.spent(), hash, Optional.of(answered));
            } catch (
                    CommitUnknownException
                            e) { // twice would give back too much: from here on only the answer is stored
                open = Optional.of(new Caller.Made(made.response(), made.place().of(0), new Totals(1, 0, 0, 0, 0)));
                throw e;
            }
            open = Optional.empty();
        }
    }

    /** Options of an {@link Llm}. Not safe for use by several threads. */
    public static final class Builder {

        private final SequenceStore store;
        private final ChatModel model;
        private Prices prices = Prices.none();
        private Budget budget = Budget.none();
        private Prompts prompts = Prompts.standard();
        private Clock clock = Clock.systemUTC();

        private Builder(SequenceStore store, ChatModel model) {
            this.store = requireNonNull(store, "store");
            this.model = requireNonNull(model, "model");
        }

        /**
         * Sets what tokens cost. Default: nothing.
         *
         * @param newPrices the provider's prices
         * @return this
         */
        public Builder prices(Prices newPrices) {
            this.prices = requireNonNull(newPrices, "prices");
            return this;
        }

        /**
         * Sets what may be spent. Default: no limit.
         *
         * @param newBudget the limits, the same on all nodes
         * @return this
         */
        public Builder budget(Budget newBudget) {
            this.budget = requireNonNull(newBudget, "budget");
            return this;
        }

        /**
         * Sets the prompts. Default: {@link Prompts#standard()}.
         *
         * @param newPrompts the prompts
         * @return this
         */
        public Builder prompts(Prompts newPrompts) {
            this.prompts = requireNonNull(newPrompts, "prompts");
            return this;
        }

        /**
         * Sets the clock that days and pauses go by. Default: the system's.
         *
         * @param newClock the clock, the runner's if it has one
         * @return this
         */
        public Builder clock(Clock newClock) {
            this.clock = requireNonNull(newClock, "clock");
            return this;
        }

        /**
         * Makes it.
         *
         * @return the model with its limits
         * @throws ConfigurationException if the budget limits money and there are no prices
         */
        public Llm build() {
            if (budget.limitsMoney() && prices.areNone()) {
                throw new ConfigurationException("a budget of money needs prices: say prices(Prices.perMillion(..))");
            }
            return new Llm(this);
        }
    }
}
