package dev.sdr.testkit;

import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts what each mailbox spends at a {@link GmailServer}, and refuses what goes over a limit if one is set. Safe for use by
 * several threads.
 *
 * <p>Units are counted for calls that are carried out, also if their answer is lost. Calls that are refused for a limit, a
 * token or a scope cost nothing.
 */
public final class GmailMeter {

    private static final long MINUTE = 60;

    private final Clock clock;
    private final Map<GmailMethod, Integer> prices = new EnumMap<>(GmailMethod.class);
    private final Map<String, Map<GmailMethod, Integer>> calls = new HashMap<>();
    private final Map<String, Integer> units = new HashMap<>();
    private final Map<String, Integer> inMinute = new HashMap<>();
    private long minute;
    private int perMinute = Integer.MAX_VALUE;
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private int atOnce = Integer.MAX_VALUE;

    GmailMeter(Clock clock) {
        this.clock = clock;
    }

    /**
     * Limits what a mailbox may spend in a minute of the server's clock. At first there is no limit. Google's is 6,000 for
     * projects made since May 2026.
     *
     * @param most units per mailbox and minute, not negative
     * @return this
     */
    public synchronized GmailMeter limitPerMinute(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("a limit is not negative, was " + most);
        }
        perMinute = most;
        return this;
    }

    /**
     * Limits how many calls of a mailbox may run at once; each call in a batch counts. More are answered 429. At first there
     * is no limit. Google does not publish its own.
     *
     * @param most calls, at least 1
     * @return this
     */
    public synchronized GmailMeter limitAtOnce(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one call, was " + most);
        }
        atOnce = most;
        return this;
    }

    /**
     * How many calls of a mailbox ran at the same time at most.
     *
     * @param address the mailbox
     * @return calls since the start or the last {@link #reset()}, each call in a batch counted
     */
    public synchronized int mostAtOnce(String address) {
        return most.getOrDefault(address.toLowerCase(Locale.ROOT), 0);
    }

    /** Begins calls together: how many of them are within the limit. */
    synchronized int begin(String address, int calls) {
        int before = inFlight.getOrDefault(address, 0);
        inFlight.put(address, before + calls);
        most.merge(address, before + calls, Math::max);
        return Math.max(0, Math.min(calls, atOnce - before));
    }

    synchronized void end(String address, int calls) {
        inFlight.merge(address, -calls, Integer::sum);
    }

    /**
     * Changes the price of a call.
     *
     * @param method the call
     * @param price units, not negative
     * @return this
     */
    public synchronized GmailMeter price(GmailMethod method, int price) {
        if (price < 0) {
            throw new IllegalArgumentException("a price is not negative, was " + price);
        }
        prices.put(method, price);
        return this;
    }

    /**
     * What a mailbox has spent.
     *
     * @param address the mailbox
     * @return units since the start or the last {@link #reset()}
     */
    public synchronized int units(String address) {
        return units.getOrDefault(address.toLowerCase(Locale.ROOT), 0);
    }

    /**
     * How often a call was carried out.
     *
     * @param address the mailbox
     * @param method the call
     * @return the number since the start or the last {@link #reset()}; calls inside a batch count each
     */
    public synchronized int calls(String address, GmailMethod method) {
        return calls.getOrDefault(address.toLowerCase(Locale.ROOT), Map.of()).getOrDefault(method, 0);
    }

    /** Starts counting anew. Limits and prices stay. */
    public synchronized void reset() {
        calls.clear();
        units.clear();
        inMinute.clear();
        most.clear();
    }

    /** Takes the price of a call: false if there is not enough left in this minute. */
    synchronized boolean take(String address, GmailMethod method) {
        long now = Math.floorDiv(clock.instant().getEpochSecond(), MINUTE);
        if (now != minute) {
            minute = now;
            inMinute.clear();
        }
        int price = prices.getOrDefault(method, method.units());
        if (inMinute.getOrDefault(address, 0) > perMinute - price) {
            return false;
        }
        inMinute.merge(address, price, Integer::sum);
        units.merge(address, price, Integer::sum);
        calls.computeIfAbsent(address, a -> new EnumMap<>(GmailMethod.class)).merge(method, 1, Integer::sum);
        return true;
    }
}
