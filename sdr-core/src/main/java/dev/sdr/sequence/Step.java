package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One step of a sequence.
 *
 * @param id its stable id: what makes a touch unique, so it survives reordering. From YAML: {@code id:}, else the
 *     number in {@code step:} as {@code step-1}
 * @param channel {@code email}, {@code task} or the name of a registered channel
 * @param delay how long after the step before it
 * @param condition what must be true
 * @param orElse the id of a later step to go to if the condition is false
 * @param goTo the id of a later step to go to after this one, instead of the next
 * @param subject the subject's template; empty continues the thread (email) or has no title
 * @param text the text's template
 * @param html the HTML part's template, if any
 * @param templateName the name the text came from, for people; may be empty
 * @param waitForReply whether a person's reply after this step ends the sequence
 * @param window when it may be sent, if it differs from the runner's window
 */
public record Step(
        String id,
        String channel,
        Delay delay,
        Condition condition,
        Optional<String> orElse,
        Optional<String> goTo,
        Optional<String> subject,
        String text,
        Optional<String> html,
        String templateName,
        boolean waitForReply,
        Optional<SendWindow> window) {

    /** The channel of email steps. */
    public static final String EMAIL = "email";

    /** The channel of to-dos for a person. */
    public static final String TASK = "task";

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a template is malformed; the message names the step, line and column
     */
    public Step {
        requireNonNull(id, "id");
        requireNonNull(channel, "channel");
        requireNonNull(delay, "delay");
        requireNonNull(condition, "condition");
        requireNonNull(orElse, "orElse");
        requireNonNull(goTo, "goTo");
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        requireNonNull(templateName, "templateName");
        requireNonNull(window, "window");
        if (id.isBlank() || id.length() > 200) {
            throw new IllegalArgumentException("a step's id must have 1 to 200 characters and not be blank");
        }
        for (String template : List.of(subject.orElse(""), text, html.orElse(""))) {
            try {
                Template.of(template);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("step " + id + ": " + e.getMessage(), e);
            }
        }
    }
}
