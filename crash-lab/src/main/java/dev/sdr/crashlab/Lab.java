package dev.sdr.crashlab;

import dev.sdr.crashlab.Fault.Mishap;
import dev.sdr.crashlab.Tally.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One run of the crash lab. */
final class Lab {

    private static final Duration DAY = Duration.ofHours(25);
    private static final int MOST_DAYS = 12;

    private final Plan plan;
    private final Stage stage;
    private final Schedule schedule;
    private final Acts acts;
    private final Queue<int[]> chunks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final int chunk;
    private final int deathsPerDay;

    /**
     * What to run.
     *
     * @param kills how many processes are killed
     * @param leads how many leads are enrolled
     * @param seed decides who does what and who dies where
     * @param processes how many live at once
     * @param planted a bug in every process
     * @param folder where the database and the logs go
     * @param progress told what is going on
     */
    record Plan(
            int kills, int leads, long seed, int processes, Planted planted, Path folder, Consumer<String> progress) {}

    private Lab(Plan plan, Stage stage) {
        this.plan = plan;
        this.stage = stage;
        this.chunk = Math.max(1, plan.leads() / (plan.kills() + 1));
        this.deathsPerDay = Math.max(4, plan.kills() / 20);
        this.schedule = new Schedule(plan.seed(), plan.kills(), Math.min(60, chunk));
        this.acts = new Acts(stage);
        for (int from = 0; from < plan.leads(); from += chunk) {
            chunks.add(new int[] {from, Math.min(plan.leads(), from + chunk)});
        }
    }

    /** Runs to the end and counts. */
    static Result run(Plan plan) {
        try (Stage stage = new Stage(plan.folder(), plan.seed(), plan.planted())) {
            return new Lab(plan, stage).run();
        }
    }

    private Result run() {
        ExecutorService slots = Executors.newFixedThreadPool(plan.processes());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < plan.processes(); i++) {
                running.add(slots.submit(this::slot));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the lab itself failed", e.getCause());
        } finally {
            slots.shutdownNow();
        }
        plan.progress().accept("no more faults; running to the end");
        List<String> unfinished = new Ending(stage, chunks, plan, MOST_DAYS, DAY).run();
        Result result = new Tally(stage, plan).count(unfinished);
        stage.hits().table().forEach(plan.progress());
        return result;
    }

    private void slot() {
        for (Optional<Fault> fault = schedule.next(); fault.isPresent(); fault = schedule.next()) {
            live(fault.get());
            int dead = deaths.incrementAndGet();
            if (dead % deathsPerDay == 0) {
                stage.jump(DAY);
            }
            if (dead % Math.max(1, plan.kills() / 20) == 0) {
                plan.progress()
                        .accept("killed " + dead + " of " + plan.kills() + ", received "
                                + stage.mail().count());
            }
        }
    }

    /** One process from its start to its death. */
    private void live(Fault fault) {
        if (fault.starting()) {
            Node young = stage.startNode(deaths.get() + 1);
            Node.await(fault.nth(), young::hasFailed);
            stage.kill(young, Hits.STARTING);
            return;
        }
        Node node = stage.run(deaths.get() + 1);
        if (fault.where().equals(Optional.of(Boundary.ENROLL_BEFORE_COMMIT))) {
            node.arm(Boundary.ENROLL_BEFORE_COMMIT, 1, acts::kill);
        }
        node.command("RESUME", "", done -> {}); // somebody looks at a mailbox that is held, and lets it go on
        enroll(node);
        Node.await(6_000, () -> {
            hostActs(node);
            return node.isDead() || node.hasFailed() || node.due() < chunk;
        });
        fault.before().ifPresent(mishap -> suffer(node, mishap));
        die(node, fault);
    }

    private void enroll(Node node) {
        int[] some = chunks.poll();
        if (some != null) {
            CompletableFuture<Boolean> done = node.command("ENROLL", some[0] + " " + some[1]);
            Node.await(10_000, done::isDone);
            if (!done.getNow(false)) {
                chunks.add(some);
            }
        }
    }

    private void hostActs(Node node) {
        String action = stage.people().hostActions().poll();
        if (action != null) {
            String[] words = action.split(" ", 2);
            node.command(words[0], words[1], done -> {
                if (!done) {
                    stage.people().hostActions().add(action);
                }
            });
        }
    }

    private void suffer(Node node, Mishap mishap) {
        AtomicInteger happened = new AtomicInteger();
        acts.arm(node, mishap, happened::incrementAndGet);
        mishap.where().ifPresent(where -> acts.provoke(where, node));
        Node.await(6_000, () -> {
            hostActs(node);
            return happened.get() > 0 || node.isDead() || node.hasFailed();
        });
        if (happened.get() == 0 && !node.isDead()) {
            node.disarm();
            schedule.missed(mishap);
        }
    }

    private void die(Node node, Fault fault) {
        if (fault.where().isEmpty()) {
            Node.await(fault.nth(), () -> {
                hostActs(node);
                return node.hasFailed();
            });
            stage.kill(node, Hits.RANDOM);
            return;
        }
        Boundary where = fault.where().get();
        int nth = fault.nth();
        for (int i = 0; i < 4 && !node.isDead() && !node.hasFailed(); i++) {
            if (i == 0 || where.isFrequent() || where == Boundary.CANCEL_BEFORE_COMMIT) {
                acts.armDeath(node, where, nth);
            }
            acts.provoke(where, node);
            Node.await(2_500, () -> {
                hostActs(node);
                return node.isDead() || node.hasFailed();
            });
            nth = 1;
        }
        if (!node.isDead()) {
            node.disarm();
            stage.kill(node, Hits.RANDOM);
            schedule.missed(fault);
        }
    }
}
