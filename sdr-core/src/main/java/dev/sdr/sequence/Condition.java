package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import dev.sdr.track.Engagement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must be true of a lead for a step to go. A false condition takes the step's {@code else}, else passes over the
 * step.
 *
 * <p>Opens and clicks are those of the last mail of the enrollment that left, by people as far as can be told ({@link
 * dev.sdr.track.Grading}). They are known only if they are tracked, by {@code RunnerBuilder.tracking} or by the mail's
 * provider; otherwise {@link #NOT_OPENED} is always true. It is looked at when the step is due, so a step with {@code not_opened
 * within 3 days} should be due three days later or more.
 *
 * @param kind what it is about
 * @param withinDays for opens and clicks: only those at most that many days of 24 hours after the mail left; 1 to 365
 */
public record Condition(Kind kind, Optional<Integer> withinDays) {

    /** No condition. */
    public static final Condition ALWAYS = of(Kind.ALWAYS);

    /** No person has replied since the lead was enrolled. */
    public static final Condition NO_REPLY = of(Kind.NO_REPLY);

    /** A person has replied since the lead was enrolled. */
    public static final Condition REPLIED = of(Kind.REPLIED);

    /** A person has opened the last mail. */
    public static final Condition OPENED = of(Kind.OPENED);

    /** No person has opened the last mail. */
    public static final Condition NOT_OPENED = of(Kind.NOT_OPENED);

    /** A person has followed a link in the last mail. */
    public static final Condition CLICKED = of(Kind.CLICKED);

    private static final int MOST_DAYS = 365;
    private static final Pattern WITHIN = Pattern.compile("(\\w+) +within +(\\d{1,4}) +days?");

    /** What a condition is about. */
    public enum Kind {
        /** Nothing. */
        ALWAYS("always"),
        /** That nobody replied. */
        NO_REPLY("no_reply"),
        /** That somebody replied. */
        REPLIED("replied"),
        /** That the mail was opened. */
        OPENED("opened"),
        /** That the mail was not opened. */
        NOT_OPENED("not_opened"),
        /** That a link was followed. */
        CLICKED("clicked");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        private boolean isEngagement() {
            return this == OPENED || this == NOT_OPENED || this == CLICKED;
        }
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if there are days for a condition that takes none, or not 1 to 365 of them
     */
    public Condition {
        requireNonNull(kind, "kind");
        if (withinDays.isPresent()) {
            int days = withinDays.get();
            if (!kind.isEngagement()) {
                throw new IllegalArgumentException(
                        "'" + kind.word + "' takes no 'within'; opened, not_opened and clicked do");
            }
            if (days < 1 || days > MOST_DAYS) {
                throw new IllegalArgumentException("'within' takes 1 to " + MOST_DAYS + " days, was " + days);
            }
        }
    }

    private static Condition of(Kind kind) {
        return new Condition(kind, Optional.empty());
    }

    /**
     * This condition on opens or clicks that soon only.
     *
     * @param days the most days after the mail left, 1 to 365
     * @return a changed copy
     * @throws IllegalArgumentException as the constructor
     */
    public Condition within(int days) {
        return new Condition(kind, Optional.of(days));
    }

    /**
     * The condition in YAML.
     *
     * @return its word, with {@code within .. days} if it has that
     */
    public String word() {
        return kind.word
                + withinDays
                        .map(d -> " within " + d + (d == 1 ? " day" : " days"))
                        .orElse("");
    }

    /**
     * The words of all conditions.
     *
     * @return the words, without {@code within}
     */
    static List<String> words() {
        return Arrays.stream(Kind.values()).map(k -> k.word).toList();
    }

    /**
     * A condition by its words in YAML.
     *
     * @param words such as {@code no_reply} or {@code not_opened within 3 days}
     * @return the condition, if there is one of that name
     * @throws IllegalArgumentException if it is one that takes no days, or not that many
     */
    public static Optional<Condition> of(String words) {
        Matcher within = WITHIN.matcher(words.strip());
        boolean matches = within.matches();
        String word = matches ? within.group(1) : words;
        Optional<Integer> days = matches ? Optional.of(Integer.parseInt(within.group(2))) : Optional.empty();
        return Arrays.stream(Kind.values())
                .filter(k -> k.word.equals(word))
                .findFirst()
                .map(k -> new Condition(k, days));
    }

    /**
     * Whether opens and clicks must be known to tell whether it holds.
     *
     * @return true for opened, not_opened and clicked
     */
    public boolean asksForEngagement() {
        return kind.isEngagement();
    }

    /**
     * Whether it holds.
     *
     * @param replied whether a person has replied since the lead was enrolled
     * @param engagement what people did with the last mail
     * @return true if the step may go
     */
    public boolean holds(boolean replied, Engagement engagement) {
        return switch (kind) {
            case ALWAYS -> true;
            case NO_REPLY -> !replied;
            case REPLIED -> replied;
            case OPENED -> inTime(engagement.opened());
            case NOT_OPENED -> !inTime(engagement.opened());
            case CLICKED -> inTime(engagement.clicked());
        };
    }

    private boolean inTime(Optional<Duration> after) {
        return after.filter(a -> withinDays
                        .map(days -> a.compareTo(Duration.ofDays(days)) <= 0)
                        .orElse(true))
                .isPresent();
    }
}
