package dev.sdr.testkit;

import dev.sdr.mail.Mailer;
import java.util.function.UnaryOperator;

/**
 * Deliberate bugs.
 *
 * @param store between the engine and the store
 * @param mailer between the engine and the mailer
 */
record WorldBugs(StoreLayer store, UnaryOperator<Mailer> mailer) {

    static final WorldBugs NONE = new WorldBugs(tx -> tx, m -> m);

    WorldBugs store(StoreLayer bug) {
        return new WorldBugs(bug, mailer);
    }

    WorldBugs mailer(UnaryOperator<Mailer> bug) {
        return new WorldBugs(store, bug);
    }
}
