package dev.sdr.store;

/**
 * A transaction of a {@link SequenceStore}: eleven kinds of rows, all read and written in batches. Valid until the work
 * it was handed to returns; used by one thread.
 *
 * <p>Locks are taken in this order everywhere, so that no two transactions wait for each other: inbox, control record,
 * leads, enrollments, counters; several rows of one kind by ascending key. Open mail events come first of all: see {@link
 * MailEventRows}. Only who erases a person waits for them, under the person's lock; a circle that this closes is broken by the
 * database, and the work that it ended is done again.
 */
public interface Tx {

    /**
     * People.
     *
     * @return the lead rows
     */
    LeadRows leads();

    /**
     * Leads in sequences.
     *
     * @return the enrollment rows
     */
    EnrollmentRows enrollments();

    /**
     * The outbox.
     *
     * @return the touch rows
     */
    TouchRows touches();

    /**
     * Inboxes and what came in.
     *
     * @return the inbox rows
     */
    InboxRows inbox();

    /**
     * The event feed.
     *
     * @return the event rows
     */
    EventRows events();

    /**
     * What became of mail after it left.
     *
     * @return the mail event rows
     */
    MailEventRows mailEvents();

    /**
     * The suppression ledger.
     *
     * @return the suppression rows
     */
    SuppressionRows suppressions();

    /**
     * Daily counters.
     *
     * @return the counter rows
     */
    CounterRows counters();

    /**
     * What is over.
     *
     * @return the rows that retention removes, and what stays of them
     */
    PastRows past();

    /**
     * What is kept about one person.
     *
     * @return the rows, wherever they lie
     */
    PersonRows people();

    /**
     * Everything else, as JSON.
     *
     * @return the records
     */
    RecordRows records();
}
