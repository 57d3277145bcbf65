package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Step;
import dev.sdr.store.Tx;
import dev.sdr.track.DeliveryState;
import dev.sdr.track.Engagement;
import dev.sdr.track.Grade;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What people did with mails: with the last ones, read for those only whose next step asks for it, and with all to explain. */
final class Engagements {

    private static final int MOST = 500;

    private Engagements() {}

    static Map<UUID, Engagement> read(Tx tx, Collection<Known> known, boolean unknownCounts) {
        Map<UUID, Touch> last = new HashMap<>();
        for (Known k : known) {
            if (k.step().filter(s -> s.condition().asksForEngagement()).isPresent()) {
                lastMail(k).ifPresent(t -> last.put(k.enrollment().id(), t));
            }
        }
        if (last.isEmpty()) {
            return Map.of();
        }
        Map<TouchKey, List<RecordedEvent>> visits = tx
                .mailEvents()
                .ofTouches(
                        last.values().stream().map(Touch::id).toList(),
                        EnumSet.of(MailEvent.Type.OPENED, MailEvent.Type.CLICKED),
                        MOST)
                .stream()
                .collect(Collectors.groupingBy(e -> e.touch().orElseThrow()));
        Set<Grade.Kind> counting = counting(unknownCounts);
        Map<UUID, Engagement> engagements = new HashMap<>();
        last.forEach((id, touch) -> engagements.put(
                id, Engagement.of(touch.begunAt(), visits.getOrDefault(touch.id(), List.of()), counting)));
        return engagements;
    }

    private static Set<Grade.Kind> counting(boolean unknownCounts) {
        return unknownCounts ? EnumSet.of(Grade.Kind.HUMAN, Grade.Kind.UNKNOWN) : EnumSet.of(Grade.Kind.HUMAN);
    }

    /** What became of all mails of some enrollments that may have left, by enrollment, earliest first. */
    static Map<UUID, List<Explanation.Mail>> mails(Tx tx, Collection<Known> known, boolean unknownCounts) {
        List<Touch> left = known.stream()
                .flatMap(k -> k.touches().stream())
                .filter(t -> t.channel().equals(Step.EMAIL) && t.state().mayHaveLeft())
                .toList();
        Map<TouchKey, List<RecordedEvent>> events = tx
                .mailEvents()
                .ofTouches(left.stream().map(Touch::id).toList(), EnumSet.allOf(MailEvent.Type.class), MOST)
                .stream()
                .collect(Collectors.groupingBy(e -> e.touch().orElseThrow()));
        Map<UUID, List<Explanation.Mail>> mails = new HashMap<>();
        for (Touch touch : left) {
            List<RecordedEvent> ofIt = events.getOrDefault(touch.id(), List.of());
            mails.computeIfAbsent(touch.id().enrollmentId(), id -> new ArrayList<>())
                    .add(new Explanation.Mail(
                            touch.id().key(),
                            touch.begunAt(),
                            touch.state(),
                            DeliveryState.of(ofIt),
                            Engagement.of(touch.begunAt(), ofIt, counting(unknownCounts))));
        }
        return mails;
    }

    /** Of the step itself something may have been begun before, and put off. */
    private static Optional<Touch> lastMail(Known k) {
        return k.touches().stream()
                .filter(t -> t.channel().equals(Step.EMAIL)
                        && t.state().mayHaveLeft()
                        && !t.id().key().equals(k.enrollment().stepId()))
                .max(Comparator.comparing(Touch::begunAt));
    }
}
