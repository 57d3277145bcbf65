package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.inbox.Inbound;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Mail that came back for a reason that may pass. The report says that it was not delivered, so the same touch is begun
 * again, under the same Message-ID, after one day and after three; when it comes back a third time the enrollment stops.
 * Only the last touch of an enrollment is tried again: once a later one has begun, the sequence just goes on.
 */
final class SoftBounces {

    static final String KIND = "soft-bounce";

    private static final List<Duration> WAITS = List.of(Duration.ofDays(1), Duration.ofDays(3));

    private final Context context;

    SoftBounces(Context context) {
        this.context = context;
    }

    /** Puts the touch a report is about off, or stops its enrollment, which is locked. */
    void tryAgain(Tx tx, Journal journal, Inbound report) {
        Optional<TouchKey> key = report.touch();
        if (key.isEmpty()) {
            return; // it names no mail of ours, so there is nothing that surely came back
        }
        for (Enrollment e : tx.enrollments().lock(List.of(key.get().enrollmentId()))) {
            Optional<Touch> last =
                    tx.touches().ofEnrollments(List.of(e.id())).stream().max(Comparator.comparing(Touch::begunAt));
            boolean isLast = last.filter(t -> t.id().equals(key.get()) && t.state() == TouchState.SENT)
                    .isPresent();
            if (isLast && e.inFlight().isEmpty() && e.status() != Enrollment.Status.STOPPED) {
                int before = count(tx, key.get());
                tx.enrollments()
                        .save(List.of(
                                before < WAITS.size()
                                        ? putOff(tx, e, last.get(), WAITS.get(before))
                                        : Verdicts.stop(
                                                e,
                                                new Stop(
                                                        Stop.Reason.SOFT_BOUNCE,
                                                        "inbound:" + report.id(),
                                                        context.now()),
                                                journal)));
            }
        }
    }

    private Enrollment putOff(Tx tx, Enrollment e, Touch touch, Duration wait) {
        Instant now = context.now();
        Instant due = now.plus(wait);
        String why = "it came back for a reason that may pass";
        tx.touches().update(List.of(touch.settled(TouchState.DEFERRED, now, why)), Set.of(TouchState.SENT));
        return e.change()
                .status(Enrollment.Status.ACTIVE)
                .step(touch.id().key(), due)
                .hold(due, "bounce: " + why)
                .release()
                .claims(0)
                .done();
    }

    /** How often it came back before; counts this time. */
    private static int count(Tx tx, TouchKey key) {
        String name = key.toString();
        Optional<StoredRecord> before =
                tx.records().get(KIND, List.of(name)).stream().findFirst();
        int count = before.map(r -> Json.read(r.json()).path("count").asInt(0)).orElse(0);
        String json = Json.object().put("count", count + 1).toString();
        tx.records()
                .put(new StoredRecord(
                        KIND, name, before.map(StoredRecord::version).orElse(0L), "", json));
        return count;
    }
}
