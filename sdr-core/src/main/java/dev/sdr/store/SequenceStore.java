package dev.sdr.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where everything durable is kept. A store only stores: it makes no ids, reads no clock and knows no rule; what the
 * rows mean is decided in one place, the engine.
 *
 * <p>An implementation
 *
 * <ul>
 *   <li>is safe for use by several threads at once, and by several processes unless it says otherwise;
 *   <li>makes a transaction's writes visible together, durably, before {@link #inTransaction} returns, or not at all;
 *   <li>never lets a transaction read another's uncommitted writes; a statement sees what was committed before the
 *       statement (not: the transaction) began, so that a check made after a lock sees what the lock waited for;
 *   <li>locks rows in ascending order of their keys;
 *   <li>throws {@code RetryableException} when it cannot be reached, {@code ConfigurationException} when it must not be
 *       used as it is (a newer schema, a host's open transaction), and leaves nothing half done either way.
 * </ul>
 *
 * <p>Extend {@code SequenceStoreContract} of the sdr-testkit module to check all of it.
 */
public interface SequenceStore extends AutoCloseable {

    /**
     * Runs work in a transaction of its own and commits it.
     *
     * @param work what to do. It may run again from its beginning after a deadlock or a lost connection, so it has no
     *     effect but through the {@link Tx}, which it must not keep. What it throws rolls the transaction back and is
     *     thrown on unchanged.
     * @param <T> the result's type
     * @return what {@code work} returned in the run that was committed
     * @throws dev.sdr.error.CommitUnknownException if the connection was lost while committing: the writes may be there
     *     or not
     * @throws IllegalStateException if called from inside {@code work}
     */
    <T> T inTransaction(Function<Tx, T> work);

    /**
     * The database's own time, which decides what is due when several machines share the store.
     *
     * @return the time, or empty if the store has no clock of its own
     */
    default Optional<Instant> databaseTime() {
        return Optional.empty();
    }

    /**
     * What tells this database from another copy of it: a text that changes when the database was copied, restored from
     * a dump, or has failed over to a replica. The runner keeps it in the store and refuses to work when it differs. A
     * store whose connections may come to lead to another database in mid-run also fails every transaction that does,
     * until it was asked again.
     *
     * @return the text, the same at every call on the same database; empty if the store has nothing that a copy does not
     *     share
     */
    default Optional<String> identity() {
        return Optional.empty();
    }

    /** Frees what the store opened itself. A {@code DataSource} that was handed in stays open. */
    @Override
    default void close() {}
}
