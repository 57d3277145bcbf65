package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.channel.Channel;
import dev.sdr.channel.ChannelMessage;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.OutcomeLookup;
import dev.sdr.channel.TouchKey;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The built-in channel {@code task}: a to-do for a person with the prepared text, kept as a record until it is done. */
public final class TaskChannel implements Channel, OutcomeLookup {

    static final String KIND = "task";
    private static final Duration LOOK = Duration.ofHours(1);
    private static final String OPEN = "open";
    private static final String DONE = "done";

    private final SequenceStore store;

    /**
     * A task as stored.
     *
     * @param record the record
     * @param touch the touch it stands for
     * @param leadId the lead
     * @param title its title
     * @param text its text
     * @param createdAt when it was created
     */
    record Task(StoredRecord record, TouchKey touch, String leadId, String title, String text, Instant createdAt) {

        boolean isOpen() {
            return record.index().startsWith(OPEN);
        }
    }

    /**
     * Creates the channel.
     *
     * @param store where tasks are kept
     */
    public TaskChannel(SequenceStore store) {
        this.store = store;
    }

    @Override
    public Delivery deliver(ChannelMessage message, Deadline deadline) {
        if (deadline.passed()) {
            return Delivery.late();
        }
        String handle = message.token();
        String json = Json.object()
                .put("enrollment", message.id().enrollmentId().toString())
                .put("key", message.id().key())
                .put("lead", message.lead().id())
                .put("title", message.title())
                .put("text", message.text())
                .put("created_at", message.begunAt().toString())
                .toString();
        store.inTransaction(
                tx -> tx.records().put(new StoredRecord(KIND, handle, 0, OPEN + " " + message.begunAt(), json)));
        return Delivery.pending(handle, message.begunAt().plus(LOOK));
    }

    @Override
    public Map<String, Delivery> outcomes(Collection<String> ids) {
        Map<String, Delivery> outcomes = new HashMap<>();
        for (StoredRecord record : store.inTransaction(tx -> tx.records().get(KIND, ids))) {
            JsonNode json = Json.read(record.json());
            if (record.index().startsWith(DONE)) {
                String note = Json.text(json, "note").orElse("");
                outcomes.put(
                        record.key(),
                        json.path("skipped").asBoolean(false)
                                ? Delivery.rejected(Delivery.Fault.RECIPIENT, "", "passed over by a person: " + note)
                                : Delivery.accepted(record.key()));
            }
        }
        return outcomes;
    }

    static List<Task> open(Tx tx, int limit) {
        List<Task> tasks = new ArrayList<>();
        StoredRecord start = new StoredRecord(KIND, "", 0, OPEN, "");
        tx.records().scan(KIND, Optional.of(start), OPEN + "\uffff", limit).forEach(r -> tasks.add(parse(r)));
        return tasks;
    }

    /** Marks a task as done or passed over. Empty if there is no such open task. */
    static Optional<Task> close(Tx tx, String id, boolean skipped, String note) {
        Optional<Task> task = tx.records().get(KIND, List.of(id)).stream()
                .map(TaskChannel::parse)
                .filter(Task::isOpen)
                .findFirst();
        return task.filter(t -> {
            var json = Json.read(t.record().json()).<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
            json.put("skipped", skipped).put("note", note);
            return tx.records()
                    .put(new StoredRecord(KIND, id, t.record().version(), DONE + " " + t.createdAt(), json.toString()));
        });
    }

    /** Removes closed tasks. */
    static void forget(Tx tx, Collection<String> ids) {
        for (StoredRecord record : tx.records().get(KIND, ids)) {
            if (record.index().startsWith(DONE)) {
                tx.records().delete(record);
            }
        }
    }

    /** Tasks by their touches' tokens, closed ones too. */
    static List<Task> find(Tx tx, Collection<String> ids) {
        return tx.records().get(KIND, ids).stream().map(TaskChannel::parse).toList();
    }

    private static Task parse(StoredRecord record) {
        JsonNode json = Json.read(record.json());
        TouchKey touch = new TouchKey(
                UUID.fromString(json.path("enrollment").asText()),
                json.path("key").asText());
        return new Task(
                record,
                touch,
                json.path("lead").asText(),
                json.path("title").asText(),
                json.path("text").asText(),
                Instant.parse(json.path("created_at").asText()));
    }
}
