package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.event.Event;
import dev.sdr.mail.Mailer;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One runner with a mailer that takes 20 ms, 32 calls at once; and how long a result waits to be stored. */
final class SlowMailer implements Contender {

    private static final int AT_ONCE = 32;
    private static final long LATENCY_NANOS = 20_000_000;

    private final RunnerSteps steps = new RunnerSteps(1);
    private final AtomicLong mailed = new AtomicLong();

    @Override
    public void prepare(Database db, int n) throws SQLException {
        steps.prepare(db, n);
    }

    @Override
    public Work open(Database db, int n) {
        mailed.set(0);
        Map<String, Long> returned = new ConcurrentHashMap<>();
        AtomicLong longest = new AtomicLong();
        Mailer mailer = (email, deadline) -> {
            long end = System.nanoTime() + LATENCY_NANOS;
            for (long left = LATENCY_NANOS; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            mailed.incrementAndGet();
            String who = email.to().value();
            returned.put("lead" + who.substring("lee".length(), who.indexOf('@')), System.nanoTime());
            return Delivery.accepted();
        };
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        HikariDataSource pool = db.pool(2);
        SequenceRunner runner = RunnerSteps.builder(RunnerSteps.open(pool), n, mailer)
                .deliverOn(threads, AT_ONCE)
                .listener(event -> {
                    if (event.type().equals(Event.TOUCH_SENT)) {
                        Long at = returned.remove(event.leadId().orElseThrow());
                        longest.accumulateAndGet(System.nanoTime() - (at == null ? 0 : at), Math::max);
                    }
                })
                .build();
        runner.pollInboxes();
        return new Work() {
            @Override
            public void run() {
                RunnerSteps.finish(runner, n);
            }

            @Override
            public Map<String, Double> extras() {
                return Map.of("stored_after_ms", longest.get() / 1e6);
            }

            @Override
            public void close() {
                runner.close();
                threads.shutdown();
                pool.close();
            }
        };
    }

    @Override
    public void verify(Database db, int n) throws SQLException {
        steps.verify(db, n, mailed.get());
    }
}
