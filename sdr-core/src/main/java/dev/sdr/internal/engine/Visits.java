package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.event.Event;
import dev.sdr.store.Tx;
import dev.sdr.track.Grade;
import dev.sdr.track.Grading;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Grades the opens and clicks of touches, all of a touch together and anew whenever one more is known. */
final class Visits {

    /** So many opens and clicks of one mail are looked at together with new ones: its first. */
    private static final int MOST = 500;

    private static final Set<MailEvent.Type> VISITS = EnumSet.of(MailEvent.Type.OPENED, MailEvent.Type.CLICKED);
    private static final Pattern LINK = Pattern.compile("https?://[^\\s\"'<>]+");

    private Visits() {}

    /** Which of some touches were opened or clicked at all, as far as is known without a lock. */
    static Set<TouchKey> visited(Tx tx, Collection<TouchKey> touches) {
        return tx.mailEvents().ofTouches(touches, VISITS, 1).stream()
                .flatMap(e -> e.touch().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Grades what is known of some touches, whose enrollments are locked, and new events of theirs, however many they have. An
     * open event that somebody else handles counts, and is graded by them.
     */
    static void grade(Tx tx, Journal journal, Collection<Touch> touches, Collection<RecordedEvent> fresh) {
        if (touches.isEmpty()) {
            return;
        }
        Set<TouchKey> keys = touches.stream().map(Touch::id).collect(Collectors.toSet());
        Map<UUID, RecordedEvent> known = new LinkedHashMap<>();
        tx.mailEvents().ofTouches(keys, VISITS, MOST).forEach(e -> known.put(e.key(), e));
        fresh.stream()
                .filter(e -> e.isVisit() && e.touch().filter(keys::contains).isPresent())
                .forEach(e -> known.putIfAbsent(e.key(), e));
        Map<TouchKey, List<RecordedEvent>> visits = byTouch(known.values());
        Map<TouchKey, List<RecordedEvent>> delivered =
                byTouch(tx.mailEvents().ofTouches(keys, EnumSet.of(MailEvent.Type.DELIVERED), 1));
        Map<TouchKey, Integer> links = links(tx, visits);
        List<RecordedEvent> changed = new ArrayList<>();
        for (Touch touch :
                touches.stream().sorted(Comparator.comparing(Touch::id)).toList()) {
            List<RecordedEvent> all = visits.getOrDefault(touch.id(), List.of());
            Optional<Instant> deliveredAt = delivered.getOrDefault(touch.id(), List.of()).stream()
                    .map(RecordedEvent::at)
                    .findFirst();
            Grading.Mail mail = new Grading.Mail(touch.begunAt(), deliveredAt, links.getOrDefault(touch.id(), 0), all);
            for (RecordedEvent visit : all) {
                Grade grade = Grading.grade(visit, mail);
                if (!visit.open() && !visit.grade().equals(Optional.of(grade))) {
                    changed.add(visit.graded(grade));
                    note(journal, touch, visit, grade);
                }
            }
        }
        tx.mailEvents().save(changed);
    }

    private static void note(Journal journal, Touch touch, RecordedEvent visit, Grade grade) {
        boolean first = visit.grade().isEmpty();
        if (first || visit.grade().get().kind() != grade.kind()) {
            String type = !first
                    ? Event.MAIL_REGRADED
                    : visit.type() == MailEvent.Type.OPENED ? Event.MAIL_OPENED : Event.MAIL_CLICKED;
            journal.note(
                    type,
                    touch,
                    "event",
                    visit.key().toString(),
                    "source",
                    visit.source(),
                    "type",
                    visit.type().name(),
                    "grade",
                    grade.kind().name(),
                    "reason",
                    grade.reason());
        }
    }

    private static Map<TouchKey, List<RecordedEvent>> byTouch(Collection<RecordedEvent> events) {
        return events.stream().collect(Collectors.groupingBy(e -> e.touch().orElseThrow()));
    }

    /** How many different links the mails have of which several were followed. */
    private static Map<TouchKey, Integer> links(Tx tx, Map<TouchKey, List<RecordedEvent>> visits) {
        Set<TouchKey> clicked = new HashSet<>();
        visits.forEach((touch, all) -> {
            if (all.stream().filter(v -> v.type() == MailEvent.Type.CLICKED).count() > 1) {
                clicked.add(touch);
            }
        });
        Map<TouchKey, Integer> links = new HashMap<>();
        for (TouchContent content : tx.touches().contents(clicked)) {
            Set<String> found = new HashSet<>();
            Matcher matcher = LINK.matcher(content.html().orElse(content.text()));
            while (matcher.find()) {
                found.add(matcher.group());
            }
            links.put(content.id(), found.size());
        }
        return links;
    }
}
