package dev.sdr.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what is over is kept, for {@code SequenceRunner.retain}. Everything is kept unless a method says otherwise,
 * save for the traces of who opened mails and followed links:
 *
 * <pre>{@code
 * RetentionPolicy policy = RetentionPolicy.keepAll()
 *         .messageTexts(Duration.ofDays(180))
 *         .inboundTexts(Duration.ofDays(180))
 *         .touches(Duration.ofDays(730))
 *         .events(Duration.ofDays(90))
 *         .traces(Duration.ofDays(30));
 * }</pre>
 *
 * <p>Whatever the policy, leads, their stops, suppressions, consents and the enrollments themselves stay, so that a
 * person who was written to is not written to again; touches that are in flight or whose outcome is unknown stay; and a
 * late reply or bounce still finds its lead.
 *
 * <p>What models said for a person ({@code RecordKinds.MODEL}) goes once it was last written to longer ago than {@link
 * #inboundTexts} or {@link #messageTexts} are kept, whichever is shorter, for it may hold words of both. What models cost by
 * day goes after {@code RecordKinds.USAGE_DAYS} days.
 *
 * @param messageTexts how long the words of an enrollment's touches are kept once it ended; empty: for ever
 * @param touches how long an enrollment's touches are kept once it ended, with their words; empty: for ever
 * @param inboundTexts how long the words of inbound mail, and what private mail refers to, are kept; empty: for ever
 * @param events how long the event feed reaches back; empty: for ever
 * @param traces how long user agents and cut addresses of opens and clicks are kept, and events of mail that is not ours
 */
public record RetentionPolicy(
        Optional<Duration> messageTexts,
        Optional<Duration> touches,
        Optional<Duration> inboundTexts,
        Optional<Duration> events,
        Duration traces) {

    /** The shortest time anything is kept: replies and reports are matched again for days. */
    public static final Duration SHORTEST = Duration.ofDays(7);

    /** How long traces of visitors are kept if nothing else is said. */
    public static final Duration TRACES = Duration.ofDays(90);

    /** Checks. */
    public RetentionPolicy {
        check("messageTexts", messageTexts);
        check("touches", touches);
        check("inboundTexts", inboundTexts);
        check("events", events);
        check("traces", Optional.of(traces));
    }

    private static void check(String name, Optional<Duration> length) {
        if (length.filter(d -> d.compareTo(SHORTEST) < 0).isPresent()) {
            throw new IllegalArgumentException(
                    name + " must be kept for at least " + SHORTEST.toDays() + " days, was " + length.get());
        }
    }

    /**
     * Keeps everything but traces of visitors, which are kept for {@link #TRACES}.
     *
     * @return the policy
     */
    public static RetentionPolicy keepAll() {
        return new RetentionPolicy(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), TRACES);
    }

    /**
     * This policy with another time for the words of touches. Those of enrollments that go on are kept in any case.
     *
     * @param length how long after the enrollment's end, at least {@link #SHORTEST}
     * @return a changed copy
     * @throws IllegalArgumentException if it is shorter
     */
    public RetentionPolicy messageTexts(Duration length) {
        return new RetentionPolicy(of(length), touches, inboundTexts, events, traces);
    }

    /**
     * This policy with another time for the touches of ended enrollments. Of each touch its key, its lead and a keyed
     * hash of its Message-ID stay.
     *
     * @param length how long after the enrollment's end, at least {@link #SHORTEST}
     * @return a changed copy
     * @throws IllegalArgumentException if it is shorter
     */
    public RetentionPolicy touches(Duration length) {
        return new RetentionPolicy(messageTexts, of(length), inboundTexts, events, traces);
    }

    /**
     * This policy with another time for inbound mail: its subject, words and analysis, and of private mail the
     * sender's domain and the hashes of what it refers to. The row stays without them, so that the same mail is never
     * taken for a new one. Replies that wait for the classifier are kept.
     *
     * @param length how long after the mailbox received it, at least {@link #SHORTEST}
     * @return a changed copy
     * @throws IllegalArgumentException if it is shorter
     */
    public RetentionPolicy inboundTexts(Duration length) {
        return new RetentionPolicy(messageTexts, touches, of(length), events, traces);
    }

    /**
     * This policy with another time for the event feed. A reader that is further behind misses what was removed.
     *
     * @param length how far back it reaches, at least {@link #SHORTEST}
     * @return a changed copy
     * @throws IllegalArgumentException if it is shorter
     */
    public RetentionPolicy events(Duration length) {
        return new RetentionPolicy(messageTexts, touches, inboundTexts, of(length), traces);
    }

    /**
     * This policy with another time for what tells one visitor from another: the user agents and cut addresses of opens
     * and clicks. What was opened and when, and by whom as far as can be told, stays with the touch. Events of mail that is
     * not ours go after the same time.
     *
     * @param length how long after the event came in, at least {@link #SHORTEST}
     * @return a changed copy
     * @throws IllegalArgumentException if it is shorter
     */
    public RetentionPolicy traces(Duration length) {
        return new RetentionPolicy(messageTexts, touches, inboundTexts, events, requireNonNull(length, "length"));
    }

    private static Optional<Duration> of(Duration length) {
        return Optional.of(requireNonNull(length, "length"));
    }
}
