package dev.sdr.crashlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.crashlab.MailServer.Received;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one database: they share the work, one takes over from the other, and one that slept owns nothing. */
class SeveralProcessesTest {

    private static final long SEED = 1; // every hundredth lead only receives
    private static final int PATIENCE = 60_000;

    @TempDir
    static Path folder;

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = new Stage(folder, SEED, Planted.NONE);
    }

    @AfterEach
    void killAll() {
        stage.killAll();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void two_processes_share_the_work_and_the_one_that_lives_takes_over() {
        Node first = stage.startNode(1);
        Node second = stage.startNode(1);
        stage.letRun(first);
        stage.letRun(second);
        enroll(first, 0, 200);

        await(() -> begunBy(first) > 20 && begunBy(second) > 20);
        stage.kill(first, Hits.RANDOM);
        long open = stage.database().number("select count(*) from lab_open where node = ?", first.name());
        await(() -> {
            if (second.due() == 0) {
                stage.jump(Stage.PAST_GRACE); // past the lease of the dead, and the grace of what it left open
            }
            return second.due() == 0 && stepsOver(0, 200) == 200;
        });

        assertNothingDoubled();
        assertThat(stage.database()
                        .number(
                                "select count(*) from sdr_touch t join lab_open o using (attempt) where o.node = ?"
                                        + " and t.state = 'UNKNOWN' and o.enrollment_id = t.enrollment_id",
                                first.name()))
                .isLessThanOrEqualTo(open)
                .isLessThanOrEqualTo(RunnerProcess.MOST_OPEN);
    }

    @Test
    void a_process_that_slept_past_its_lease_begins_nothing_it_composed() {
        Node sleeper = stage.startNode(1);
        stage.letRun(sleeper);
        AtomicBoolean asleep = new AtomicBoolean();
        CompletableFuture<Boolean> woken = new CompletableFuture<>();
        sleeper.arm(Boundary.COMPOSE_AFTER, 1, (node, where) -> {
            node.pause();
            asleep.set(true);
            return woken.join();
        });
        enroll(sleeper, 300, 301);
        await(asleep::get);

        Node other = stage.startNode(1);
        stage.letRun(other);
        await(() -> stage.jump(Stage.PAST_LEASE, sleeper)); // as soon as nobody else has a touch in flight
        await(() -> stepsOver(300, 301) == 1);
        wake(sleeper, woken);

        assertThat(begunBy(sleeper)).isZero();
        assertThat(begunBy(other)).isPositive();
        assertNothingDoubled();
        assertThat(received(300)).isEqualTo(1);
    }

    @Test
    void a_process_that_slept_past_the_grace_neither_sends_nor_settles_what_it_had_begun() {
        Node sleeper = stage.startNode(1);
        stage.letRun(sleeper);
        AtomicBoolean asleep = new AtomicBoolean();
        CompletableFuture<Boolean> woken = new CompletableFuture<>();
        sleeper.arm(Boundary.DELIVER_BEFORE_DEADLINE, 1, (node, where) -> {
            node.pause();
            asleep.set(true);
            return woken.join();
        });
        enroll(sleeper, 400, 401);
        await(asleep::get);

        Node other = stage.startNode(1);
        stage.letRun(other);
        await(() -> stage.jump(Stage.PAST_GRACE, sleeper));
        await(() -> state(400).equals(List.of("UNKNOWN")));
        wake(sleeper, woken);

        assertThat(state(400)).containsExactly("UNKNOWN");
        assertThat(received(400)).isZero();
        assertThat(stage.database()
                        .number("select count(*) from sdr_event where type = 'touch.unknown' and lead_id = 'id400'"))
                .isEqualTo(1);
    }

    /** Wakes it, and waits until it has gone on to whole runs of its own. */
    private void wake(Node sleeper, CompletableFuture<Boolean> woken) {
        int runs = sleeper.runs();
        sleeper.wake();
        woken.complete(true);
        await(() -> sleeper.runs() > runs + 2);
    }

    private void enroll(Node node, int from, int to) {
        CompletableFuture<Boolean> done = node.command("ENROLL", from + " " + to);
        await(done::isDone);
        assertThat(done.getNow(false)).isTrue();
    }

    private long begunBy(Node node) {
        return stage.database().number("select count(*) from lab_begin where node = ?", node.name());
    }

    private static long stepsOver(int from, int to) {
        return stage.database()
                .number(
                        "select count(*) from sdr_touch where state in ('SENT', 'UNKNOWN', 'REJECTED') and step_key = 'one'"
                                + " and substr(lead_id, 3)::int >= ? and substr(lead_id, 3)::int < ?",
                        from,
                        to);
    }

    private static List<String> state(int lead) {
        return stage.database()
                .query("select state from sdr_touch where lead_id = ?", row -> row.getString(1), "id" + lead);
    }

    private static long received(int lead) {
        return stage.mail().received().stream().filter(m -> m.lead() == lead).count();
    }

    private void assertNothingDoubled() {
        Set<String> seen = new HashSet<>();
        for (Received mail : stage.mail().received()) {
            assertThat(seen.add(mail.lead() + " " + mail.step()))
                    .as(mail.toString())
                    .isTrue();
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        assertThat(Node.await(PATIENCE, condition)).isTrue();
    }
}
