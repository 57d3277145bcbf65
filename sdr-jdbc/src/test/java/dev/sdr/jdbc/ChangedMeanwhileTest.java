package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.sequence.Enrollment;
import dev.sdr.store.EnrollmentRows.Claim;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Rows that another transaction changes while the one that would write them waits for its lock: what the statement
 * compares must be what it then finds (L1 of the protocol). Small and large batches are different statements.
 */
@Timeout(120)
class ChangedMeanwhileTest {

    private static final PGSimpleDataSource SOURCE = Databases.postgres("meanwhile");
    private static final JdbcSequenceStore STORE = JdbcSequenceStore.open(SOURCE);
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123457Z");

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stops = '[{\"reason\":\"MANUAL\",\"cause\":\"x\",\"at\":\"2026-01-01T00:00:00Z\"}]'",
                "pauses = '[{\"reason\":\"HUMAN\",\"detail\":\"x\"}]'",
                "status = 'STOPPED'",
                "version = 'another'",
                "step_id = 'another'",
                "lease_token = null",
                "lease_token = gen_random_uuid()",
                "due_at = due_at + interval '1 microsecond'",
            })
    void aChangeThatIsCommittedStands(String change) throws Exception {
        for (int size : List.of(3, 40)) {
            assertThat(written(size, change, true)).hasSize(size - 1).doesNotContain(id(2));
            assertThat(inFlight()).isEmpty();
        }
    }

    @Test
    void aChangeThatIsTakenBackOrOnlyALongerLeaseIsNone() throws Exception {
        for (int size : List.of(3, 40)) {
            assertThat(written(size, "status = 'STOPPED'", false)).hasSize(size);
            assertThat(inFlight()).contains("one");
            assertThat(written(size, "lease_until = lease_until + interval '1 minute'", true))
                    .hasSize(size);
            assertThat(inFlight()).contains("one");
        }
    }

    /** What of a claimed batch is written as in flight, if the second row is changed while the statement waits for it. */
    private Set<UUID> written(int size, String change, boolean commit) throws Exception {
        Databases.empty(SOURCE);
        List<Enrollment> claimed = claimed(size);
        List<Enrollment> changed = claimed.stream()
                .map(e -> e.change().inFlight(Optional.of("one")).release().done())
                .toList();
        try (Connection connection = SOURCE.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update sdr_enrollment set " + change + " where id = '" + id(2) + "'");
            Future<Set<UUID>> waiting = thread.submit(
                    () -> STORE.inTransaction(tx -> tx.enrollments().saveIfUnchanged(changed, claimed)));
            awaitItsWaiting();
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return waiting.get();
        }
    }

    private static List<Enrollment> claimed(int size) {
        return STORE.inTransaction(tx -> {
            tx.enrollments()
                    .insert(IntStream.rangeClosed(1, size)
                            .mapToObj(ChangedMeanwhileTest::enrollment)
                            .toList());
            return tx.enrollments()
                    .claim(new Claim(Instant.EPOCH, NOW, NOW.plusSeconds(300), id(99), size, 0, 9, Optional.empty()));
        });
    }

    private static void awaitItsWaiting() throws SQLException {
        try (Connection connection = SOURCE.getConnection();
                Statement statement = connection.createStatement()) {
            boolean waits = false;
            while (!waits) { // the test's time limit ends it
                try (ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%was_%'"
                                + " and pid <> pg_backend_pid()")) {
                    waits = row.next() && row.getInt(1) > 0;
                }
            }
        }
    }

    private static Optional<String> inFlight() {
        return STORE.inTransaction(tx -> tx.enrollments().byIds(List.of(id(2))))
                .get(0)
                .inFlight();
    }

    private static UUID id(int number) {
        return new UUID(7, number);
    }

    private static Enrollment enrollment(int i) {
        return new Enrollment(
                id(i),
                "lead" + i,
                "key" + i,
                "sequence",
                1,
                "v1",
                "campaign",
                "ann@sender.example",
                Enrollment.Status.ACTIVE,
                "one",
                NOW,
                NOW,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                NOW);
    }
}
