package dev.sdr.internal.engine;

import dev.sdr.error.ConfigurationException;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whose store this is, and whether it is still the same database: a runner sends, receives and enrolls only with a store
 * that bears its name and was neither copied nor set back since (protocol S3). What is wrong is told by an exception and
 * mended by adopting, never by itself.
 */
final class Environment {

    /** How often the beat grows: each time costs one write of a record that all begins share. */
    private static final Duration BEAT = Duration.ofMinutes(5);

    private static final String HOW = "Nothing is sent, received or enrolled until you call runner.adopt() if this is a"
            + " planned move, dump or failover that lost nothing, or runner.adopt(restoredAt) if anything may have been"
            + " sent that the database does not know";

    private final Context context;
    private final Optional<String> name;
    private final AtomicLong seen = new AtomicLong();
    private volatile Optional<String> identity;

    Environment(Context context) {
        this.context = context;
        this.name = context.settings.environment();
        this.identity = context.host.store().identity();
    }

    /**
     * Looks at the database anew, at the start of a phase. The first runner on a store signs it.
     *
     * @return the control record
     */
    Control enter() {
        identity = context.host.store().identity();
        Control control = context.read(this::mustOwn);
        boolean unsigned = (control.text(Control.ENVIRONMENT).isEmpty() && name.isPresent())
                || (control.text(Control.IDENTITY).isEmpty() && identity.isPresent());
        if (unsigned || Instant.ofEpochMilli(control.beat()).plus(BEAT).isBefore(context.now())) {
            context.transactAgain((tx, journal) -> {
                Control locked = Context.lockControl(tx, true);
                check(locked, 0);
                signed(locked).beaten(context.now(), 0).write(tx);
                return true;
            });
        }
        return control;
    }

    /** Reads the control record and refuses a store that is not ours. */
    Control mustOwn(Tx tx) {
        long before = seen.get(); // read first: a beat seen after it was read may be higher without any fault
        Control control = Context.control(tx);
        check(control, before);
        return control;
    }

    /** Locks the control record as every begin does, and refuses a store that is not ours. */
    Control lockOwn(Tx tx) {
        long before = seen.get();
        Control control = Context.lockControl(tx, false);
        check(control, before);
        return control;
    }

    /** The record as it is once this runner has taken the store over. */
    Control taken(Control before) {
        return signed(before.with(Control.ENVIRONMENT, Optional.empty()).with(Control.IDENTITY, Optional.empty()))
                .beaten(context.now(), seen.get());
    }

    /** Reads what the database is now; called before the store is taken over. */
    void look() {
        identity = context.host.store().identity();
    }

    private Control signed(Control before) {
        Control named = before.text(Control.ENVIRONMENT).isPresent() ? before : before.with(Control.ENVIRONMENT, name);
        return named.text(Control.IDENTITY).isPresent() ? named : named.with(Control.IDENTITY, identity);
    }

    private void check(Control control, long seenBefore) {
        Optional<String> owner = control.text(Control.ENVIRONMENT);
        if (owner.isPresent() && !owner.equals(name)) {
            throw new ConfigurationException("this store belongs to the environment '" + owner.get()
                    + "', and this runner " + name.map(n -> "to '" + n + "'").orElse("names none")
                    + ": nothing is sent, received or enrolled. If it is a copy that is to be used here, or is meant to"
                    + " change hands, call runner.adopt(); else mend RunnerBuilder.environment or the data source");
        }
        Optional<String> was = control.text(Control.IDENTITY);
        if (was.isPresent() && !was.equals(identity)) {
            throw new ConfigurationException("this database is a copy or was restored: it was " + was.get() + " and is "
                    + identity.orElse("unknown") + ". " + HOW);
        }
        if (control.beat() < seenBefore) {
            throw new ConfigurationException("this database was set back: its beat is " + control.beat()
                    + ", and this process has seen " + seenBefore + ". " + HOW);
        }
        seen.accumulateAndGet(control.beat(), Math::max);
    }
}
