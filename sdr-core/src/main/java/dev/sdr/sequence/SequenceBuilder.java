package dev.sdr.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Builds a sequence in Java. Not safe for use by several threads.
 *
 * <pre>{@code
 * Sequence sequence = Sequence.builder("welcome")
 *     .email("hello", s -> s.subject("Hello {{first_name|there}}").text("..."))
 *     .email("again", s -> s.text("...").after(Delay.days(3)).when(Condition.NO_REPLY))
 *     .build();
 * }</pre>
 */
public final class SequenceBuilder {

    private final String id;
    private String name;
    private Purpose purpose = Purpose.COLD;
    private LatePolicy late = LatePolicy.SHIFT;
    private final List<Step> steps = new ArrayList<>();

    SequenceBuilder(String id) {
        this.id = id;
        this.name = id;
    }

    /**
     * Sets the name. Default: the id.
     *
     * @param newName a name for people
     * @return this
     */
    public SequenceBuilder name(String newName) {
        this.name = newName;
        return this;
    }

    /**
     * Sets the purpose. Default: {@link Purpose#COLD}.
     *
     * @param newPurpose the purpose of the sequence's own campaign
     * @return this
     */
    public SequenceBuilder purpose(Purpose newPurpose) {
        this.purpose = newPurpose;
        return this;
    }

    /**
     * Sets what happens to late steps. Default: {@link LatePolicy#SHIFT}.
     *
     * @param policy the policy
     * @return this
     */
    public SequenceBuilder late(LatePolicy policy) {
        this.late = policy;
        return this;
    }

    /**
     * Adds an email step.
     *
     * @param stepId its id
     * @param step fills it in
     * @return this
     * @throws IllegalArgumentException if a template is malformed
     */
    public SequenceBuilder email(String stepId, UnaryOperator<StepBuilder> step) {
        return step(stepId, Step.EMAIL, step);
    }

    /**
     * Adds a step on a channel.
     *
     * @param stepId its id
     * @param channel {@code task} or the name of a registered channel
     * @param step fills it in
     * @return this
     * @throws IllegalArgumentException if a template is malformed
     */
    public SequenceBuilder step(String stepId, String channel, UnaryOperator<StepBuilder> step) {
        steps.add(step.apply(new StepBuilder(stepId, channel)).build());
        return this;
    }

    /**
     * Finishes the sequence.
     *
     * @return the sequence
     * @throws IllegalArgumentException as {@link Sequence#Sequence}
     */
    public Sequence build() {
        return new Sequence(id, name, steps, purpose, late);
    }

    /** Fills in one step. */
    public static final class StepBuilder {

        private final String id;
        private final String channel;
        private Delay delay = Delay.NONE;
        private Condition condition = Condition.ALWAYS;
        private Optional<String> orElse = Optional.empty();
        private Optional<String> goTo = Optional.empty();
        private Optional<String> subject = Optional.empty();
        private String text = "";
        private Optional<String> html = Optional.empty();
        private boolean waitForReply = true;
        private Optional<SendWindow> window = Optional.empty();

        private StepBuilder(String id, String channel) {
            this.id = id;
            this.channel = channel;
        }

        /**
         * Sets the subject's template. Without one, an email continues the thread.
         *
         * @param template the template
         * @return this
         */
        public StepBuilder subject(String template) {
            this.subject = Optional.of(template);
            return this;
        }

        /**
         * Sets the text's template.
         *
         * @param template the template
         * @return this
         */
        public StepBuilder text(String template) {
            this.text = template;
            return this;
        }

        /**
         * Sets the HTML part's template.
         *
         * @param template the template
         * @return this
         */
        public StepBuilder html(String template) {
            this.html = Optional.of(template);
            return this;
        }

        /**
         * Sets the gap after the step before. Default: none.
         *
         * @param gap the gap
         * @return this
         */
        public StepBuilder after(Delay gap) {
            this.delay = gap;
            return this;
        }

        /**
         * Sets the condition. Default: {@link Condition#ALWAYS}.
         *
         * @param newCondition the condition
         * @return this
         */
        public StepBuilder when(Condition newCondition) {
            this.condition = newCondition;
            return this;
        }

        /**
         * Sets where to go if the condition is false. Default: the step after this one.
         *
         * @param laterStep the id of a later step
         * @return this
         */
        public StepBuilder orElse(String laterStep) {
            this.orElse = Optional.of(laterStep);
            return this;
        }

        /**
         * Sets where to go after this step. Default: the next one.
         *
         * @param laterStep the id of a later step
         * @return this
         */
        public StepBuilder goTo(String laterStep) {
            this.goTo = Optional.of(laterStep);
            return this;
        }

        /**
         * Lets the sequence go on after a reply to this step, for later steps to branch on it.
         *
         * @return this
         */
        public StepBuilder goOnAfterReply() {
            this.waitForReply = false;
            return this;
        }

        /**
         * Sets when this step may be sent. Default: the runner's window.
         *
         * @param newWindow the window
         * @return this
         */
        public StepBuilder window(SendWindow newWindow) {
            this.window = Optional.of(newWindow);
            return this;
        }

        private Step build() {
            return new Step(id, channel, delay, condition, orElse, goTo, subject, text, html, "", waitForReply, window);
        }
    }
}
