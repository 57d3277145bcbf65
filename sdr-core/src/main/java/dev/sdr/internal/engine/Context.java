package dev.sdr.internal.engine;

import dev.sdr.error.CommitUnknownException;
import dev.sdr.error.SdrException;
import dev.sdr.event.Event;
import dev.sdr.observe.SdrListener;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every phase works with: the store, the clocks, ids, keys and the control record. */
final class Context {

    private static final Logger log = LoggerFactory.getLogger(Context.class);
    private static final String CONTROL = "control";
    private static final int KEY_BYTES = 32;

    final Host host;
    final EngineTime time;
    final Settings settings;
    final Ids ids;
    final Keys keys;
    final Tokens tokens;
    final Catalog catalog;
    final Environment environment;

    Context(Host host) {
        this.host = host;
        this.time = host.time();
        this.settings = host.settings();
        this.ids = new Ids(time, host.random());
        this.keys = new Keys(storeKey());
        this.tokens = new Tokens(this);
        this.catalog = new Catalog(host.sequences());
        this.environment = new Environment(this);
    }

    Instant now() {
        return time.now();
    }

    /** Runs work in a transaction, with a journal whose events are stored with it and told to listeners after it. */
    <T> T transact(BiFunction<Tx, Journal, T> work) {
        Journal[] last = new Journal[1];
        T result = host.store().inTransaction(tx -> {
            Journal journal = new Journal(ids, now());
            last[0] = journal;
            T value = work.apply(tx, journal);
            if (!journal.events().isEmpty()) {
                tx.events().append(journal.events());
            }
            return value;
        });
        tell(last[0].events());
        return result;
    }

    /** As {@link #transact}, for work that may safely be done twice: done again if its commit is in doubt. */
    <T> T transactAgain(BiFunction<Tx, Journal, T> work) {
        try {
            return transact(work);
        } catch (CommitUnknownException e) {
            log.warn("a commit is in doubt; the transaction, which may be repeated, is done again", e);
            return transact(work);
        }
    }

    /** Runs reading work in a transaction. */
    <T> T read(Function<Tx, T> work) {
        return host.store().inTransaction(work);
    }

    private void tell(List<Event> events) {
        for (SdrListener listener : host.listeners()) {
            for (Event event : events) {
                try {
                    listener.on(event);
                } catch (RuntimeException e) {
                    log.warn("a listener failed at event {}", event.type(), e);
                }
            }
        }
    }

    /** Reports a failure that will be tried again, and returns it as one line for the run's report. */
    String failed(String what, Throwable problem) {
        log.warn("{}", what, problem);
        for (SdrListener listener : host.listeners()) {
            try {
                listener.failed(what, problem);
            } catch (RuntimeException e) {
                log.warn("a listener failed", e);
            }
        }
        String why = problem instanceof SdrException
                ? problem.getMessage()
                : problem.getClass().getSimpleName();
        return what + ": " + why;
    }

    /** Locks the control record, as every begin does; exclusively to wait for running begins and hold off new ones. */
    static Control lockControl(Tx tx, boolean exclusive) {
        return tx.records()
                .lock(CONTROL, CONTROL, exclusive)
                .map(Control::of)
                .orElseThrow(() -> new IllegalStateException("the store has no control record"));
    }

    /** Reads the control record without locking it. */
    static Control control(Tx tx) {
        return Control.of(tx.records().get(CONTROL, List.of(CONTROL)).get(0));
    }

    private byte[] storeKey() {
        String encoded = host.store().inTransaction(tx -> {
            List<StoredRecord> found = tx.records().get(CONTROL, List.of(CONTROL));
            if (found.isEmpty()) {
                byte[] fresh = new byte[KEY_BYTES];
                synchronized (host.random()) {
                    host.random().nextBytes(fresh);
                }
                String key = Base64.getEncoder().encodeToString(fresh);
                tx.records()
                        .put(new StoredRecord(
                                CONTROL,
                                CONTROL,
                                0,
                                "",
                                Json.object().put("key", key).toString()));
                found = tx.records().get(CONTROL, List.of(CONTROL));
            }
            return Json.text(Json.read(found.get(0).json()), "key")
                    .orElseThrow(() -> new IllegalStateException("the control record holds no key"));
        });
        return Base64.getDecoder().decode(encoded);
    }
}
