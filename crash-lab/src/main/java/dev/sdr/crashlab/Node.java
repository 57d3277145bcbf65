package dev.sdr.crashlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The lab's side of one {@link RunnerProcess}, with the proxies between it and the mail server. */
final class Node {

    /** What the lab does at a place; returns whether the process lives on. */
    interface Act {
        boolean at(Node node, Boundary boundary);
    }

    private static final long STARTING_MILLIS = 60_000;
    private static final int LAST_WORDS = 6_000;

    private final String name;
    private final Path log;
    private final SmtpProxy smtp;
    private final SmtpProxy.Imap imap;
    private final ChildProcess process;
    private final Map<Boundary, Act> acts = new EnumMap<>(Boundary.class);
    private final AtomicReference<Optional<Act>> betweenFolders = new AtomicReference<>(Optional.empty());
    private final ConcurrentHashMap<String, Consumer<Boolean>> commands = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile boolean ready;
    private volatile String heldBy = "";
    private int order;
    private volatile boolean opened;
    private volatile boolean dead;
    private volatile int due = Integer.MAX_VALUE;
    private final AtomicInteger runs = new AtomicInteger();

    Node(String name, Database database, MailServer mail, Path clock, Path log, long seed, int edition, Planted bug) {
        this(
                name,
                database,
                mail,
                clock,
                log,
                seed,
                edition,
                bug,
                ClassArchive.ofThisJvm().options());
    }

    private Node(
            String name,
            Database database,
            MailServer mail,
            Path clock,
            Path log,
            long seed,
            int edition,
            Planted bug,
            List<String> options) {
        this.name = name;
        this.log = log;
        this.smtp = new SmtpProxy(mail.smtpPort());
        this.imap = new SmtpProxy.Imap(mail.imapPort(), line -> betweenFolders());
        smtp.start();
        imap.start();
        this.process = ChildProcess.start(
                RunnerProcess.class,
                Stream.concat(Stream.of("-Xmx160m"), options.stream()).toList(),
                List.of(
                        database.url(name),
                        Integer.toString(smtp.port()),
                        Integer.toString(imap.port()),
                        clock.toString(),
                        Long.toString(seed),
                        Integer.toString(edition),
                        bug.name()),
                log,
                this::heard);
    }

    /** Starts a process, lets it run a little and ends it, so that later ones start faster. */
    static void writeArchive(Database database, MailServer mail, Path clock, Path log) {
        List<String> options = ClassArchive.ofThisJvm().writing();
        Node first = new Node("first", database, mail, clock, log, 0, 0, Planted.NONE, options);
        if (!await(STARTING_MILLIS, () -> first.isReady() || first.hasFailed()) || first.hasFailed()) {
            throw new IllegalStateException("the first process did not start: " + first.lastWords());
        }
        first.open();
        await(STARTING_MILLIS, () -> first.runs() > 2 || first.hasFailed());
        first.process.say("QUIT");
        if (!first.process.awaitEnd(STARTING_MILLIS)) {
            throw new IllegalStateException("the first process does not end; see " + log);
        }
        first.kill();
    }

    String name() {
        return name;
    }

    /** The end of what it wrote to its error stream. */
    String lastWords() {
        try {
            String all = Files.readString(log);
            return all.substring(Math.max(0, all.length() - LAST_WORDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void heard(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "READY" -> ready = true;
            case "HELD" -> heldBy = words[1];
            case "RUN" -> run(line.split(" ", -1));
            case "DONE", "FAILED" -> answer(words[1], words[0].equals("DONE"));
            case "HIT" -> hit(Boundary.of(words[1]));
            default -> {
                if (!dead) {
                    throw new IllegalStateException(name + " said: " + line);
                }
            }
        }
    }

    private void run(String[] words) {
        if (words.length == 4) { // a killed process may end in the middle of a line
            due = Integer.parseInt(words[1]);
            runs.incrementAndGet();
        }
    }

    private void hit(Boundary boundary) {
        Act act;
        synchronized (acts) {
            act = Optional.ofNullable(acts.remove(boundary)).orElse((node, b) -> true);
        }
        if (act.at(this, boundary)) {
            process.say("GO");
        }
    }

    private void betweenFolders() {
        betweenFolders.getAndSet(Optional.empty()).ifPresent(act -> act.at(this, Boundary.POLL_BETWEEN_FOLDERS));
    }

    /** The lab acts at the {@code nth} passage of a place. */
    void arm(Boundary boundary, int nth, Act act) {
        switch (boundary) {
            case DELIVER_BEFORE_LAST_BYTE ->
                smtp.arm(WireFault.BEFORE_LAST_BYTE, nth, recipient -> act.at(this, boundary));
            case DELIVER_AFTER_LAST_BYTE ->
                smtp.arm(WireFault.AFTER_LAST_BYTE, nth, recipient -> act.at(this, boundary));
            case POLL_BETWEEN_FOLDERS -> betweenFolders.set(Optional.of(act));
            default -> {
                synchronized (acts) {
                    acts.put(boundary, act);
                }
                process.say("ARM " + boundary.label() + " " + nth);
            }
        }
    }

    void arm(WireFault fault, int nth, SmtpProxy.Act act) {
        smtp.arm(fault, nth, act);
    }

    void disarm() {
        smtp.disarm();
        betweenFolders.set(Optional.empty());
        synchronized (acts) {
            acts.clear();
        }
        process.say("DISARM");
    }

    /** Something a host does; the future says whether it was done. It is false when the process dies first. */
    CompletableFuture<Boolean> command(String verb, String arguments) {
        CompletableFuture<Boolean> future = new CompletableFuture<>();
        command(verb, arguments, future::complete);
        return future;
    }

    /** Something a host does; {@code then} is told whether it was done. */
    void command(String verb, String arguments, Consumer<Boolean> then) {
        String id = "c" + ids.incrementAndGet();
        commands.put(id, then);
        process.say((verb + " " + id + " " + arguments).strip());
        if (dead) {
            failCommands();
        }
    }

    private void failCommands() {
        commands.keySet().forEach(id -> answer(id, false));
    }

    private void answer(String id, boolean done) {
        Optional.ofNullable(commands.remove(id)).ifPresent(then -> then.accept(done));
    }

    void shut() {
        process.say("SHUT " + ++order);
    }

    void open() {
        opened = true;
        process.say("OPEN");
    }

    /** Whether it was ever let run. */
    boolean isOpened() {
        return opened;
    }

    boolean isHeld() {
        return heldBy.equals(Integer.toString(order));
    }

    boolean isReady() {
        return ready;
    }

    boolean isDead() {
        return dead;
    }

    /** A process that ended without the lab's doing. */
    boolean hasFailed() {
        return !dead && !process.isAlive();
    }

    /** What was due when it last looked. */
    int due() {
        return due;
    }

    int runs() {
        return runs.get();
    }

    void kill() {
        dead = true;
        process.kill();
        smtp.close();
        imap.close();
        failCommands();
    }

    void pause() {
        process.signal("STOP");
    }

    void wake() {
        process.signal("CONT");
    }

    /** Waits for a condition; whether it came true in time. */
    static boolean await(long millis, BooleanSupplier condition) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(3_000_000);
        }
        return true;
    }
}
