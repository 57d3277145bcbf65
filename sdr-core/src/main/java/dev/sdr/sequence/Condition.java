package dev.sdr.sequence;

import java.util.Arrays;
import java.util.Optional;

/**
 * What must be true of a lead for a step to go. A false condition takes the step's {@code else}, else passes over the
 * step.
 */
public enum Condition {
    /** No condition. */
    ALWAYS("always"),
    /** No person has replied since the lead was enrolled. */
    NO_REPLY("no_reply"),
    /** A person has replied since the lead was enrolled. */
    REPLIED("replied");

    private final String word;

    Condition(String word) {
        this.word = word;
    }

    /**
     * The condition's name in YAML.
     *
     * @return the word
     */
    public String word() {
        return word;
    }

    /**
     * A condition by its name in YAML.
     *
     * @param word the word
     * @return the condition, if there is one of that name
     */
    public static Optional<Condition> of(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }

    /**
     * Whether it holds.
     *
     * @param replied whether a person has replied since the lead was enrolled
     * @return true if the step may go
     */
    public boolean holds(boolean replied) {
        return switch (this) {
            case ALWAYS -> true;
            case NO_REPLY -> !replied;
            case REPLIED -> replied;
        };
    }
}
