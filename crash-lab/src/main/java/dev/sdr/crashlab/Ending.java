package dev.sdr.crashlab;

import dev.sdr.crashlab.Lab.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** After the last fault: processes that nobody harms run until everybody is finished, stopped or held. */
final class Ending {

    private static final String UNFINISHED = "select count(*) from sdr_enrollment where in_flight is not null"
            + " or (status = 'ACTIVE' and pauses = '[]')";
    private static final String POISON =
            "select cast(id as text) from sdr_enrollment where status = 'ACTIVE' and pauses like '%\"POISON\"%'";
    private static final String UNREAD = "select count(*) from sdr_inbound where state = 'STORED'";

    private final Stage stage;
    private final Queue<int[]> chunks;
    private final Plan plan;
    private final int mostDays;
    private final Duration day;
    private final Set<String> resumed = new HashSet<>();

    Ending(Stage stage, Queue<int[]> chunks, Plan plan, int mostDays, Duration day) {
        this.stage = stage;
        this.chunks = chunks;
        this.plan = plan;
        this.mostDays = mostDays;
        this.day = day;
    }

    /** Returns what is wrong if it does not come to an end. */
    List<String> run() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < plan.processes(); i++) {
            nodes.add(stage.startNode(plan.kills() + 2));
        }
        nodes.forEach(stage::letRun);
        Node first = nodes.get(0);
        for (int[] some = chunks.poll(); some != null; some = chunks.poll()) {
            must(first, "ENROLL", some[0] + " " + some[1]);
        }
        for (int days = 0; days < mostDays; days++) {
            must(first, "RESUME", "");
            resumePoison(first);
            rest(nodes, first);
            for (int i = 0; i < 3; i++) { // retries, leases of the dead, touches in doubt
                stage.jump(Stage.PAST_GRACE);
                rest(nodes, first);
            }
            long left = stage.database().number(UNFINISHED);
            plan.progress()
                    .accept("days " + (days + 1) + ", unfinished " + left + ", received "
                            + stage.mail().count());
            if (left == 0
                    && poison().isEmpty()
                    && stage.people().hostActions().isEmpty()
                    && stage.database().number(UNREAD) == 0) {
                return List.of();
            }
            stage.jump(day);
        }
        return stage.database()
                .query(
                        "select lead_id || ' ' || status || ' ' || step_id || ' ' || held_by || ' ' || coalesce(in_flight, '-')"
                                + " from sdr_enrollment where in_flight is not null or (status = 'ACTIVE' and pauses = '[]')"
                                + " limit 20",
                        row -> "not at its end: " + row.getString(1));
    }

    /** A step whose process was killed too often by chance is held for a person, who resumes it once, as its remedy says. */
    private void resumePoison(Node first) {
        List<String> held = poison();
        held.forEach(id -> must(first, "WAKE", id));
        resumed.addAll(held);
        if (!held.isEmpty()) {
            plan.progress().accept("held as poison, and resumed by the host: " + held.size());
        }
    }

    private List<String> poison() {
        return stage.database().query(POISON, row -> row.getString(1)).stream()
                .filter(id -> !resumed.contains(id))
                .toList();
    }

    /** Until two runs in a row of every process found nothing due. */
    private void rest(List<Node> nodes, Node first) {
        List<Integer> runs = nodes.stream().map(Node::runs).toList();
        boolean came = Node.await(300_000, () -> {
            String action = stage.people().hostActions().poll();
            if (action != null) {
                String[] words = action.split(" ", 2);
                must(first, words[0], words[1]);
            }
            for (int i = 0; i < nodes.size(); i++) {
                if (nodes.get(i).runs() < runs.get(i) + 3 || nodes.get(i).due() > 0) {
                    return false;
                }
            }
            return true;
        });
        if (!came) {
            throw new IllegalStateException("the processes never come to rest; see " + plan.folder());
        }
    }

    private static void must(Node node, String verb, String arguments) {
        CompletableFuture<Boolean> done = node.command(verb, arguments);
        if (!Node.await(60_000, done::isDone) || !done.getNow(false)) {
            throw new IllegalStateException(verb + " " + arguments + " was not done by " + node.name());
        }
    }
}
