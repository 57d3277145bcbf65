package dev.sdr.internal.engine;

import dev.sdr.channel.Channel;
import dev.sdr.channel.ChannelMessage;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.internal.engine.Prepared.Begun;
import dev.sdr.mail.Email;
import dev.sdr.sequence.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands begun touches to mailers and channels: once each, outside any transaction, before their deadline. */
final class Delivering {

    /** How long a known outcome waits for others to be settled with (protocol D6). */
    private static final Duration MOST_WAIT = Duration.ofMillis(100);

    /** How often to look whether something was never started, while nothing comes back. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Calls that take no longer than this have the next ones begun meanwhile, so that no slot waits for the store. */
    private static final Duration SHORT_CALL = Duration.ofSeconds(1);

    private final Context context;
    private final int slots;
    private final BlockingQueue<Outcome> done = new LinkedBlockingQueue<>();
    private final List<Outcome> known = new ArrayList<>();
    private long knownSince;
    private int open;

    private final Object lock = new Object();
    private final Deque<Task> ahead = new ArrayDeque<>(); // guarded by lock
    private final Set<Task> unstarted = new LinkedHashSet<>(); // guarded by lock
    private int calling; // guarded by lock
    private volatile long lastCall = Long.MAX_VALUE;

    /** A call to make; equal to no other. */
    private static final class Task {
        private final Begun begun;
        private final Deadline deadline;

        Task(Begun begun, Deadline deadline) {
            this.begun = begun;
            this.deadline = deadline;
        }
    }

    Delivering(Context context) {
        this.context = context;
        this.slots = context.host.slots();
    }

    /**
     * How many touches to begin now: none until that is worth a transaction, then at most as many as there are slots.
     * While calls are short, a second group is begun ahead, and waits for slots of the first.
     */
    int room() {
        boolean isShort = lastCall <= SHORT_CALL.toNanos();
        int most = isShort ? 2 * slots : slots;
        int least = isShort ? slots : 1;
        int room = Math.min(slots, most - open);
        return room < least ? 0 : room;
    }

    boolean isIdle() {
        return open == 0 && known.isEmpty();
    }

    /** A deadline that runs from now, to be started before a begin's first statement (D3). */
    Start start() {
        context.time.wake();
        return new Start(context.now(), context.time.nanos());
    }

    /** Delivers as soon as a slot is free. */
    void submit(Begun begun, Start start) {
        Task task = new Task(begun, deadline(begun, start));
        open++;
        synchronized (lock) {
            unstarted.add(task);
            if (calling >= slots) {
                ahead.add(task);
                return;
            }
            calling++;
        }
        try {
            context.host.executor().execute(() -> call(task));
        } catch (RejectedExecutionException e) {
            synchronized (lock) {
                unstarted.remove(task);
                calling--;
            }
            done.add(Outcome.cancelled(begun.touch()));
        }
    }

    /** Fills one slot until nothing waits for it. */
    private void call(Task first) {
        synchronized (lock) {
            if (!unstarted.remove(first)) {
                return; // it came after its deadline, and its slot is taken back
            }
        }
        for (Task task = first; task != null; task = next()) {
            long start = context.time.nanos();
            Outcome outcome = deliver(task.begun, task.deadline);
            lastCall = context.time.nanos() - start;
            done.add(outcome.knowing(task.begun.prepared().known().lead(), task.begun.enrollment()));
        }
    }

    /** Takes back what an executor that dropped its queue never started: past its deadline it would not be called. */
    private void takeBackLate() {
        synchronized (lock) {
            for (Task task : List.copyOf(unstarted)) {
                if (task.deadline.passed()) {
                    unstarted.remove(task);
                    if (!ahead.remove(task)) {
                        calling--;
                    }
                    done.add(Outcome.cancelled(task.begun.touch()));
                }
            }
        }
    }

    private @Nullable Task next() {
        synchronized (lock) {
            Task next = ahead.poll();
            if (next == null) {
                calling--;
            } else {
                unstarted.remove(next);
            }
            return next;
        }
    }

    /**
     * Waits until there is room and takes the outcomes to settle now: none, as long as they are fewer than the slots and
     * known for less than {@link #MOST_WAIT}, so that free slots are filled before they are written down in one go.
     *
     * @param last whether nothing is left to begin, so that there is nothing to wait for but outcomes
     */
    List<Outcome> take(boolean last) {
        boolean interrupted = false;
        while (open > 0 && (last || room() == 0) && !isDue()) {
            try {
                Duration wait = known.isEmpty() ? LOOK : MOST_WAIT;
                Outcome next = done.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    takeBackLate();
                }
                know(next);
            } catch (InterruptedException e) {
                interrupted = true; // what is on the wire is settled first
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Outcome more = done.poll(); more != null; more = done.poll()) {
            know(more);
        }
        if (!isDue() && open > 0) {
            return List.of();
        }
        List<Outcome> outcomes = List.copyOf(known);
        known.clear();
        return outcomes;
    }

    private boolean isDue() {
        return known.size() >= slots || (!known.isEmpty() && context.time.nanos() - knownSince > MOST_WAIT.toNanos());
    }

    private void know(@Nullable Outcome outcome) {
        if (outcome != null) {
            if (known.isEmpty()) {
                knownSince = context.time.nanos();
            }
            known.add(outcome);
            open--;
        }
    }

    private Outcome deliver(Begun begun, Deadline deadline) {
        Supplier<Delivery> call;
        try {
            call = call(begun, deadline);
        } catch (RuntimeException e) { // nothing was called yet
            context.failed("a touch for " + begun.touch().mailboxId() + " could not be handed over", e);
            return Outcome.cancelled(begun.touch());
        }
        if (deadline.passed()) {
            return Outcome.cancelled(begun.touch());
        }
        try {
            return Outcome.of(begun.touch(), call.get());
        } catch (Throwable e) { // whatever is thrown, an Error too, says nothing about whether it left (D4)
            String what = "delivering on " + begun.touch().channel() + " for "
                    + begun.touch().mailboxId() + " failed";
            return Outcome.of(begun.touch(), Delivery.uncertain(context.failed(what, e)));
        }
    }

    private Supplier<Delivery> call(Begun begun, Deadline deadline) {
        Account account =
                context.host.accounts().find(begun.touch().mailboxId()).orElseThrow();
        if (begun.touch().channel().equals(Step.EMAIL)) {
            Email email = Composing.email(
                    begun.prepared(), account.mailbox(), begun.touch().begunAt());
            return () -> account.mailer().send(email, deadline);
        }
        Channel channel = Optional.ofNullable(
                        context.host.channels().get(begun.touch().channel()))
                .orElseThrow();
        String subject = begun.prepared().content().subject();
        ChannelMessage message = new ChannelMessage(
                begun.touch().id(),
                begun.touch().messageId(),
                begun.prepared().known().lead().lead().orElseThrow(),
                subject.isEmpty() ? begun.touch().id().key() : subject,
                begun.prepared().content().text(),
                begun.touch().begunAt());
        return () -> channel.deliver(message, deadline);
    }

    private Deadline deadline(Begun begun, Start start) {
        Duration most = context.settings.handOver();
        ZoneId zone = begun.prepared().known().gates().orElseThrow().mailbox().zone();
        Instant dayEnd = begun.touch().capDay().plusDays(1).atStartOfDay(zone).toInstant();
        return () -> {
            Instant now = context.now();
            return context.time.nanos() - start.nanos() > most.toNanos()
                    || now.isAfter(start.wall().plus(most))
                    || !now.isBefore(dayEnd);
        };
    }

    /**
     * When a begin started.
     *
     * @param wall on the wall clock
     * @param nanos on the monotonic clock
     */
    record Start(Instant wall, long nanos) {}
}
