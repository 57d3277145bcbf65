package dev.sdr.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * When a {@link GmailServer} misbehaves. Each call inside a batch is a call of its own here. Faults given by
 * {@link #next(GmailFault)} come first, then the rules, in the order they were added. Safe for use by several threads.
 */
public final class GmailFaults {

    /** The methods of the API: all but the batch as a whole and the token endpoint. */
    private static final Set<GmailMethod> API = EnumSet.complementOf(EnumSet.of(GmailMethod.BATCH, GmailMethod.TOKEN));

    private record Next(Set<GmailMethod> methods, GmailFault fault) {}

    private interface Rule {
        Optional<GmailFault> fault(GmailMethod method);
    }

    private final List<Next> next = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private Duration retryAfter = Duration.ofMinutes(1);
    private int count;

    GmailFaults() {}

    /**
     * Spoils the next call of the API, whichever it is.
     *
     * @param fault how
     * @return this
     */
    public synchronized GmailFaults next(GmailFault fault) {
        next.add(new Next(API, fault));
        return this;
    }

    /**
     * Spoils the next call of one method; several are used up one after the other.
     *
     * @param method the method; {@link GmailMethod#BATCH} for a batch as a whole, {@link GmailMethod#TOKEN} for the token
     *     endpoint
     * @param fault how
     * @return this
     */
    public synchronized GmailFaults next(GmailMethod method, GmailFault fault) {
        next.add(new Next(EnumSet.of(method), fault));
        return this;
    }

    /**
     * Spoils every n-th call of one method.
     *
     * @param method the method
     * @param n 1 for each call, 2 for each second one, and so on
     * @param fault how
     * @return this
     */
    public synchronized GmailFaults every(GmailMethod method, int n, GmailFault fault) {
        if (n < 1) {
            throw new IllegalArgumentException("every n-th, n at least 1, was " + n);
        }
        rules.add(new Rule() {
            private int seen;

            @Override
            public Optional<GmailFault> fault(GmailMethod called) {
                return called == method && ++seen % n == 0 ? Optional.of(fault) : Optional.empty();
            }
        });
        return this;
    }

    /**
     * Spoils a share of all calls of the API, by chance.
     *
     * @param seed the seed: the same calls in the same order meet the same faults
     * @param share from 0 to 1
     * @param kinds how, each as likely as the others
     * @return this
     */
    public synchronized GmailFaults share(long seed, double share, GmailFault... kinds) {
        List<GmailFault> choice = List.of(kinds);
        if (choice.isEmpty() || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share from 0 to 1 and at least one fault, was " + share);
        }
        Random random = new Random(seed);
        rules.add(called -> API.contains(called) && random.nextDouble() < share
                ? Optional.of(choice.get(random.nextInt(choice.size())))
                : Optional.empty());
        return this;
    }

    /**
     * How far ahead the instant in {@link GmailFault#USER_RATE_LIMIT} is. At first one minute.
     *
     * @param ahead from the server's clock
     * @return this
     */
    public synchronized GmailFaults retryAfter(Duration ahead) {
        retryAfter = ahead;
        return this;
    }

    /** Behaves again from now on. */
    public synchronized void clear() {
        next.clear();
        rules.clear();
    }

    /**
     * How many calls were spoilt.
     *
     * @return the number since the start
     */
    public synchronized int count() {
        return count;
    }

    synchronized Duration retryAfter() {
        return retryAfter;
    }

    synchronized Optional<GmailFault> draw(GmailMethod method) {
        Optional<GmailFault> drawn = drawn(method);
        drawn.ifPresent(f -> count++);
        return drawn;
    }

    private Optional<GmailFault> drawn(GmailMethod method) {
        for (Iterator<Next> left = next.iterator(); left.hasNext(); ) {
            Next one = left.next();
            if (one.methods().contains(method)) {
                left.remove();
                return Optional.of(one.fault());
            }
        }
        for (Rule rule : rules) {
            Optional<GmailFault> fault = rule.fault(method);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
