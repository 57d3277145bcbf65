package dev.sdr.sequence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is allowed in a sequence and probably not meant. */
final class SequenceLints {

    private SequenceLints() {}

    /** Warnings by the index of their step. */
    static Map<Integer, List<String>> of(Sequence sequence) {
        Map<Integer, List<String>> warnings = new TreeMap<>();
        Set<String> reachable = reachable(sequence);
        for (int i = 0; i < sequence.steps().size(); i++) {
            Step step = sequence.steps().get(i);
            List<String> found = new ArrayList<>();
            if (!reachable.contains(step.id())) {
                found.add("step '" + step.id() + "' can never be reached");
            }
            boolean mail = step.channel().equals(Step.EMAIL);
            boolean reply = step.subject()
                    .filter(s -> s.strip().regionMatches(true, 0, "Re:", 0, 3))
                    .isPresent();
            if (mail && reply && sequence.threadOf(step).isEmpty()) {
                found.add("the subject begins with \"Re:\", but no earlier mail has this subject; it is sent without"
                        + " the \"Re:\"");
            }
            if (mail && step.subject().isEmpty() && sequence.threadOf(step).isEmpty()) {
                found.add("the first mail has no subject, so it will never leave");
            }
            found.addAll(engagement(sequence, i));
            for (String template :
                    List.of(step.subject().orElse(""), step.text(), step.html().orElse(""))) {
                Template.of(template).names().forEach((name, fallback) -> {
                    String message =
                            "placeholder {{" + name + "}} has no fallback: the step holds for leads without it";
                    if (!fallback && !name.startsWith("sender_") && !found.contains(message)) {
                        found.add(message);
                    }
                });
            }
            if (!found.isEmpty()) {
                warnings.put(i, found);
            }
        }
        return warnings;
    }

    /** What speaks against a condition on opens or clicks. */
    private static List<String> engagement(Sequence sequence, int index) {
        Step step = sequence.steps().get(index);
        if (!step.condition().asksForEngagement()) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        String word = step.condition().word();
        List<Step> earlier = sequence.steps().subList(0, index).stream()
                .filter(s -> s.channel().equals(Step.EMAIL))
                .toList();
        if (earlier.stream().noneMatch(s -> s.html().isPresent())) {
            found.add(
                    "the condition '" + word + "' is about opens and clicks, but no earlier mail has an HTML part, and"
                            + " only that can be tracked");
        }
        int wait = step.delay().days();
        step.condition()
                .withinDays()
                .filter(days -> wait < days)
                .ifPresent(days -> found.add("the condition '" + word + "' is looked at after " + wait
                        + (wait == 1 ? " day" : " days") + ", before those are over"));
        return found;
    }

    private static Set<String> reachable(Sequence sequence) {
        Set<String> reached = new HashSet<>();
        reached.add(sequence.steps().get(0).id());
        for (Step step : sequence.steps()) {
            if (reached.contains(step.id())) {
                Optional<Step> after = sequence.after(step);
                after.ifPresent(s -> reached.add(s.id()));
                if (!step.condition().equals(Condition.ALWAYS)) {
                    sequence.instead(step).ifPresent(s -> reached.add(s.id()));
                }
            }
        }
        return reached;
    }
}
