package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What providers call mail of ours, as their copies in Sent tell. A copy may be read before its touch is settled, or while
 * the database has forgotten it; so it is noted, and applied once the touch has left.
 */
final class Renames {

    static final String KIND = "renamed";

    private static final Duration KEEP = Duration.ofDays(3);
    private static final int PAGE = 200;

    private Renames() {}

    static void note(Tx tx, String messageId, String newId, Optional<String> thread, Instant at) {
        ObjectNode json = Json.object().put("id", newId);
        thread.ifPresent(t -> json.put("thread", t));
        tx.records().insertMissing(List.of(new StoredRecord(KIND, messageId, 0, at.toString(), json.toString())));
    }

    /** Gives touches their new ids, so that replies are matched by them, those too that came before. */
    static void apply(Context context, Budget budget) {
        Optional<StoredRecord> after = Optional.empty();
        while (!budget.isSpent()) {
            Optional<StoredRecord> last = after;
            List<StoredRecord> page = context.read(tx -> tx.records().scan(KIND, last, "\uffff", PAGE));
            if (!page.isEmpty()) {
                context.transactAgain((tx, journal) -> apply(tx, context.keys, page, context.now()));
                after = Optional.of(page.get(page.size() - 1));
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private static boolean apply(Tx tx, Keys keys, List<StoredRecord> page, Instant now) {
        List<String> ids = page.stream().map(StoredRecord::key).toList();
        tx.enrollments()
                .lock(tx.touches().byMessageIds(ids).stream()
                        .map(t -> t.id().enrollmentId())
                        .toList());
        Map<String, Touch> touches = tx.touches().byMessageIds(ids).stream()
                .collect(Collectors.toMap(Touch::messageId, Function.identity(), (a, b) -> a));
        List<Touch> named = new ArrayList<>();
        for (StoredRecord record : page) {
            Optional<Touch> left = Optional.ofNullable(touches.get(record.key()))
                    .filter(t -> t.state() == TouchState.SENT || t.state() == TouchState.UNKNOWN);
            left.filter(t -> t.effectiveMessageId().equals(t.messageId()))
                    .map(t -> named(t, Json.read(record.json()), now))
                    .ifPresent(named::add);
            if (left.isPresent() || Instant.parse(record.index()).plus(KEEP).isBefore(now)) {
                tx.records().delete(record);
            }
        }
        tx.touches().update(named, Set.of(TouchState.SENT, TouchState.UNKNOWN));
        LateIds.note(tx, keys, named, now);
        return true;
    }

    private static Touch named(Touch touch, JsonNode json, Instant now) {
        Touch sent = touch.state() == TouchState.SENT
                ? touch
                : touch.settled(TouchState.SENT, now, "its copy lies in the folder of sent mail");
        return sent.known(Json.text(json, "id"), Json.text(json, "thread").or(touch::providerThread), Optional.empty());
    }
}
