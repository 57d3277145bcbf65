package dev.sdr.jdbc;

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

/** The rows of one transaction on one connection. */
final class JdbcTx implements Tx {

    private final Sql sql;
    private final Dialect dialect;
    private boolean over;

    JdbcTx(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    void end() {
        over = true;
    }

    private Sql sql() {
        if (over) {
            throw new IllegalStateException("the transaction has ended");
        }
        return sql;
    }

    int update(String statement) {
        return sql().update(statement);
    }

    @Override
    public LeadRows leads() {
        return new JdbcLeads(sql(), dialect);
    }

    @Override
    public EnrollmentRows enrollments() {
        return new JdbcEnrollments(sql(), dialect);
    }

    @Override
    public TouchRows touches() {
        return new JdbcTouches(sql(), dialect);
    }

    @Override
    public InboxRows inbox() {
        return new JdbcInbox(sql(), dialect);
    }

    @Override
    public EventRows events() {
        return new JdbcEvents(sql(), dialect);
    }

    @Override
    public MailEventRows mailEvents() {
        return new JdbcMailEvents(sql(), dialect);
    }

    @Override
    public SuppressionRows suppressions() {
        return new JdbcSuppressions(sql(), dialect);
    }

    @Override
    public CounterRows counters() {
        return new JdbcCounters(sql(), dialect);
    }

    @Override
    public PastRows past() {
        return new JdbcPast(sql(), dialect);
    }

    @Override
    public PersonRows people() {
        return new JdbcPeople(sql(), dialect);
    }

    @Override
    public RecordRows records() {
        return new JdbcRecords(sql(), dialect);
    }
}
