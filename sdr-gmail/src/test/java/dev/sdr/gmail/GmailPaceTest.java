package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.gmail.GmailFailure.Kind;
import dev.sdr.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GmailPaceTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private final VirtualClock clock = new VirtualClock(NOW);
    private final GmailPace pace = new GmailPace(1_000, 125, clock, new SplittableRandom(1));

    private static GmailFailure rate(Optional<Instant> when) {
        return new GmailFailure(Kind.RATE, 403, "userRateLimitExceeded", when, "too much");
    }

    private Instant refusedUntil() {
        try {
            pace.take(2);
            return Instant.MIN;
        } catch (GmailFailure e) {
            return e.when().orElseThrow();
        }
    }

    @Test
    void unitsComeBackAMinuteAfterTheyWereSpent() throws GmailFailure {
        pace.take(500);
        clock.advance(Duration.ofSeconds(20));
        pace.take(374);

        assertThat(refusedUntil()).isBetween(NOW.plusSeconds(60), NOW.plusSeconds(61));
        clock.advance(Duration.ofSeconds(40));
        pace.take(500);
        assertThat(refusedUntil()).isBetween(NOW.plusSeconds(80), NOW.plusSeconds(81));
    }

    @Test
    void readingLeavesRoomForAMail() throws GmailFailure {
        pace.take(875);
        assertThat(pace.room(20, 10)).isZero();
        assertThatThrownBy(() -> pace.take(1)).isInstanceOf(GmailFailure.class);

        pace.takeForMail(125);
        assertThatThrownBy(() -> pace.takeForMail(1)).isInstanceOf(GmailFailure.class);
    }

    @Test
    void roomIsWhatTheQuotaHolds() throws GmailFailure {
        assertThat(pace.room(20, 10)).isEqualTo(10);
        pace.take(800);
        assertThat(pace.room(20, 10)).isEqualTo(3);
    }

    @Test
    void aPauseLastsUntilTheInstantThatGoogleNamed() {
        pace.refused(rate(Optional.of(NOW.plusSeconds(600))), false);

        assertThat(refusedUntil()).isBetween(NOW.plusSeconds(600), NOW.plusSeconds(601));
        assertThat(pace.room(20, 10)).isZero();
        assertThatThrownBy(() -> pace.takeForMail(100)).isInstanceOf(GmailFailure.class);
        clock.advance(Duration.ofSeconds(601));
        assertThat(refusedUntil()).isEqualTo(Instant.MIN);
    }

    @Test
    void aPauseOfSendingLeavesReadingAlone() {
        pace.refused(rate(Optional.of(NOW.plusSeconds(600))), true);

        assertThatCode(() -> pace.take(20)).doesNotThrowAnyException();
        assertThatThrownBy(() -> pace.takeForMail(100)).isInstanceOf(GmailFailure.class);
    }

    @Test
    void withoutAnInstantThePausesGrowToAMinute() {
        Duration last = Duration.ZERO;
        for (int i = 0; i < 10; i++) {
            Instant until = pace.refused(rate(Optional.empty()), false).when().orElseThrow();
            Duration now = Duration.between(clock.instant(), until);
            assertThat(now).isGreaterThanOrEqualTo(last.minusSeconds(1)).isLessThanOrEqualTo(Duration.ofSeconds(65));
            last = now;
            clock.advance(now);
        }
        assertThat(last).isGreaterThanOrEqualTo(Duration.ofSeconds(64));

        pace.wentWell();
        assertThat(pace.refused(rate(Optional.empty()), false).when().orElseThrow())
                .isBefore(clock.instant().plusSeconds(4));
    }

    @Test
    void ofOtherFailuresNoPauseIsMade() {
        GmailFailure server = new GmailFailure(Kind.SERVER, 500, "", Optional.empty(), "500");
        assertThat(pace.refused(server, false)).isSameAs(server);
        assertThat(refusedUntil()).isEqualTo(Instant.MIN);
    }
}
