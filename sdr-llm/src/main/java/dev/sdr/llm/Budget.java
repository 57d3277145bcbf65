package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What may be spent on a model: calls and money, for each lead and campaign as long as they are known, and for each day in
 * UTC. A call that might pass a limit is not made. By default nothing is limited.
 *
 * @param lead for each lead, over all its time
 * @param day for each day in UTC, over all nodes on one store
 * @param campaign for each campaign, over all its time
 */
public record Budget(Limit lead, Limit day, Limit campaign) {

    /**
     * What may be spent on one thing.
     *
     * @param calls the most calls, at least 0; empty for no limit
     * @param cost the most money in the currency of the {@link Prices}, at least 0; empty for no limit
     */
    public record Limit(OptionalLong calls, Optional<BigDecimal> cost) {

        /** No limit. */
        public static final Limit NONE = new Limit(OptionalLong.empty(), Optional.empty());

        private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000_000);

        /**
         * Checks.
         *
         * @throws IllegalArgumentException if a limit is negative, or the money more than 1,000,000,000
         */
        public Limit {
            requireNonNull(calls, "calls");
            requireNonNull(cost, "cost");
            if (calls.orElse(0) < 0) {
                throw new IllegalArgumentException("a limit of calls is at least 0, was " + calls.orElse(0));
            }
            cost.ifPresent(most -> {
                if (most.signum() < 0 || most.compareTo(HIGHEST) > 0) {
                    throw new IllegalArgumentException("a limit of money is 0 to 1,000,000,000, was " + most);
                }
            });
        }

        private Limit calls(long most) {
            return new Limit(OptionalLong.of(most), cost);
        }

        private Limit cost(String most) {
            return new Limit(calls, Optional.of(Prices.number(most)));
        }
    }

    /** Checks. */
    public Budget {
        requireNonNull(lead, "lead");
        requireNonNull(day, "day");
        requireNonNull(campaign, "campaign");
    }

    /**
     * The default: nothing is limited.
     *
     * @return the budget
     */
    public static Budget none() {
        return new Budget(Limit.NONE, Limit.NONE, Limit.NONE);
    }

    /**
     * This budget with another limit for each lead.
     *
     * @param most the most calls, at least 0
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Budget callsPerLead(long most) {
        return new Budget(lead.calls(most), day, campaign);
    }

    /**
     * This budget with another limit for each day.
     *
     * @param most the most calls, at least 0
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Budget callsPerDay(long most) {
        return new Budget(lead, day.calls(most), campaign);
    }

    /**
     * This budget with another limit for each campaign.
     *
     * @param most the most calls, at least 0
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Budget callsPerCampaign(long most) {
        return new Budget(lead, day, campaign.calls(most));
    }

    /**
     * This budget with another limit for each lead.
     *
     * @param most the most money, such as {@code "0.05"}
     * @return a changed copy
     * @throws IllegalArgumentException if it is no number or out of its range
     */
    public Budget costPerLead(String most) {
        return new Budget(lead.cost(most), day, campaign);
    }

    /**
     * This budget with another limit for each day.
     *
     * @param most the most money, such as {@code "5"}
     * @return a changed copy
     * @throws IllegalArgumentException if it is no number or out of its range
     */
    public Budget costPerDay(String most) {
        return new Budget(lead, day.cost(most), campaign);
    }

    /**
     * This budget with another limit for each campaign.
     *
     * @param most the most money, such as {@code "50"}
     * @return a changed copy
     * @throws IllegalArgumentException if it is no number or out of its range
     */
    public Budget costPerCampaign(String most) {
        return new Budget(lead, day, campaign.cost(most));
    }

    boolean limitsMoney() {
        return lead.cost().isPresent()
                || day.cost().isPresent()
                || campaign.cost().isPresent();
    }
}
