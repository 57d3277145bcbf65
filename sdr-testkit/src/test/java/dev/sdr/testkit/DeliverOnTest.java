package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.TouchState;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deliveries on an executor: never more at once than asked for, and the next group begun while calls are short. */
@Timeout(60)
class DeliverOnTest {

    private static final int SLOTS = 4;
    private static final Sequence HELLO = Sequence.builder("hello")
            .email("one", s -> s.subject("Hello").text("Hello."))
            .build();

    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final ExecutorService unbounded = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> mails = new ConcurrentHashMap<>();

    @AfterEach
    void end() {
        unbounded.shutdownNow();
    }

    private SequenceRunner runner(Mailer mailer, int leads) {
        SequenceRunner runner = SequenceRunner.builder(
                        store, Sequences.of(HELLO), Sender.of("Example Ltd", "1 High Street"))
                .sendOnlyMailbox(Mailbox.of("a@sender.example", ZoneOffset.UTC).dailyCap(10_000), (email, deadline) -> {
                    mails.computeIfAbsent(email.to().value(), k -> new AtomicInteger())
                            .incrementAndGet();
                    return mailer.send(email, deadline);
                })
                .window(SendWindow.ALWAYS)
                .deliverOn(unbounded, SLOTS)
                .build();
        List<Lead> all = new ArrayList<>();
        for (int i = 0; i < leads; i++) {
            all.add(Lead.of("lead" + i, "lead" + i + "@company.example"));
        }
        runner.enroll(all, "hello");
        return runner;
    }

    private void eachMailedOnce(int leads) {
        assertThat(mails).hasSize(leads);
        assertThat(mails.values()).allMatch(n -> n.get() == 1);
    }

    private long sending(SequenceRunner runner, int leads) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < leads; i++) {
            runner.enrollments().of("lead" + i).forEach(e -> ids.add(e.id()));
        }
        return store.inTransaction(tx -> tx.touches().ofEnrollments(ids)).stream()
                .filter(t -> t.state() == TouchState.SENDING)
                .count();
    }

    @Test
    void asManyCallsAtOnceAsAskedForWhateverTheExecutorCouldDo() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        SequenceRunner runner = runner(
                (email, deadline) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(2_000_000); // a call takes its time
                    now.decrementAndGet();
                    return Delivery.accepted();
                },
                400);
        assertThat(runner.runDueSteps().sent()).isEqualTo(400);
        assertThat(most.get()).isBetween(2, SLOTS);
        eachMailedOnce(400);
    }

    @Test
    void whileCallsAreShortTheNextGroupIsBegunAndNoMore() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        SequenceRunner runner = runner(
                (email, deadline) -> {
                    if (calls.incrementAndGet() > SLOTS) {
                        await(go);
                    }
                    return Delivery.accepted();
                },
                40);
        Future<RunReport> run = unbounded.submit(() -> runner.runDueSteps());
        while (calls.get() < 2 * SLOTS || sending(runner, 40) != 2 * SLOTS) { // once the first four are settled
            Thread.onSpinWait();
        }
        assertThat(calls).hasValue(2 * SLOTS);
        assertThat(sending(runner, 40)).isEqualTo(2 * SLOTS);
        go.countDown();
        assertThat(run.get().sent()).isEqualTo(40);
        eachMailedOnce(40);
    }

    @Test
    void aCallThatHangsFromTheBeginningHasNothingBegunAhead() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(SLOTS);
        SequenceRunner runner = runner(
                (email, deadline) -> {
                    entered.countDown();
                    await(go);
                    return Delivery.accepted();
                },
                40);
        Future<RunReport> run = unbounded.submit(() -> runner.runDueSteps());
        await(entered);
        assertThat(sending(runner, 40)).isEqualTo(SLOTS);
        go.countDown();
        assertThat(run.get().sent()).isEqualTo(40);
        eachMailedOnce(40);
    }

    @Test
    void whatAnExecutorRefusesIsTriedAgainLater() {
        AtomicInteger given = new AtomicInteger();
        SequenceRunner runner = SequenceRunner.builder(
                        store, Sequences.of(HELLO), Sender.of("Example Ltd", "1 High Street"))
                .sendOnlyMailbox(
                        Mailbox.of("a@sender.example", ZoneOffset.UTC).dailyCap(10_000),
                        (email, deadline) -> Delivery.accepted())
                .window(SendWindow.ALWAYS)
                .deliverOn(
                        task -> {
                            if (given.incrementAndGet() % 2 == 0) {
                                throw new RejectedExecutionException("full");
                            }
                            unbounded.execute(task);
                        },
                        SLOTS)
                .build();
        runner.enroll(List.of(Lead.of("a", "a@company.example"), Lead.of("b", "b@company.example")), "hello");
        RunReport report = runner.runDueSteps();
        assertThat(report.sent()).isEqualTo(1);
        assertThat(runner.enrollments().of("b").get(0).inFlight()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(50, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatAnExecutorDropsIsTakenBackAfterItsDeadlineAndTriedAgain() throws Exception {
        Office office = new Office();
        SequenceRunner dropping =
                office.runner(HELLO).deliverOn(task -> {}, SLOTS).build();
        dropping.enroll(List.of(Lead.of("a", "a@company.example"), Lead.of("b", "b@company.example")), "hello");
        Future<RunReport> run = unbounded.submit(() -> dropping.runDueSteps());
        while (dropping.enrollments().of("b").get(0).inFlight().isEmpty()) {
            Thread.onSpinWait();
        }
        office.clock.advance(Duration.ofMinutes(5));
        assertThat(run.get().sent()).isZero();
        assertThat(dropping.enrollments().of("a").get(0).inFlight()).isEmpty();

        office.clock.advance(Duration.ofHours(1));
        try (SequenceRunner sound = office.runner(HELLO).build()) {
            assertThat(sound.runDueSteps().sent()).isEqualTo(2);
        }
    }
}
