package dev.sdr.track;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What people did with the last mail that left.
 *
 * @param opened how long after it left it was first opened, if it was; a link that was followed shows that it was
 * @param clicked how long after it left a link was first followed, if one was
 */
public record Engagement(Optional<Duration> opened, Optional<Duration> clicked) {

    /** Nothing is known. */
    public static final Engagement NONE = new Engagement(Optional.empty(), Optional.empty());

    /** Checks. */
    public Engagement {
        requireNonNull(opened, "opened");
        requireNonNull(clicked, "clicked");
    }

    /**
     * What the opens and clicks of a mail tell. A look at the unsubscribe page is no interest.
     *
     * @param sentAt when the mail left
     * @param visits its opens and clicks, in any order; those that are not graded yet do not count
     * @param counting the grades that count
     * @return what people did
     */
    public static Engagement of(Instant sentAt, Collection<RecordedEvent> visits, Set<Grade.Kind> counting) {
        Optional<Duration> clicked = first(sentAt, counted(visits, counting, MailEvent.Type.CLICKED));
        Optional<Duration> opened = Stream.concat(
                        first(sentAt, counted(visits, counting, MailEvent.Type.OPENED)).stream(), clicked.stream())
                .min(Comparator.naturalOrder());
        return new Engagement(opened, clicked);
    }

    private static Stream<RecordedEvent> counted(
            Collection<RecordedEvent> visits, Set<Grade.Kind> counting, MailEvent.Type type) {
        return visits.stream()
                .filter(v -> v.type() == type
                        && !MailEvent.UNSUBSCRIBE_LINK.equals(v.details().get(MailEvent.LINK))
                        && v.grade().filter(g -> counting.contains(g.kind())).isPresent());
    }

    private static Optional<Duration> first(Instant sentAt, Stream<RecordedEvent> visits) {
        return visits.map(v -> Duration.between(sentAt, v.at())).min(Comparator.naturalOrder());
    }
}
