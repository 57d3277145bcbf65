package dev.sdr.store;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A store in this process's memory: for tests, trials and the scripted world. Transactions run one after another, so it
 * keeps every promise of the SPI but durability: what it holds is gone with the process.
 */
public final class InMemorySequenceStore implements SequenceStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final Undo undo = new Undo();
    private final MemoryLeads leads = new MemoryLeads(undo);
    private final MemoryEnrollments enrollments = new MemoryEnrollments(undo);
    private final MemoryTouches touches = new MemoryTouches(undo);
    private final MemoryInbox inbox = new MemoryInbox(undo);
    private final MemoryEvents events = new MemoryEvents(undo);
    private final MemoryMailEvents mailEvents = new MemoryMailEvents(undo, touches);
    private final MemorySuppressions suppressions = new MemorySuppressions(undo);
    private final MemoryCounters counters = new MemoryCounters(undo);
    private final MemoryRecords records = new MemoryRecords(undo);
    private int restores;

    private final MemoryPast past = new MemoryPast(undo, enrollments, touches, inbox, events, mailEvents);
    private final MemoryPeople people =
            new MemoryPeople(leads, enrollments, touches, inbox, events, suppressions, past, mailEvents);

    /** Creates an empty store. */
    public InMemorySequenceStore() {}

    @Override
    public <T> T inTransaction(Function<Tx, T> work) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a transaction must not be started inside another");
        }
        lock.lock();
        boolean committed = false;
        try {
            T result = work.apply(new MemoryTx());
            committed = true;
            return result;
        } finally {
            if (committed) {
                undo.clear();
            } else {
                undo.rollBack();
            }
            leads.unlock();
            enrollments.unlock();
            inbox.unlock();
            lock.unlock();
        }
    }

    /** Takes a backup: a later {@link #setBack} returns to what is in the store now. One of an earlier call is dropped. */
    public void backUp() {
        lock.lock();
        try {
            undo.keepFromNow();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the store back to its last backup, as a restored database is; its {@link #identity} is another one from then
     * on. To be called outside transactions.
     *
     * @throws IllegalStateException if called from inside a transaction
     */
    public void setBack() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a store cannot be set back inside a transaction");
        }
        lock.lock();
        try {
            undo.rollBackKept();
            restores++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<String> identity() {
        lock.lock();
        try {
            return Optional.of("memory/" + restores);
        } finally {
            lock.unlock();
        }
    }

    private final class MemoryTx implements Tx {

        private <R> R ours(R rows) {
            if (!lock.isHeldByCurrentThread()) {
                throw new IllegalStateException("the transaction has ended");
            }
            return rows;
        }

        @Override
        public LeadRows leads() {
            return ours(leads);
        }

        @Override
        public EnrollmentRows enrollments() {
            return ours(enrollments);
        }

        @Override
        public TouchRows touches() {
            return ours(touches);
        }

        @Override
        public InboxRows inbox() {
            return ours(inbox);
        }

        @Override
        public EventRows events() {
            return ours(events);
        }

        @Override
        public MailEventRows mailEvents() {
            return ours(mailEvents);
        }

        @Override
        public SuppressionRows suppressions() {
            return ours(suppressions);
        }

        @Override
        public CounterRows counters() {
            return ours(counters);
        }

        @Override
        public PastRows past() {
            return ours(past);
        }

        @Override
        public PersonRows people() {
            return ours(people);
        }

        @Override
        public RecordRows records() {
            return ours(records);
        }
    }
}
