package dev.sdr.internal.engine;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes ids. Safe for use by several threads. */
final class Ids {

    private final EngineTime time;
    private final RandomGenerator random;

    Ids(EngineTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** A version 7 UUID (RFC 9562 section 5.7): ordered by time, to the millisecond. */
    UUID next() {
        long millis = time.now().toEpochMilli();
        long a;
        long b;
        synchronized (random) {
            a = random.nextLong();
            b = random.nextLong();
        }
        return new UUID(millis << 16 | 0x7000L | (a & 0x0FFFL), 0x8000000000000000L | (b & 0x3FFFFFFFFFFFFFFFL));
    }

    /** A random token for a claim or an attempt (UUID version 4). */
    UUID token() {
        long a;
        long b;
        synchronized (random) {
            a = random.nextLong();
            b = random.nextLong();
        }
        return new UUID((a & 0xFFFFFFFFFFFF0FFFL) | 0x4000L, 0x8000000000000000L | (b & 0x3FFFFFFFFFFFFFFFL));
    }
}
