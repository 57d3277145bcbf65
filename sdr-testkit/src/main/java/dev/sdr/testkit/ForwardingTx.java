package dev.sdr.testkit;

import dev.sdr.store.CounterRows;
import dev.sdr.store.EnrollmentRows;
import dev.sdr.store.EventRows;
import dev.sdr.store.InboxRows;
import dev.sdr.store.LeadRows;
import dev.sdr.store.MailEventRows;
import dev.sdr.store.PastRows;
import dev.sdr.store.PersonRows;
import dev.sdr.store.RecordRows;
import dev.sdr.store.SuppressionRows;
import dev.sdr.store.TouchRows;
import dev.sdr.store.Tx;

/** A transaction that hands everything on. */
class ForwardingTx implements Tx {

    private final Tx tx;

    ForwardingTx(Tx tx) {
        this.tx = tx;
    }

    @Override
    public LeadRows leads() {
        return tx.leads();
    }

    @Override
    public EnrollmentRows enrollments() {
        return tx.enrollments();
    }

    @Override
    public TouchRows touches() {
        return tx.touches();
    }

    @Override
    public InboxRows inbox() {
        return tx.inbox();
    }

    @Override
    public EventRows events() {
        return tx.events();
    }

    @Override
    public MailEventRows mailEvents() {
        return tx.mailEvents();
    }

    @Override
    public SuppressionRows suppressions() {
        return tx.suppressions();
    }

    @Override
    public CounterRows counters() {
        return tx.counters();
    }

    @Override
    public PastRows past() {
        return tx.past();
    }

    @Override
    public PersonRows people() {
        return tx.people();
    }

    @Override
    public RecordRows records() {
        return tx.records();
    }
}
