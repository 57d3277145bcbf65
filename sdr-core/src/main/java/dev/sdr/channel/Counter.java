package dev.sdr.channel;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.Comparator;

/**
 * A daily counter on which a touch takes a place when it begins.
 *
 * @param kind what is counted, such as {@code mailbox} or {@code campaign}
 * @param key whose, such as the mailbox's id
 * @param day the day, in the zone of the mailbox
 */
public record Counter(String kind, String key, LocalDate day) implements Comparable<Counter> {

    private static final Comparator<Counter> ORDER =
            Comparator.comparing(Counter::kind).thenComparing(Counter::key).thenComparing(Counter::day);

    /** Checks. */
    public Counter {
        requireNonNull(kind, "kind");
        requireNonNull(key, "key");
        requireNonNull(day, "day");
    }

    @Override
    public int compareTo(Counter other) {
        return ORDER.compare(this, other);
    }
}
