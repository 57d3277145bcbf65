package dev.sdr.internal.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sdr.channel.Touch;
import dev.sdr.lead.EmailAddress;
import dev.sdr.store.PersonRows.Person;
import dev.sdr.store.RecordKinds;
import dev.sdr.store.StoredLead;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** By what a person's data is found. */
final class Persons {

    private Persons() {}

    /** By the address and, if there is one, the lead of it. */
    static Person find(Tx tx, Keys keys, EmailAddress address) {
        String key = keys.address(address);
        Optional<StoredLead> row =
                tx.leads().byAddressKeys(List.of(key)).stream().findFirst();
        Set<String> words = new HashSet<>(List.of(lower(address.value()), address.normalized()));
        row.flatMap(StoredLead::lead).ifPresent(l -> words.add(lower(l.email().value())));
        Set<String> ids = row.flatMap(StoredLead::lead).map(l -> Set.of(l.id())).orElse(Set.of());
        return new Person(key, keys.author(address), ids, words);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * What providers and our own tracking said about some touches, and about the person's address: at most so many events of
     * each touch, and so many about the address alone.
     */
    static List<RecordedEvent> mailEvents(Tx tx, Person person, Collection<Touch> touches, int most) {
        List<RecordedEvent> all = new ArrayList<>(tx.mailEvents()
                .ofTouches(touches.stream().map(Touch::id).toList(), EnumSet.allOf(MailEvent.Type.class), most));
        Set<UUID> foreign = new HashSet<>(tx.people().foreignMailEvents(person, most));
        tx.mailEvents().alike(foreign).stream()
                .filter(e -> foreign.contains(e.key()))
                .forEach(all::add);
        return all;
    }

    /** What was said about a message, without the person it names. */
    static String without(Person person, String analysis) {
        if (analysis.isEmpty()) {
            return analysis;
        }
        ObjectNode json = Json.read(analysis).deepCopy();
        json.properties().forEach(field -> {
            String value = lower(field.getValue().asText());
            if (person.words().stream().anyMatch(value::contains)) {
                field.setValue(TextNode.valueOf("erased"));
            }
        });
        return json.toString();
    }

    /** What models said for the person. */
    static List<StoredRecord> models(Tx tx, Person person) {
        return tx.records().get(RecordKinds.MODEL, person.leadIds());
    }

    /** The engine's own records about some touches. */
    static List<StoredRecord> records(Tx tx, Keys keys, Collection<Touch> touches) {
        List<String> ids = touches.stream().map(Touch::messageId).toList();
        List<String> late = touches.stream()
                .flatMap(t -> t.providerId().stream())
                .map(keys::reference)
                .toList();
        List<String> bounced = touches.stream().map(t -> t.id().toString()).toList();
        List<StoredRecord> all = new ArrayList<>(tx.records().get(TaskChannel.KIND, ids));
        all.addAll(tx.records().get(Evidence.KIND, ids));
        all.addAll(tx.records().get(Renames.KIND, ids));
        all.addAll(tx.records().get(LateIds.KIND, late));
        all.addAll(tx.records().get(SoftBounces.KIND, bounced));
        return all;
    }
}
