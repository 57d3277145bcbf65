package dev.sdr.web;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each client: as many requests at once as a minute allows, then as fast as they come back. It remembers a
 * bounded number of clients; the one not seen for longest is forgotten first, and starts anew. Safe for use by several threads.
 */
final class RateLimit {

    private static final double MINUTE = Duration.ofMinutes(1).toMillis();

    /** What a client has left, and when that was. */
    private record Bucket(double left, long atMillis) {}

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Bucket> buckets;

    /**
     * A limit.
     *
     * @param perMinute how many a client may make in a minute; 0 for no limit
     * @param clients how many clients to remember
     * @param clock the clock; if it goes back nothing is lost and nothing given
     */
    RateLimit(int perMinute, int clients, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > clients;
            }
        };
    }

    /** Takes one request; returns how long to wait, zero if it is granted. A refused one takes nothing. */
    Duration take(String client) {
        if (perMinute == 0) {
            return Duration.ZERO;
        }
        long now = clock.millis();
        synchronized (buckets) {
            Bucket bucket = buckets.getOrDefault(client, new Bucket(perMinute, now));
            double back = Math.max(0, now - bucket.atMillis()) * perMinute / MINUTE;
            double left = Math.min(perMinute, bucket.left() + back);
            boolean granted = left >= 1;
            buckets.put(client, new Bucket(granted ? left - 1 : left, now));
            return granted ? Duration.ZERO : Duration.ofMillis((long) Math.ceil((1 - left) * MINUTE / perMinute));
        }
    }

    int remembered() {
        synchronized (buckets) {
            return buckets.size();
        }
    }
}
