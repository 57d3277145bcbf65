package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.store.SequenceStore;
import dev.sdr.testkit.SequenceStoreContract;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresSequenceStoreTest extends SequenceStoreContract {

    private static final DataSource SOURCE = Databases.postgres("contract");
    private static final JdbcSequenceStore STORE = JdbcSequenceStore.open(SOURCE);

    @BeforeEach
    void empty() {
        Databases.empty(SOURCE);
    }

    @Override
    protected SequenceStore store() {
        return STORE;
    }

    @Test
    void aTouchThatTheVersionBeforeBeganAgainIsFoundInFlight() {
        UUID enrollment = UUID.randomUUID();
        Databases.execute(
                SOURCE,
                "insert into sdr_touch (enrollment_id, step_key, lead_id, channel, mailbox_id, state, attempt, begun_at,"
                        + " cap_day, counters, message_id, thread, detail) values ('" + enrollment + "', 'one', 'lead',"
                        + " 'email', 'a@sender.example', 'DEFERRED', gen_random_uuid(), now(), current_date, '[]', 'm', 'm', '')");
        String mark = STORE.inTransaction(tx -> tx.touches().sending("", 10)).mark();
        Databases.execute( // as it does, which knows no transaction of a touch
                SOURCE, "update sdr_touch set state = 'SENDING', attempt = gen_random_uuid(), begun_at = now()");

        assertThat(STORE.inTransaction(tx -> tx.touches().sending(mark, 10)).touches())
                .extracting(t -> t.id().enrollmentId())
                .containsExactly(enrollment);
    }
}
