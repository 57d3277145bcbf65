package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Stop;
import dev.sdr.store.PersonRows.Person;
import dev.sdr.store.StoredLead;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import dev.sdr.track.RecordedEvent;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Hands out everything that is kept about a person as one JSON document. The names of its fields are part of the API. */
final class Exporting {

    private static final int ALL = Integer.MAX_VALUE;
    private static final int EVENTS = 20_000;

    private final Context context;

    Exporting(Context context) {
        this.context = context;
    }

    String export(EmailAddress address) {
        Person person = context.read(tx -> Persons.find(tx, context.keys, address));
        ObjectNode json = context.read(tx -> {
            ObjectNode all = Json.object().put("address", address.value());
            all.put("exported_at", context.now().toString());
            tx.leads().byAddressKeys(List.of(person.addressKey())).forEach(l -> lead(all.putObject("lead"), l));
            contacts(all.putArray("contacts"), tx, person);
            enrollments(all.putArray("enrollments"), all.putArray("mail_events"), tx, person);
            ArrayNode past = all.putArray("past_touches");
            tx.people()
                    .pastTouches(person.leadIds(), ALL)
                    .forEach(t -> past.addObject()
                            .put("enrollment", t.id().enrollmentId().toString())
                            .put("step", t.id().key()));
            ArrayNode messages = all.putArray("messages");
            tx.people().messages(person, ALL).forEach(m -> message(messages.addObject(), tx, m, person));
            ArrayNode models = all.putArray("models");
            Persons.models(tx, person).forEach(r -> models.add(Json.read(r.json())));
            ledger(all, tx, person, address);
            return all;
        });
        ArrayNode events = json.putArray("events");
        String cursor = "";
        EventPage page = events(person, cursor);
        while (!page.cursor().equals(cursor)) {
            page.events().forEach(e -> event(events.addObject(), e));
            cursor = page.cursor();
            page = events(person, cursor);
        }
        return json.toPrettyString();
    }

    private EventPage events(Person person, String cursor) {
        return context.read(tx -> tx.people().events(person, cursor, EVENTS));
    }

    private static void lead(ObjectNode json, StoredLead row) {
        row.lead().ifPresent(l -> {
            json.put("id", l.id()).put("email", l.email().value());
            json.set("attributes", map(l.attributes()));
        });
        json.set("stops", stops(row.stops()));
        row.mailboxId().ifPresent(m -> json.put("mailbox", m));
        row.repliedAt().ifPresent(at -> json.put("replied_at", at.toString()));
    }

    /** The lead ids of those who answered in the person's place, whose data is theirs. */
    private static void contacts(ArrayNode json, Tx tx, Person person) {
        for (String id : person.leadIds()) {
            tx.people().leadsWith(Lead.SOURCE, Contacts.source(id), ALL).stream()
                    .flatMap(l -> l.lead().stream())
                    .forEach(l -> json.add(l.id()));
        }
    }

    private void enrollments(ArrayNode json, ArrayNode mailEvents, Tx tx, Person person) {
        List<Enrollment> enrollments = tx.enrollments().ofLeads(person.leadIds());
        List<Touch> touches = tx.touches()
                .ofEnrollments(enrollments.stream().map(Enrollment::id).toList());
        Persons.mailEvents(tx, person, touches, ALL).forEach(e -> mailEvent(mailEvents.addObject(), e));
        Map<TouchKey, TouchContent> contents = new HashMap<>();
        for (Enrollment e : enrollments) { // the words of an answer are kept before its touch begins
            tx.touches().contents(keys(e, touches)).forEach(c -> contents.put(c.id(), c));
        }
        Map<String, StoredRecord> records = new HashMap<>();
        Persons.records(tx, context.keys, touches).stream()
                .filter(r -> r.kind().equals(TaskChannel.KIND))
                .forEach(r -> records.put(r.key(), r));
        for (Enrollment e : enrollments) {
            ObjectNode node = json.addObject()
                    .put("id", e.id().toString())
                    .put("sequence", e.sequenceId())
                    .put("version", e.version())
                    .put("run", e.run())
                    .put("campaign", e.campaignId())
                    .put("mailbox", e.mailboxId())
                    .put("status", e.status().name())
                    .put("step", e.stepId())
                    .put("enrolled_at", e.enrolledAt().toString())
                    .put("planned_at", e.plannedAt().toString())
                    .put("due_at", e.dueAt().toString())
                    .put("held_by", e.heldBy());
            node.set("stops", stops(e.stops()));
            ArrayNode pauses = node.putArray("pauses");
            e.pauses().forEach(p -> pause(pauses.addObject(), p));
            if (e.sequenceId().startsWith(OneOffs.PREFIX)) {
                String key = new Catalog.Version(e.sequenceId(), e.version()).key();
                tx.records().get(Catalog.KIND, List.of(key)).forEach(r -> node.set("definition", Json.read(r.json())));
            }
            ArrayNode list = node.putArray("touches");
            for (TouchKey key : keys(e, touches)) {
                Optional<Touch> touch =
                        touches.stream().filter(t -> t.id().equals(key)).findFirst();
                Optional<TouchContent> content = Optional.ofNullable(contents.get(key));
                if (touch.isPresent() || content.isPresent()) {
                    ObjectNode one = list.addObject().put("step", key.key());
                    touch.ifPresent(t -> touch(one, t));
                    content.ifPresent(c -> content(one, c));
                    touch.map(t -> records.get(t.messageId())).ifPresent(r -> one.set("task", Json.read(r.json())));
                }
            }
        }
    }

    private static List<TouchKey> keys(Enrollment e, List<Touch> touches) {
        List<TouchKey> keys = new java.util.ArrayList<>(touches.stream()
                .map(Touch::id)
                .filter(id -> id.enrollmentId().equals(e.id()))
                .toList());
        TouchKey next = new TouchKey(e.id(), e.stepId());
        if (!keys.contains(next)) {
            keys.add(next);
        }
        return keys;
    }

    private static void touch(ObjectNode json, Touch t) {
        json.put("channel", t.channel())
                .put("mailbox", t.mailboxId())
                .put("state", t.state().name())
                .put("begun_at", t.begunAt().toString())
                .put("message_id", t.messageId())
                .put("detail", t.detail());
        t.settledAt().ifPresent(at -> json.put("settled_at", at.toString()));
        t.providerId().ifPresent(id -> json.put("provider_id", id));
        t.providerThread().ifPresent(id -> json.put("provider_thread", id));
    }

    private static void content(ObjectNode json, TouchContent c) {
        json.put("to", c.to()).put("subject", c.subject()).put("text", c.text());
        c.html().ifPresent(h -> json.put("html", h));
        c.references().forEach(json.putArray("references")::add);
    }

    /** What others wrote about the person is shown without who they are: in the form it came in, and whom we answer. */
    private void message(ObjectNode json, Tx tx, Inbound m, Person person) {
        boolean byAnother = Addressee.author(tx, m)
                .filter(a -> !context.keys.address(a).equals(person.addressKey()))
                .isPresent();
        json.put("id", m.id().toString())
                .put("mailbox", m.mailboxId())
                .put("received_at", m.receivedAt().toString())
                .put("kind", m.kind())
                .put("reason", m.reason())
                .put("sender_domain", m.senderDomain())
                .put("subject", m.subject())
                .put("text", m.text())
                .put("state", m.state().name())
                .put("attention", m.attention().name());
        m.leadId().ifPresent(id -> json.put("lead", id));
        m.touch()
                .ifPresent(t -> json.putObject("answers")
                        .put("enrollment", t.enrollmentId().toString())
                        .put("step", t.key()));
        if (!m.analysis().isEmpty()) {
            json.set("analysis", Json.read(m.analysis()));
        }
        json.put("by_another", byAnother);
        if (byAnother) {
            return;
        }
        tx.inbox()
                .raw(m.id())
                .ifPresent(raw -> json.put("raw_base64", Base64.getEncoder().encodeToString(raw.bytes()))
                        .put("raw_is_cut", raw.truncated()));
        tx.records().get(Drafts.KIND, List.of(m.id().toString())).forEach(r -> json.set("draft", Json.read(r.json())));
    }

    private void ledger(ObjectNode json, Tx tx, Person person, EmailAddress address) {
        List<Suppression> own = tx.suppressions().ofAddresses(List.of(person.addressKey()));
        List<Consent> consents =
                tx.suppressions().consents(own.stream().map(Suppression::id).toList());
        Set<UUID> lifted = new java.util.HashSet<>();
        consents.forEach(c -> lifted.addAll(c.lifts()));
        ArrayNode entries = json.putArray("suppressions");
        own.forEach(s -> suppression(entries.addObject(), s, lifted.contains(s.id())));
        tx.suppressions().inForce(List.of(), SuppressionFacts.domains(address.domain())).stream()
                .filter(s -> s.names(person.addressKey(), address))
                .forEach(s -> suppression(entries.addObject(), s, false));
        Map<UUID, Consent> all = new java.util.LinkedHashMap<>();
        consents.forEach(c -> all.put(c.id(), c));
        tx.people().consentsNaming(person).forEach(c -> all.putIfAbsent(c.id(), c));
        ArrayNode given = json.putArray("consents");
        for (Consent c : all.values()) {
            ObjectNode node = given.addObject()
                    .put("id", c.id().toString())
                    .put("evidence", c.evidence())
                    .put("at", c.at().toString());
            ArrayNode lifts = node.putArray("lifts");
            c.lifts().forEach(id -> lifts.add(id.toString()));
        }
    }

    private static void suppression(ObjectNode json, Suppression s, boolean lifted) {
        json.put("id", s.id().toString())
                .put("kind", s.kind().name())
                .put("value", s.value())
                .put("reason", s.reason().name())
                .put("detail", s.detail())
                .put("source", s.source())
                .put("cause", s.cause())
                .put("at", s.at().toString())
                .put("lifted", lifted);
        s.channel().ifPresent(c -> json.put("channel", c));
    }

    private static void event(ObjectNode json, Event e) {
        json.put("id", e.id().toString()).put("type", e.type()).put("at", e.at().toString());
        e.enrollmentId().ifPresent(id -> json.put("enrollment", id.toString()));
        json.set("data", map(e.data()));
    }

    private static void mailEvent(ObjectNode json, RecordedEvent e) {
        json.put("type", e.type().name())
                .put("source", e.source())
                .put("at", e.at().toString())
                .put("received_at", e.receivedAt().toString());
        e.touch()
                .ifPresent(
                        t -> json.put("enrollment", t.enrollmentId().toString()).put("step", t.key()));
        e.messageId().ifPresent(id -> json.put("message_id", id));
        e.providerId().ifPresent(id -> json.put("provider_id", id));
        json.set("details", map(e.details()));
        e.grade().ifPresent(g -> json.put("grade", g.kind().name()).put("grade_reason", g.reason()));
    }

    private static ArrayNode stops(List<Stop> stops) {
        ArrayNode json = Json.object().putArray("stops");
        stops.forEach(s -> json.addObject()
                .put("reason", s.reason().name())
                .put("cause", s.cause())
                .put("at", s.at().toString()));
        return json;
    }

    private static void pause(ObjectNode json, Pause p) {
        json.put("reason", p.reason().name()).put("detail", p.detail());
        p.until().ifPresent(u -> json.put("until", u.toString()));
    }

    private static JsonNode map(Map<String, String> map) {
        ObjectNode json = Json.object();
        map.forEach(json::put);
        return json;
    }
}
