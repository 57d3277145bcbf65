package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a mailbox's health.
 *
 * @param version of the record
 * @param held why it sends nothing, if so
 * @param until when that ends by itself
 * @param uncertain how many deliveries in a row nobody could say about
 * @param blocks how many reports of blocked mail came in since then
 * @param blockedAt when the first of them came in
 * @param putOff how many mails were put off by the servers they went to since then
 * @param putOffAt when the first of them was
 * @param refused who found that its credentials are refused, if that is why it is held
 */
record MailboxState(
        long version,
        Optional<String> held,
        Optional<Instant> until,
        int uncertain,
        int blocks,
        Optional<Instant> blockedAt,
        int putOff,
        Optional<Instant> putOffAt,
        Optional<Refused> refused) {

    /** Who found that a mailbox's credentials are refused: only they can find that they no longer are. */
    enum Refused {
        INBOX,
        MAILER
    }

    private static final String KIND = "mailbox";
    private static final MailboxState NEW = new MailboxState(
            0, Optional.empty(), Optional.empty(), 0, 0, Optional.empty(), 0, Optional.empty(), Optional.empty());

    static Map<String, MailboxState> read(Tx tx, Collection<String> mailboxIds) {
        Map<String, MailboxState> states = new HashMap<>();
        for (StoredRecord record : tx.records().get(KIND, mailboxIds)) {
            JsonNode json = Json.read(record.json());
            states.put(
                    record.key(),
                    new MailboxState(
                            record.version(),
                            Json.text(json, "held"),
                            Json.instant(json, "until"),
                            json.path("uncertain").asInt(0),
                            json.path("blocks").asInt(0),
                            Json.instant(json, "blocked_at"),
                            json.path("put_off").asInt(0),
                            Json.instant(json, "put_off_at"),
                            Json.text(json, "refused")
                                    .map(r -> r.equals(Refused.INBOX.name()) ? Refused.INBOX : Refused.MAILER)));
        }
        for (String id : mailboxIds) {
            states.putIfAbsent(id, NEW);
        }
        return states;
    }

    static MailboxState read(Tx tx, String mailboxId) {
        return read(tx, List.of(mailboxId)).getOrDefault(mailboxId, NEW);
    }

    boolean isHeld(Instant now) {
        return held.isPresent() && until.map(now::isBefore).orElse(true);
    }

    MailboxState hold(String reason, Optional<Instant> end) {
        return new MailboxState(
                version, Optional.of(reason), end, uncertain, blocks, blockedAt, putOff, putOffAt, Optional.empty());
    }

    MailboxState resumed() {
        return new MailboxState(
                version,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** Held because its credentials are refused. */
    MailboxState refused(Refused by, String reason, Instant end) {
        return new MailboxState(
                version,
                Optional.of(reason),
                Optional.of(end),
                uncertain,
                blocks,
                blockedAt,
                putOff,
                putOffAt,
                Optional.of(by));
    }

    /** No longer held because its credentials were refused. */
    MailboxState accepted() {
        return new MailboxState(
                version,
                Optional.empty(),
                Optional.empty(),
                uncertain,
                blocks,
                blockedAt,
                putOff,
                putOffAt,
                Optional.empty());
    }

    MailboxState uncertain(int inARow) {
        return new MailboxState(version, held, until, inARow, blocks, blockedAt, putOff, putOffAt, refused);
    }

    /** After some more reports of blocked mail. */
    MailboxState blocked(int mails, Instant now, Duration count) {
        boolean anew = blockedAt.map(b -> b.plus(count).isBefore(now)).orElse(true);
        return new MailboxState(
                version,
                held,
                until,
                uncertain,
                anew ? mails : blocks + mails,
                anew ? Optional.of(now) : blockedAt,
                putOff,
                putOffAt,
                refused);
    }

    /** After some more mails that were put off. */
    MailboxState putOff(int mails, Instant now, Duration count) {
        boolean anew = putOffAt.map(p -> p.plus(count).isBefore(now)).orElse(true);
        return new MailboxState(
                version,
                held,
                until,
                uncertain,
                blocks,
                blockedAt,
                anew ? mails : putOff + mails,
                anew ? Optional.of(now) : putOffAt,
                refused);
    }

    /** Writes it. The control record is locked exclusively before, so that no begin runs that has not seen it. */
    void write(Tx tx, String mailboxId) {
        ObjectNode json =
                Json.object().put("uncertain", uncertain).put("blocks", blocks).put("put_off", putOff);
        putOffAt.ifPresent(p -> json.put("put_off_at", p.toString()));
        blockedAt.ifPresent(b -> json.put("blocked_at", b.toString()));
        held.ifPresent(h -> json.put("held", h));
        until.ifPresent(u -> json.put("until", u.toString()));
        refused.ifPresent(r -> json.put("refused", r.name()));
        if (!tx.records().put(new StoredRecord(KIND, mailboxId, version, "", json.toString()))) {
            throw new IllegalStateException("the state of mailbox " + mailboxId + " changed under the control lock");
        }
    }
}
