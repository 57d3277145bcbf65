package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Mail that came back for a reason that may pass. The report says that it was not delivered, so the same touch is begun
 * again, under the same Message-ID, after a day; and once more after three, if the next report shows by the date of the mail
 * it returns that it is about that attempt, for reports of one attempt may come from several servers. Then the enrollment
 * stops. Only the last touch of an enrollment is tried again, never an answer, and nothing once the person wrote or something
 * stops it.
 */
final class SoftBounces {

    static final String KIND = "soft-bounce";

    private static final String WHY = "it came back for a reason that may pass";
    private static final List<Duration> WAITS = List.of(Duration.ofDays(1), Duration.ofDays(3));

    private final Context context;

    SoftBounces(Context context) {
        this.context = context;
    }

    /** Whether a touch was handed over, came back, and is to be tried again. */
    static boolean cameBack(Touch touch) {
        return touch.state() == TouchState.DEFERRED && touch.detail().equals(WHY);
    }

    /** Puts the touch a report is about off, or stops its enrollment, which is locked. */
    void tryAgain(Tx tx, Journal journal, Inbound report, InboundMail mail, StoredLead lead) {
        if (report.touch().isEmpty() || Context.control(tx).forgot(context.now())) {
            return; // it names no mail of ours, or a database that was set back may have tried again before
        }
        TouchKey key = report.touch().get();
        for (Enrollment e : tx.enrollments().lock(List.of(key.enrollmentId()))) {
            Optional<Touch> last = tx.touches().ofEnrollments(List.of(e.id())).stream()
                    .max(Comparator.comparing(Touch::begunAt))
                    .filter(t -> t.id().equals(key) && t.state() == TouchState.SENT);
            if (last.isPresent() && isOpen(e, lead, last.get())) {
                tryAgain(tx, journal, report, mail, e, last.get());
            }
        }
    }

    private static boolean isOpen(Enrollment e, StoredLead lead, Touch touch) {
        boolean replied =
                lead.repliedAt().filter(at -> !at.isBefore(touch.begunAt())).isPresent();
        return !replied
                && e.inFlight().isEmpty()
                && e.stops().isEmpty()
                && lead.stops().isEmpty()
                && e.status() != Enrollment.Status.STOPPED
                && !Answers.isAnswer(e.sequenceId());
    }

    private void tryAgain(Tx tx, Journal journal, Inbound report, InboundMail mail, Enrollment e, Touch touch) {
        int before = count(tx, touch.id());
        Optional<Instant> sent = sentAt(mail);
        Instant begun = touch.begunAt().truncatedTo(ChronoUnit.SECONDS);
        if (before > 0 && sent.isPresent() && sent.get().isBefore(begun)) {
            return; // about an earlier attempt, which was tried again already
        }
        boolean again = before == 0 || (before < WAITS.size() && sent.isPresent());
        if (again) {
            counted(tx, touch.id(), before + 1);
            tx.enrollments().save(List.of(putOff(tx, e, touch, WAITS.get(before))));
        } else {
            Stop stop = new Stop(Stop.Reason.SOFT_BOUNCE, "inbound:" + report.id(), context.now());
            tx.enrollments().save(List.of(Verdicts.stop(e, stop, journal)));
        }
    }

    /** The date of the mail a report returns, or of its headers. */
    private static Optional<Instant> sentAt(InboundMail report) {
        return report.parts().stream()
                .filter(p -> p.contentType().equals("message/rfc822")
                        || p.contentType().equals("text/rfc822-headers"))
                .map(p -> MimeReader.read(RawMessage.of("", p.text().getBytes(StandardCharsets.UTF_8), Instant.EPOCH)))
                .flatMap(m -> m.date().stream())
                .findFirst();
    }

    private Enrollment putOff(Tx tx, Enrollment e, Touch touch, Duration wait) {
        Instant now = context.now();
        Instant due = now.plus(wait);
        tx.touches().update(List.of(touch.settled(TouchState.DEFERRED, now, WHY)), Set.of(TouchState.SENT));
        return e.change()
                .status(Enrollment.Status.ACTIVE)
                .step(touch.id().key(), due)
                .hold(due, "bounce: " + WHY)
                .release()
                .claims(0)
                .done();
    }

    private static int count(Tx tx, TouchKey key) {
        return stored(tx, key)
                .map(r -> Json.read(r.json()).path("count").asInt(0))
                .orElse(0);
    }

    private void counted(Tx tx, TouchKey key, int count) {
        String json = Json.object().put("count", count).toString();
        long version = stored(tx, key).map(StoredRecord::version).orElse(0L);
        tx.records()
                .put(new StoredRecord(
                        KIND, key.toString(), version, context.now().toString(), json));
    }

    private static Optional<StoredRecord> stored(Tx tx, TouchKey key) {
        return tx.records().get(KIND, List.of(key.toString())).stream().findFirst();
    }
}
