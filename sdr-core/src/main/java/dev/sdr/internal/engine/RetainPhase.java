package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.observe.RetentionReport;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Step;
import dev.sdr.store.PastRows.Removed;
import dev.sdr.store.PastTouch;
import dev.sdr.store.RecordKinds;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes what is over and older than the host's policy keeps it, in short transactions of one batch each. Enrollments
 * themselves stay: their unique key is what keeps a lead from being enrolled twice. Of a touch its key, its lead and the
 * hashes of its ids stay, so that a late reply or bounce still finds the lead.
 */
final class RetainPhase {

    private static final int ENROLLMENTS = 200;
    private static final int ROWS = 1_000;

    /** The engine's own notes about touches in doubt, which are settled or given up within the hour. */
    private static final Duration NOTES = Duration.ofDays(30);

    private final Context context;

    RetainPhase(Context context) {
        this.context = context;
    }

    /** What was removed so far. */
    static final class Sums {
        private int messageTexts;
        private int touches;
        private int inboundTexts;
        private int events;
        private int traces;
        private boolean more = true;

        RetentionReport done(List<String> problems) {
            return new RetentionReport(messageTexts, touches, inboundTexts, events, traces, more, problems);
        }
    }

    void run(RetentionPolicy policy, Budget budget, Sums sums) {
        Instant now = context.now();
        Optional<Instant> touches = policy.touches().map(now::minus);
        if (touches.isPresent()) { // before texts, as they go with their touches
            for (Removed so : List.of(Removed.NOTHING, Removed.TEXTS)) {
                Ended ended = new Ended(so, touches.get());
                sums.touches += batches(budget, ENROLLMENTS, tx -> ended.next(tx, this::removeTouches));
            }
        }
        policy.messageTexts().map(now::minus).ifPresent(before -> {
            Ended ended = new Ended(Removed.NOTHING, before);
            sums.messageTexts += batches(
                    budget,
                    ENROLLMENTS,
                    tx -> ended.next(tx, (t, gone) -> t.past().removeTexts(gone.keySet())));
        });
        policy.inboundTexts()
                .map(now::minus)
                .ifPresent(before -> sums.inboundTexts += batches(
                        budget, ENROLLMENTS, tx -> Batch.of(tx.past().removeInboundTexts(before, ENROLLMENTS))));
        policy.inboundTexts()
                .map(now::minus)
                .ifPresent(before -> batches(budget, ROWS, tx -> Batch.of(Drafts.forget(tx, before, ROWS))));
        Stream.concat(policy.inboundTexts().stream(), policy.messageTexts().stream())
                .min(Duration::compareTo)
                .map(shorter -> RecordKinds.moment(now.minus(shorter)))
                .ifPresent(before ->
                        batches(budget, ROWS, tx -> Batch.of(removeRecords(tx, RecordKinds.MODEL, before))));
        policy.events()
                .map(now::minus)
                .ifPresent(before -> sums.events +=
                        batches(budget, ROWS, tx -> Batch.of(tx.past().removeEvents(before, ROWS))));
        Instant traces = now.minus(policy.traces());
        sums.traces += batches(budget, ROWS, tx -> Batch.of(tx.past().removeTraces(traces, ROWS)));
        String notes = now.minus(NOTES).toString();
        for (String kind : List.of(Evidence.KIND, LateIds.KIND, Renames.KIND, SoftBounces.KIND)) {
            batches(budget, ROWS, tx -> Batch.of(removeRecords(tx, kind, notes)));
        }
        batches(budget, ROWS, tx -> Batch.of(removeUsage(tx, now)));
        sums.more = budget.isSpent();
    }

    /** Runs batches until one is not full or the budget is spent. A batch answers how full it was and what it removed. */
    private int batches(Budget budget, int size, Function<Tx, Batch> batch) {
        int removed = 0;
        int seen = size;
        while (seen >= size && !budget.isSpent()) {
            Batch done = context.transactAgain((tx, journal) -> batch.apply(tx));
            done.commit().run();
            seen = done.seen();
            removed += done.removed();
        }
        return removed;
    }

    /**
     * What a batch did.
     *
     * @param seen how many rows it looked at
     * @param removed how many it removed something of
     * @param commit what to remember once it is committed
     */
    private record Batch(int seen, int removed, Runnable commit) {
        static Batch of(int removed) {
            return new Batch(removed, removed, () -> {});
        }
    }

    /** Goes through the enrollments that ended before a moment. */
    private static final class Ended {
        private final Removed removed;
        private final Instant before;
        private Optional<Enrollment> after = Optional.empty();

        Ended(Removed removed, Instant before) {
            this.removed = removed;
            this.before = before;
        }

        Batch next(Tx tx, BiFunction<Tx, Map<UUID, List<Touch>>, Integer> work) {
            List<Enrollment> found = tx.past().lockEnded(removed, before, after, ENROLLMENTS);
            List<UUID> ids = found.stream().map(Enrollment::id).toList();
            Map<UUID, List<Touch>> touches =
                    tx.touches().ofEnrollments(ids).stream().collect(Collectors.groupingBy(t -> t.id().enrollmentId()));
            Map<UUID, List<Touch>> over = found.stream()
                    .filter(e -> isOver(e, touches.getOrDefault(e.id(), List.of())))
                    .collect(Collectors.toMap(Enrollment::id, e -> touches.getOrDefault(e.id(), List.of())));
            int gone = over.isEmpty() ? 0 : work.apply(tx, over);
            return new Batch(found.size(), gone, () -> {
                if (!found.isEmpty()) {
                    after = Optional.of(found.get(found.size() - 1));
                }
            });
        }

        /** Its due time may lie before its end: a run may have come late, a stop or an outcome later still. */
        private boolean isOver(Enrollment e, List<Touch> touches) {
            return e.stops().stream().allMatch(s -> s.at().isBefore(before))
                    && touches.stream()
                            .allMatch(t -> isSettled(t.state())
                                    && t.begunAt().isBefore(before)
                                    && t.settledAt()
                                            .map(at -> at.isBefore(before))
                                            .orElse(true));
        }

        private static boolean isSettled(TouchState state) {
            return state != TouchState.SENDING && state != TouchState.PENDING;
        }
    }

    private int removeTouches(Tx tx, Map<UUID, List<Touch>> ended) {
        List<Touch> touches = ended.values().stream().flatMap(List::stream).toList();
        List<PastTouch> left = touches.stream()
                .flatMap(t -> Stream.concat(Stream.of(t.messageId()), t.providerId().stream())
                        .distinct()
                        .map(id -> new PastTouch(context.keys.reference(id), t.leadId(), t.id())))
                .toList();
        int removed = tx.past().removeTouches(ended.keySet(), left);
        TaskChannel.forget(
                tx,
                touches.stream()
                        .filter(t -> t.channel().equals(Step.TASK))
                        .map(Touch::messageId)
                        .toList());
        return removed;
    }

    /** Days of the use of models that nobody asks about any more. */
    private static int removeUsage(Tx tx, Instant now) {
        LocalDate before = now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(RecordKinds.USAGE_DAYS + 1L);
        StoredRecord start = new StoredRecord(RecordKinds.MODEL_USAGE, "", 0, RecordKinds.DAY, "");
        List<StoredRecord> old =
                tx.records().scan(RecordKinds.MODEL_USAGE, Optional.of(start), RecordKinds.DAY + before, ROWS);
        old.forEach(r -> tx.records().delete(r));
        return old.size();
    }

    private static int removeRecords(Tx tx, String kind, String toIndex) {
        List<StoredRecord> old = tx.records().scan(kind, Optional.empty(), toIndex, ROWS);
        old.forEach(r -> tx.records().delete(r));
        return old.size();
    }
}
