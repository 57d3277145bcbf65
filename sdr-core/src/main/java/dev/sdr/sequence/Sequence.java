package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A definition of what is sent to a lead, step by step. Complete in itself: the templates' texts are part of it, so its
 * {@link #version()} changes whenever anything that would be sent changes.
 *
 * @param id the sequence's id: {@code sequence_type} in YAML
 * @param name a name for people
 * @param steps the steps in order, at least one, with unique ids
 * @param purpose the purpose of the sequence's own campaign
 * @param late what happens to late steps
 */
public record Sequence(String id, String name, List<Step> steps, Purpose purpose, LatePolicy late) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no step, two share an id, or one goes to a step that is not later
     */
    public Sequence {
        if (id.isBlank() || id.length() > 200) {
            throw new IllegalArgumentException("a sequence's id must have 1 to 200 characters and not be blank");
        }
        requireNonNull(name, "name");
        requireNonNull(purpose, "purpose");
        requireNonNull(late, "late");
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("sequence " + id + " has no steps");
        }
        Set<String> later = new HashSet<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            for (Optional<String> target : List.of(step.orElse(), step.goTo())) {
                if (target.isPresent() && !later.contains(target.get())) {
                    throw new IllegalArgumentException("step " + step.id() + " of sequence " + id + " goes to "
                            + target.get() + ", which is not a later step");
                }
            }
            if (!later.add(step.id())) {
                throw new IllegalArgumentException("sequence " + id + " has two steps with the id " + step.id());
            }
        }
    }

    /**
     * Starts a sequence in Java.
     *
     * @param id the sequence's id
     * @return a builder
     */
    public static SequenceBuilder builder(String id) {
        return new SequenceBuilder(id);
    }

    /**
     * The version: a hash of everything that decides what is sent.
     *
     * @return 16 hexadecimal digits
     */
    public String version() {
        return SequenceJson.version(this);
    }

    /**
     * A step by its id.
     *
     * @param stepId the id
     * @return the step, if the sequence has it
     */
    public Optional<Step> step(String stepId) {
        return steps.stream().filter(s -> s.id().equals(stepId)).findFirst();
    }

    /**
     * The step that follows.
     *
     * @param step a step of this sequence
     * @return its {@code goto}, else the next one; empty after the last
     * @throws IllegalArgumentException if the sequence has no step of that id
     */
    public Optional<Step> after(Step step) {
        if (step.goTo().isPresent()) {
            return step(step.goTo().get());
        }
        int next = indexOf(step) + 1;
        return next < steps.size() ? Optional.of(steps.get(next)) : Optional.empty();
    }

    /**
     * The step that follows when the condition is false.
     *
     * @param step a step of this sequence
     * @return its {@code else}, else the one after it; empty after the last
     * @throws IllegalArgumentException if the sequence has no step of that id
     */
    public Optional<Step> instead(Step step) {
        return step.orElse().isPresent() ? step(step.orElse().get()) : after(step);
    }

    /**
     * The step whose mail starts the thread an email step continues. A step without a subject continues the thread of the
     * email before it; one whose subject, but for "Re:", equals that of an earlier email continues that one's thread; any
     * other starts its own.
     *
     * @param step an email step of this sequence
     * @return the id of an earlier step, or empty if this one starts a thread
     * @throws IllegalArgumentException if the sequence has no step of that id
     */
    public Optional<String> threadOf(Step step) {
        int index = indexOf(step);
        if (index == 0) {
            return Optional.empty();
        }
        List<Step> earlier = steps.subList(0, index).stream()
                .filter(s -> s.channel().equals(Step.EMAIL))
                .toList();
        if (step.subject().isEmpty()) {
            return earlier.isEmpty()
                    ? Optional.empty()
                    : threadOf(earlier.get(earlier.size() - 1))
                            .or(() ->
                                    Optional.of(earlier.get(earlier.size() - 1).id()));
        }
        String own = bare(step.subject().get());
        return earlier.stream()
                .filter(s -> s.subject().isPresent() && bare(s.subject().get()).equals(own))
                .findFirst()
                .map(Step::id);
    }

    private int indexOf(Step step) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).id().equals(step.id())) {
                return i;
            }
        }
        throw new IllegalArgumentException("sequence " + id + " has no step " + step.id());
    }

    private static String bare(String subject) {
        String left = subject.strip();
        while (left.regionMatches(true, 0, "Re:", 0, 3)) {
            left = left.substring(3).strip();
        }
        return left;
    }
}
