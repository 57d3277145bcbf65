package dev.sdr.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What was spent on one thing: settled calls as they were, and those on their way at the most they may cost.
 *
 * @param calls how many calls
 * @param prompt the tokens asked, with those cached
 * @param cached of those, the ones that were cached
 * @param completion the tokens answered
 * @param nanos the cost in units of 0.000000001
 */
record Totals(long calls, long prompt, long cached, long completion, long nanos) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0);

    static Totals of(JsonNode json) {
        return new Totals(
                json.path("calls").asLong(),
                json.path("prompt_tokens").asLong(),
                json.path("cached_tokens").asLong(),
                json.path("completion_tokens").asLong(),
                json.path("nanos").asLong());
    }

    void write(ObjectNode json) {
        json.put("calls", calls)
                .put("prompt_tokens", prompt)
                .put("cached_tokens", cached)
                .put("completion_tokens", completion)
                .put("nanos", nanos);
    }

    Totals reserved(long most) {
        return new Totals(calls + 1, prompt, cached, completion, nanos + most);
    }

    /** Never below 0, also where the reservation is no longer in here. */
    Totals settled(long most, Totals spent) {
        return new Totals(
                Math.max(0, calls - 1 + spent.calls),
                prompt + spent.prompt,
                cached + spent.cached,
                completion + spent.completion,
                Math.max(0, nanos - most + spent.nanos));
    }

    /** Which limit one more call might pass, in words. */
    Optional<String> beyond(Budget.Limit limit, long most, String of) {
        if (limit.calls().isPresent() && calls + 1 > limit.calls().getAsLong()) {
            return Optional.of("the budget of " + limit.calls().getAsLong() + " calls " + of + " is spent");
        }
        return limit.cost()
                .filter(cost -> nanos + most > Prices.nanos(cost))
                .map(cost -> "the budget of " + cost.toPlainString() + " " + of + " does not hold one more call");
    }
}
