package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.event.Event;
import dev.sdr.sequence.Enrollment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The events of one transaction in the making. */
final class Journal {

    private final Ids ids;
    private final Instant at;
    private final List<Event> events = new ArrayList<>();

    Journal(Ids ids, Instant at) {
        this.ids = ids;
        this.at = at;
    }

    /** Notes an event of an enrollment. */
    void note(String type, Enrollment enrollment, String... data) {
        add(type, Optional.of(enrollment.leadId()), Optional.of(enrollment.id()), data);
    }

    /** Notes an event of a touch. */
    void note(String type, Touch touch, String... data) {
        String[] all = Arrays.copyOf(data, data.length + 2);
        all[data.length] = "key";
        all[data.length + 1] = touch.id().key();
        add(type, Optional.of(touch.leadId()), Optional.of(touch.id().enrollmentId()), all);
    }

    /** Notes an event of a lead. */
    void note(String type, String leadId, String... data) {
        add(type, Optional.of(leadId), Optional.empty(), data);
    }

    /** Notes an event of neither. */
    void noteGlobal(String type, String... data) {
        add(type, Optional.empty(), Optional.empty(), data);
    }

    private void add(String type, Optional<String> leadId, Optional<UUID> enrollmentId, String... data) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < data.length; i += 2) {
            map.put(data[i], data[i + 1]);
        }
        events.add(new Event(ids.next(), type, at, leadId, enrollmentId, map));
    }

    List<Event> events() {
        return events;
    }
}
