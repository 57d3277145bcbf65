package dev.sdr.gmail;

import dev.sdr.gmail.GmailFailure.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Says whether a call may be made now: counts the units of the last minute, and keeps the pauses that Gmail asked for, since
 * calling earlier prolongs them. Waits for nothing. Safe for use by several threads.
 */
final class GmailPace {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(64);
    private static final Duration SENDING_LIMIT = Duration.ofHours(4);
    private static final Duration DAILY_LIMIT = Duration.ofHours(1);
    private static final int JITTER_MILLIS = 1_000;

    /**
     * What was spent.
     *
     * @param at when
     * @param units how much
     */
    private record Spent(Instant at, int units) {}

    private final int limit;
    private final int forMail;
    private final Clock clock;
    private final RandomGenerator random;
    private final ArrayDeque<Spent> spent = new ArrayDeque<>();
    private int used;
    private int refusals;
    private Optional<GmailFailure> pause = Optional.empty();
    private Optional<GmailFailure> sendingPause = Optional.empty();

    /**
     * A pace.
     *
     * @param limit the units of a minute
     * @param forMail the units that reading leaves for a mail
     */
    GmailPace(int limit, int forMail, Clock clock, RandomGenerator random) {
        this.limit = limit;
        this.forMail = Math.min(forMail, limit / 2);
        this.clock = clock;
        this.random = random;
    }

    /** Takes the units of a call that reads. */
    synchronized void take(int units) throws GmailFailure {
        check(pause);
        spend(units, limit - forMail);
    }

    /** Takes the units of a call that sends, and of what belongs to it. */
    synchronized void takeForMail(int units) throws GmailFailure {
        check(sendingPause);
        check(pause);
        spend(units, limit);
    }

    /** The pause of sending, if one lasts. */
    synchronized Optional<GmailFailure> sendingPause() {
        forget(clock.instant());
        return sendingPause;
    }

    /** How many calls of so many units may be made to read, at most {@code most}. */
    synchronized int room(int units, int most) {
        forget(clock.instant());
        return pause.isPresent() ? 0 : Math.max(0, Math.min(most, (limit - forMail - used) / units));
    }

    private void check(Optional<GmailFailure> current) throws GmailFailure {
        forget(clock.instant());
        if (current.flatMap(GmailFailure::when)
                .filter(clock.instant()::isBefore)
                .isPresent()) {
            throw current.get();
        }
    }

    private void spend(int units, int most) throws GmailFailure {
        Instant now = clock.instant();
        if (used + units > most) {
            throw GmailFailure.own(Kind.RATE, "this node's share of the quota is used for now")
                    .until(free(units, most));
        }
        used += units;
        spent.add(new Spent(now, units));
    }

    /** When so many units are free again. */
    private Instant free(int units, int most) {
        int over = used + units - most;
        for (Spent each : spent) {
            over -= each.units();
            if (over <= 0) {
                return each.at().plus(WINDOW).plusMillis(1);
            }
        }
        return clock.instant().plus(WINDOW); // more than a minute has: the quota was made too small for the call
    }

    /** What lies outside the last minute, or in a future from which the clock was set back. */
    private void forget(Instant now) {
        spent.removeIf(each -> {
            boolean old = !each.at().plus(WINDOW).isAfter(now) || each.at().isAfter(now.plus(WINDOW));
            used -= old ? each.units() : 0;
            return old;
        });
        pause = pause.filter(p -> p.when().filter(now::isBefore).isPresent());
        sendingPause = sendingPause.filter(p -> p.when().filter(now::isBefore).isPresent());
    }

    synchronized void wentWell() {
        refusals = 0;
    }

    /** Takes note of a refusal for being too much. Of sending: then reading finds out for itself. */
    synchronized GmailFailure refused(GmailFailure failure, boolean sending) {
        if (!failure.isTooMuch()) {
            return failure;
        }
        Instant now = clock.instant();
        Instant until = failure.when().orElseGet(() -> now.plus(backoff(failure.kind(), sending)));
        GmailFailure known = failure.until(until.plusMillis(random.nextInt(JITTER_MILLIS)));
        if (sending) {
            sendingPause = Optional.of(known);
        } else {
            pause = Optional.of(known);
        }
        return known;
    }

    private Duration backoff(Kind kind, boolean sending) {
        if (kind == Kind.DAILY) {
            return sending ? SENDING_LIMIT : DAILY_LIMIT;
        }
        refusals = Math.min(refusals + 1, 6);
        Duration next = Duration.ofSeconds(1L << refusals);
        return next.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : next;
    }
}
