package dev.sdr.channel;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * What makes a touch unique: at most one leaves per key (promise P1).
 *
 * @param enrollmentId the enrollment it belongs to
 * @param key the step's id, or {@code answer:<inbound id>}
 */
public record TouchKey(UUID enrollmentId, String key) implements Comparable<TouchKey> {

    /** Checks. */
    public TouchKey {
        requireNonNull(enrollmentId, "enrollmentId");
        requireNonNull(key, "key");
    }

    @Override
    public int compareTo(TouchKey other) {
        int high = Long.compareUnsigned(
                enrollmentId.getMostSignificantBits(), other.enrollmentId.getMostSignificantBits());
        int low = Long.compareUnsigned(
                enrollmentId.getLeastSignificantBits(), other.enrollmentId.getLeastSignificantBits());
        return high != 0 ? high : low != 0 ? low : key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return enrollmentId + "/" + key;
    }
}
