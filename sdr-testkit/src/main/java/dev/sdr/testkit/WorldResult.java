package dev.sdr.testkit;

import java.util.List;

/**
 * What happened in a world.
 *
 * @param seed the seed it can be played again from
 * @param sent how many mails reached the provider
 * @param received how many messages leads and others wrote
 * @param deaths how many nodes died
 * @param violations broken promises, one line each; empty in a sound world
 * @param log what went wrong when, for a person who looks for the cause
 */
public record WorldResult(long seed, int sent, int received, int deaths, List<String> violations, List<String> log) {

    /** Copies the lists. */
    public WorldResult {
        violations = List.copyOf(violations);
        log = List.copyOf(log);
    }
}
