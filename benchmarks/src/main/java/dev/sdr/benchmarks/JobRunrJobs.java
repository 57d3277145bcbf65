package dev.sdr.benchmarks;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr OSS with jobs that do nothing: 64 workers, poll interval 5 s, its fastest here. Timed from its first job on. */
public final class JobRunrJobs implements Contender {

    private static final int WORKERS = 64;
    private static final AtomicLong EXECUTED = new AtomicLong();
    private static final AtomicLong FIRST = new AtomicLong();

    /** The job: it does nothing but count. */
    public static void job(long number) {
        if (EXECUTED.incrementAndGet() == 1) {
            FIRST.set(System.nanoTime());
        }
        if (number < 0) {
            throw new IllegalStateException("there is no job " + number);
        }
    }

    @Override
    public void prepare(Database db, int n) {
        try (HikariDataSource pool = db.pool(4)) {
            JobRunr.configure()
                    .useStorageProvider(new PostgresStorageProvider(pool, db.schema() + "."))
                    .initialize()
                    .getJobScheduler()
                    .enqueue(LongStream.range(0, n).boxed(), i -> JobRunrJobs.job(i));
            JobRunr.destroy();
        }
    }

    @Override
    public Work open(Database db, int n) {
        EXECUTED.set(0);
        HikariDataSource pool = db.pool(WORKERS + 6);
        return new Work() {
            private double perSecond;

            @Override
            public void run() throws Exception {
                JobRunr.configure()
                        .useStorageProvider(new PostgresStorageProvider(pool, db.schema() + "."))
                        .useBackgroundJobServer(usingStandardBackgroundJobServerConfiguration()
                                .andWorkerCount(WORKERS)
                                .andPollInterval(Duration.ofSeconds(5)))
                        .initialize();
                while (EXECUTED.get() < n
                        || db.number("select count(*) from jobrunr_jobs where state = 'SUCCEEDED'") < n) {
                    Thread.sleep(20);
                }
                perSecond = n * 1e9 / (System.nanoTime() - FIRST.get());
            }

            @Override
            public Map<String, Double> extras() {
                return Map.of("per_s", perSecond);
            }

            @Override
            public void close() {
                JobRunr.destroy();
                pool.close();
            }
        };
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        Contender.same("executed", n, EXECUTED.get());
        Contender.same("succeeded", n, db.number("select count(*) from jobrunr_jobs where state = 'SUCCEEDED'"));
    }
}
