package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.sequence.Enrollment;
import dev.sdr.store.SequenceStore;
import dev.sdr.testkit.SequenceStoreContract;
import java.util.List;
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

    @Test
    void whatIsEnrolledPastThisVersionIsFoundAndUnique() {
        UUID first = UUID.randomUUID();
        Databases.execute(SOURCE, enroll(first));
        assertThat(found()).containsExactly(first);
        assertThatThrownBy(() -> Databases.execute(SOURCE, enroll(UUID.randomUUID())))
                .hasStackTraceContaining("already");
        Databases.execute(SOURCE, "delete from sdr_enrollment where id = '" + first + "'");
        assertThat(found()).isEmpty();
        UUID second = UUID.randomUUID();
        Databases.execute(SOURCE, enroll(second));
        assertThat(found()).containsExactly(second);
    }

    private static String enroll(UUID id) {
        return "insert into sdr_enrollment (id, lead_id, address_key, sequence_id, run, version, campaign_id, mailbox_id,"
                + " status, step_id, planned_at, due_at, held_by, stops, pauses, claims, enrolled_at) values ('" + id
                + "', 'lead', 'key', 'sequence', 1, 'v', 'campaign', 'a@sender.example', 'ACTIVE', 'one', now(), now(), '',"
                + " '[]', '[]', 0, now())";
    }

    private static List<UUID> found() {
        return STORE.inTransaction(tx -> tx.enrollments().ofLeads(List.of("lead"))).stream()
                .map(Enrollment::id)
                .toList();
    }
}
