package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.MailEventDay;
import dev.sdr.testkit.MailEventDay.State;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A provider's day of events on real databases. */
@Timeout(600)
class MailEventsOnDatabasesTest {

    private static final long SEED = 11;

    private static State clean() {
        return MailEventDay.replay(new InMemorySequenceStore(), SEED, true);
    }

    @Test
    void aDisturbedDayOnH2EndsAsACleanOneInMemory() {
        assertThat(MailEventDay.replay(JdbcSequenceStore.open(Databases.h2()), SEED, false))
                .isEqualTo(clean());
    }

    @Test
    void nodesThatGetTheSameDisturbedDayOnPostgresEndAsACleanOneInMemory() throws Exception {
        PGSimpleDataSource source = Databases.postgres("mail_events");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            assertThat(MailEventDay.replayOn(JdbcSequenceStore.open(source), SEED, pool, 2))
                    .isEqualTo(clean());
        } finally {
            pool.shutdownNow();
        }
    }
}
