package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What Gmail's calls cost, and how much of it this node may spend on one mailbox. Nothing waits for units: a call for which
 * there are none left is not made, and the runner comes again later.
 *
 * @param units the units of each call
 * @param perMinute the units a minute that Google gives one user in one Cloud project, at least 1
 * @param share the part of them that this node may spend, above 0 and at most 1. With several nodes, or several
 *     programs in the same Cloud project, the shares should add up to no more than 1
 */
public record GmailQuota(Map<Call, Integer> units, int perMinute, double share) {

    /** The calls that are made. */
    public enum Call {
        /** {@code users.getProfile}. */
        PROFILE,
        /** {@code users.history.list}. */
        HISTORY,
        /** {@code users.messages.list}. */
        LIST,
        /** {@code users.messages.get}, in every format. */
        GET,
        /** {@code users.messages.send}. */
        SEND,
        /** {@code users.watch}. */
        WATCH,
        /** {@code users.stop}. */
        STOP
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a call has no units or fewer than 1, {@code perMinute} is less than 1, the share
     *     is out of its range, or the share of a minute does not hold a mail, sent and read back, beside another call
     */
    public GmailQuota {
        EnumMap<Call, Integer> copy = new EnumMap<>(Call.class);
        copy.putAll(units);
        for (Call call : Call.values()) {
            if (requireNonNull(copy.getOrDefault(call, 0)) < 1) {
                throw new IllegalArgumentException("the call " + call + " must cost at least 1 unit");
            }
        }
        units = Map.copyOf(copy);
        if (perMinute < 1) {
            throw new IllegalArgumentException("the units a minute must be at least 1, were " + perMinute);
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a node's share is above 0 and at most 1, was " + share);
        }
        int least = Collections.max(copy.values());
        for (Call call : List.of(Call.LIST, Call.SEND, Call.GET)) {
            least += requireNonNull(copy.get(call));
        }
        if ((int) (perMinute * share) < least) {
            throw new IllegalArgumentException("a share of " + share + " of " + perMinute
                    + " units a minute does not hold a mail beside another call, which take " + least);
        }
    }

    /**
     * Google's values since 2026-05-01 for new Cloud projects
     * (<a href="https://developers.google.com/workspace/gmail/api/reference/quota">Usage limits</a>, as of 2026-11-27): 6,000
     * units a minute for each user, all of them for this node.
     *
     * @return the quota
     */
    public static GmailQuota standard() {
        return new GmailQuota(
                Map.of(
                        Call.PROFILE,
                        1,
                        Call.HISTORY,
                        2,
                        Call.LIST,
                        5,
                        Call.GET,
                        20,
                        Call.SEND,
                        100,
                        Call.WATCH,
                        100,
                        Call.STOP,
                        50),
                6_000,
                1);
    }

    /**
     * This quota with other units a minute. Projects that used the API before May 2026 may have 15,000.
     *
     * @param newPerMinute the units a minute for each user, at least 1
     * @return a changed copy
     */
    public GmailQuota perMinute(int newPerMinute) {
        return new GmailQuota(units, newPerMinute, share);
    }

    /**
     * This quota with another share for this node.
     *
     * @param newShare above 0 and at most 1
     * @return a changed copy
     */
    public GmailQuota share(double newShare) {
        return new GmailQuota(units, perMinute, newShare);
    }

    /**
     * This quota with another price of a call.
     *
     * @param call the call
     * @param newUnits what it costs, at least 1
     * @return a changed copy
     */
    public GmailQuota costing(Call call, int newUnits) {
        EnumMap<Call, Integer> changed = new EnumMap<>(units);
        changed.put(call, newUnits);
        return new GmailQuota(changed, perMinute, share);
    }

    /** What a call costs. */
    int of(Call call) {
        return requireNonNull(units.get(call));
    }

    /** The units a minute of this node. */
    int own() {
        return (int) (perMinute * share);
    }
}
