package dev.sdr.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Decides, from a seed, what goes wrong where. */
final class Chaos {

    private final SplittableRandom random;
    private final VirtualClock clock;
    private final List<String> log = new ArrayList<>();
    private double rate;
    private int pauses;

    Chaos(long seed, double rate, VirtualClock clock) {
        this.random = new SplittableRandom(seed);
        this.rate = rate;
        this.clock = clock;
    }

    /** From now on nothing goes wrong any more. */
    void calm() {
        rate = 0;
    }

    boolean strikes(String where, double share) {
        boolean hit = rate > 0 && random.nextDouble() < rate * share;
        if (hit) {
            note(where);
        }
        return hit;
    }

    void note(String what) {
        log.add(clock.instant() + " " + what);
    }

    double chance() {
        return random.nextDouble();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A pause: often short, sometimes beyond every deadline, lease and grace. */
    Duration pause() {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ofSeconds(10);
            case 1 -> Duration.ofSeconds(45);
            case 2 -> Duration.ofMinutes(8);
            default -> Duration.ofMinutes(25);
        };
    }

    boolean mayPause() {
        return pauses == 0;
    }

    void pausing(boolean on) {
        pauses += on ? 1 : -1;
    }

    List<String> log() {
        return log;
    }
}
