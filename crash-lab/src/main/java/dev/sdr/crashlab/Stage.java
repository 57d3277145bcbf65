package dev.sdr.crashlab;

import dev.sdr.crashlab.Hits.What;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything that stands while processes come and go: database, mail server, clock; and what can be done to them all. */
final class Stage implements AutoCloseable {

    static final Duration PAST_LEASE = Duration.ofMinutes(6);
    static final Duration PAST_GRACE = Duration.ofMinutes(20);
    private static final long STARTING_MILLIS = 60_000;
    private static final long QUIET_MILLIS = 3_000;

    private final Path folder;
    private final long seed;
    private final Database database;
    private final MailServer mail;
    private final People people;
    private final LabClock clock;
    private final Hits hits = new Hits();
    private final Set<Node> nodes = ConcurrentHashMap.newKeySet();
    private final Set<Integer> inDoubt = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> disturbed = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger postgresKills = new AtomicInteger();
    private final Planted planted;

    Stage(Path folder, long seed, Planted planted) {
        this.folder = folder;
        this.seed = seed;
        this.planted = planted;
        this.database = new Database(folder);
        var now = database.query(
                        "select clock_timestamp()",
                        r -> r.getObject(1, java.time.OffsetDateTime.class).toInstant())
                .get(0);
        this.clock = LabClock.create(folder.resolve("clock"), now, now);
        this.people = new People(seed, clock);
        this.mail = new MailServer(folder.resolve("mail.log"), people::got);
        people.write(mail);
        if (!ClassArchive.ofThisJvm().exists()) {
            Node.writeArchive(database, mail, folder.resolve("clock"), folder.resolve("first.log"));
        }
    }

    /** Starts a process that runs an edition of the sequence. */
    Node startNode(int edition) {
        String name = "node" + started.incrementAndGet();
        Node node = new Node(
                name, database, mail, folder.resolve("clock"), folder.resolve(name + ".log"), seed, edition, planted);
        nodes.add(node);
        return node;
    }

    /** Starts a process and lets it run; another one if PostgreSQL is killed under it while it starts, as a host does. */
    Node run(int edition) {
        while (true) {
            int before = postgresKills.get();
            Node node = startNode(edition);
            if (!comesUp(node) && postgresKills.get() > before) {
                node.kill();
                nodes.remove(node);
                database.awaitGone(node.name());
                continue;
            }
            letRun(node);
            return node;
        }
    }

    private static boolean comesUp(Node node) {
        return Node.await(STARTING_MILLIS, () -> node.isReady() || node.hasFailed()) && !node.hasFailed();
    }

    /** Waits until a process is up, and lets it run. */
    void letRun(Node node) {
        if (!comesUp(node)) {
            throw new IllegalStateException(node.name() + " did not start: " + node.lastWords());
        }
        synchronized (this) { // not while time passes
            node.open();
        }
    }

    Database database() {
        return database;
    }

    MailServer mail() {
        return mail;
    }

    People people() {
        return people;
    }

    LabClock clock() {
        return clock;
    }

    Hits hits() {
        return hits;
    }

    /** The leads whose mail the wire left in doubt without anybody dying. */
    Set<Integer> inDoubt() {
        return inDoubt;
    }

    /** Kills a process, and notes what it leaves open. */
    synchronized boolean kill(Node node, String where) {
        if (node.isDead()) {
            return false;
        }
        node.kill();
        nodes.remove(node);
        hits.count(where, What.KILLED);
        database.awaitGone(node.name());
        noteOpen(node, "killed at " + where);
        return false;
    }

    private void noteOpen(Node node, String why) {
        database.update(
                "insert into lab_open select distinct t.enrollment_id, t.step_key, t.attempt, b.node, ? from sdr_touch t"
                        + " join lab_begin b on b.attempt = t.attempt and b.enrollment_id = t.enrollment_id"
                        + " where t.state = 'SENDING' and b.node = ?",
                why,
                node.name());
    }

    /** Stops a process, lets time pass and the others work, and wakes it. */
    synchronized boolean pause(Node node, Boundary boundary, Duration length) {
        if (node.isDead()) {
            return false;
        }
        node.pause();
        try {
            noteOpen(node, "paused at " + boundary.label());
            if (!jump(length, node)) {
                return true; // somebody else waits to be killed; then this was a short sleep
            }
            List<Node> others = others(node);
            List<Integer> runs = others.stream().map(Node::runs).toList();
            Node.await(1_500, () -> {
                for (int i = 0; i < others.size(); i++) {
                    if (others.get(i).runs() < runs.get(i) + 2) {
                        return false;
                    }
                }
                return true;
            });
        } finally {
            node.wake();
        }
        disturbed.merge(node.name(), 1, Integer::sum);
        hits.count(boundary.label(), What.PAUSED);
        return true;
    }

    synchronized boolean cut(Node node, Boundary boundary) {
        database.cut(node.name());
        disturbed.merge(node.name(), 1, Integer::sum);
        hits.count(boundary.label(), What.CUT);
        return true;
    }

    synchronized boolean killPostgres(Boundary boundary) {
        postgresKills.incrementAndGet();
        database.killAndRestart();
        nodes.forEach(n -> disturbed.merge(n.name(), 1, Integer::sum));
        hits.count(boundary.label(), What.POSTGRES);
        return true;
    }

    /** Counts an answer to a commit that never came. */
    synchronized boolean loseAnswer(Node node, Boundary boundary) {
        disturbed.merge(node.name(), 1, Integer::sum);
        return note(boundary.label());
    }

    /** Counts what a proxy did to a mail. */
    boolean note(String where) {
        hits.count(where, What.OTHER);
        return true;
    }

    boolean noteDoubt(WireFault fault, String recipient) {
        if (fault.leavesDoubt()) {
            inDoubt.add(Leads.number(recipient));
        }
        return note(fault.label());
    }

    /** How often each process was paused, or lost the database: each time one group may be left in doubt by time alone. */
    Map<String, Integer> disturbed() {
        return Map.copyOf(disturbed);
    }

    private List<Node> others(Node... without) {
        Set<Node> out = Set.of(without);
        return nodes.stream()
                .filter(n -> n.isOpened() && !out.contains(n) && !n.isDead())
                .toList();
    }

    /**
     * Lets time pass while nobody (but those named) has a touch in flight, so that the jump itself leaves none in doubt.
     *
     * @return false if somebody did not come to rest; then no time has passed
     */
    synchronized boolean jump(Duration ahead, Node... without) {
        List<Node> others = others(without);
        others.forEach(Node::shut);
        try {
            if (!Node.await(QUIET_MILLIS, () -> others.stream().allMatch(n -> n.isHeld() || n.hasFailed()))) {
                return false;
            }
            clock.jump(ahead);
            return true;
        } finally {
            others.forEach(Node::open);
        }
    }

    /** Kills whoever lives, without counting it. */
    synchronized void killAll() {
        nodes.forEach(Node::kill);
        nodes.clear();
    }

    @Override
    public void close() {
        people.close();
        killAll();
        mail.close();
        database.close();
    }
}
