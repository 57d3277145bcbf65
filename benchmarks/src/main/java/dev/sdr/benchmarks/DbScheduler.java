package dev.sdr.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * db-scheduler, with the settings its author published as fastest: lock and fetch, 20 threads, 4.0 and 20.0. With {@code
 * steps} each execution does the runner's three writes (the send before the call, its result after, the next due time);
 * without, it does nothing.
 */
final class DbScheduler implements Contender {

    private static final int THREADS = 20;

    private final boolean steps;
    private final AtomicLong executed = new AtomicLong();

    DbScheduler(boolean steps) {
        this.steps = steps;
    }

    @Override
    public void prepare(Database db, int n) throws SQLException {
        RawBatch.tables(db, 0);
        db.execute(
                "create table scheduled_tasks (task_name text not null, task_instance text not null, task_data bytea,"
                        + " execution_time timestamptz not null, picked boolean not null, picked_by text,"
                        + " last_success timestamptz, last_failure timestamptz, consecutive_failures int,"
                        + " last_heartbeat timestamptz, version bigint not null, priority smallint,"
                        + " primary key (task_name, task_instance))",
                "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                        + " select 'bench', i::text, now() - random() * interval '1 hour', false, 1"
                        + " from generate_series(1, " + n + ") i",
                "create index on scheduled_tasks (execution_time)",
                "create index on scheduled_tasks (last_heartbeat)");
    }

    @Override
    public Work open(Database db, int n) {
        executed.set(0);
        HikariDataSource pool = db.pool(THREADS + 5);
        CountDownLatch left = new CountDownLatch(n);
        Task<Void> task = steps
                ? Tasks.custom("bench", Void.class).execute((instance, context) -> {
                    step(pool, Long.parseLong(instance.getId()));
                    left.countDown();
                    return new CompletionHandler.OnCompleteReschedule<>(FixedDelay.of(Duration.ofDays(3)));
                })
                : Tasks.oneTime("bench").execute((instance, context) -> {
                    executed.incrementAndGet();
                    left.countDown();
                });
        Scheduler scheduler = Scheduler.create(pool, task)
                .threads(THREADS)
                .pollUsingLockAndFetch(4.0, 20.0)
                .build();
        return new Work() {
            @Override
            public void run() throws Exception {
                scheduler.start();
                left.await();
                while (db.number("select count(*) from scheduled_tasks where execution_time <= now()") > 0) {
                    Thread.onSpinWait(); // the last few are being rescheduled or removed
                }
            }

            @Override
            public void close() {
                scheduler.stop();
                pool.close();
            }
        };
    }

    private void step(HikariDataSource pool, long id) {
        try (Connection connection = pool.getConnection();
                PreparedStatement send = connection.prepareStatement(
                        "insert into send (enrollment_id, step, lead_id, state, message_id, begun_at)"
                                + " values (?, 0, ?, 'SENDING', ?, now())");
                PreparedStatement settle = connection.prepareStatement(
                        "update send set state = 'SENT', provider_id = ?, settled_at = now()"
                                + " where enrollment_id = ? and step = 0 and state = 'SENDING'")) {
            send.setLong(1, id);
            send.setLong(2, id);
            send.setString(3, "m" + id + ".0@sender.example");
            send.executeUpdate();
            executed.incrementAndGet(); // the mailer: it does nothing
            settle.setString(1, "p" + id);
            settle.setLong(2, id);
            Contender.same("settled", 1, settle.executeUpdate());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        Contender.same("executed", n, executed.get());
        Contender.same("tasks left", steps ? n : 0, db.number("select count(*) from scheduled_tasks"));
        Contender.same("sent", steps ? n : 0, db.number("select count(*) from send where state = 'SENT'"));
    }
}
