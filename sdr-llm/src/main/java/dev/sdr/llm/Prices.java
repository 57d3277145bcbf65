package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import dev.sdr.llm.chat.TokenUsage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What a model's tokens cost, as its provider says. The library knows no price of its own.
 *
 * @param currency the currency's code, such as {@code USD}; only shown
 * @param input a million tokens of what is asked, at least 0
 * @param cached a million tokens of what is asked that the provider has in its cache, at least 0
 * @param output a million tokens of the answer, hidden reasoning included, at least 0
 */
public record Prices(String currency, BigDecimal input, BigDecimal cached, BigDecimal output) {

    private static final int NANO = 9;
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a price is negative, above 1,000,000 or has more than nine decimals
     */
    public Prices {
        requireNonNull(currency, "currency");
        check(input);
        check(cached);
        check(output);
    }

    private static void check(BigDecimal price) {
        if (price.signum() < 0
                || price.compareTo(HIGHEST) > 0
                || price.stripTrailingZeros().scale() > NANO) {
            throw new IllegalArgumentException(
                    "a price of a million tokens is 0 to 1,000,000 with at most nine decimals, was " + price);
        }
    }

    /**
     * No prices: calls and tokens are counted, and everything costs 0. A budget of money needs prices.
     *
     * @return prices of 0
     */
    public static Prices none() {
        return new Prices("", BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    /**
     * Prices of a million tokens.
     *
     * @param currency the currency's code
     * @param input of what is asked, such as {@code "0.10"}
     * @param cached of what is asked and cached; the input's price if the provider has no other
     * @param output of the answer
     * @return the prices
     * @throws IllegalArgumentException if one is no number, negative, above 1,000,000 or has more than nine decimals
     */
    public static Prices perMillion(String currency, String input, String cached, String output) {
        return new Prices(currency, number(input), number(cached), number(output));
    }

    static BigDecimal number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no number: " + text, e);
        }
    }

    boolean areNone() {
        return input.signum() == 0 && cached.signum() == 0 && output.signum() == 0;
    }

    /** What a call costs, in units of 0.000000001, rounded up. */
    long nanos(TokenUsage usage) {
        long hot = Math.min(usage.cached(), usage.prompt());
        return nanos(usage.prompt() - hot, hot, usage.completion());
    }

    /** The most a call may cost whose tokens are at most so many. */
    long mostNanos(long prompt, long completion) {
        return cached.compareTo(input) > 0 ? nanos(0, prompt, completion) : nanos(prompt, 0, completion);
    }

    private long nanos(long cold, long hot, long completion) {
        BigDecimal sum = input.multiply(BigDecimal.valueOf(cold))
                .add(cached.multiply(BigDecimal.valueOf(hot)))
                .add(output.multiply(BigDecimal.valueOf(completion)));
        return nanos(sum.divide(new BigDecimal(MILLION)));
    }

    /** An amount in units of 0.000000001, rounded up. */
    static long nanos(BigDecimal amount) {
        return amount.movePointRight(NANO).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    /** An amount of so many units of 0.000000001. */
    static BigDecimal amount(long nanos) {
        return BigDecimal.valueOf(nanos, NANO);
    }
}
