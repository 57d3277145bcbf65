package dev.sdr.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.testkit.VirtualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

    private final VirtualClock clock = new VirtualClock(START);

    private static int granted(RateLimit limit, String client, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += limit.take(client).isZero() ? 1 : 0;
        }
        return granted;
    }

    @Test
    void aMinutesWorthAtOnceAndThenAsItComesBack() {
        RateLimit limit = new RateLimit(60, 10, clock);
        assertThat(granted(limit, "a", 100)).isEqualTo(60);
        assertThat(limit.take("a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(granted(limit, "b", 100)).as("another client").isEqualTo(60);
        clock.advance(Duration.ofSeconds(10));
        assertThat(granted(limit, "a", 100)).isEqualTo(10);
        clock.advance(Duration.ofDays(1));
        assertThat(granted(limit, "a", 100)).as("no more than a minute's worth").isEqualTo(60);
    }

    @Test
    void aClockThatGoesBackGivesNothingAndLosesNothing() {
        Instant[] now = {START};
        RateLimit limit = new RateLimit(2, 10, new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        });
        assertThat(granted(limit, "a", 1)).isEqualTo(1);
        now[0] = START.minusSeconds(3600);
        assertThat(granted(limit, "a", 5)).isEqualTo(1);
        now[0] = now[0].plusSeconds(30);
        assertThat(granted(limit, "a", 5)).isEqualTo(1);
    }

    @Test
    void itRemembersABoundedNumberOfClients() {
        RateLimit limit = new RateLimit(1, 100, clock);
        for (int i = 0; i < 10_000; i++) {
            limit.take("client " + i);
            limit.take("busy");
        }
        assertThat(limit.remembered()).isEqualTo(100);
        assertThat(limit.take("busy").isZero())
                .as("one who keeps asking is not forgotten")
                .isFalse();
    }

    @Test
    void zeroIsNoLimit() {
        assertThat(granted(new RateLimit(0, 1, clock), "a", 1_000)).isEqualTo(1_000);
    }
}
