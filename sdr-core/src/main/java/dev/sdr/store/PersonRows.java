package dev.sdr.store;

import static java.util.Objects.requireNonNull;

import dev.sdr.consent.Consent;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is kept about one person in a {@link Tx}, wherever it lies: found to be handed out, and emptied to be forgotten.
 * Rows of the person itself are {@link LeadRows}'. Some of this looks at every row of a table, in stretches: it is for a
 * request of a person's, not for a run.
 */
public interface PersonRows {

    /** What the name of a kept enrollment of an erased person begins with; the rest is its own id. */
    String ERASED = "erased:";

    /**
     * By what a person is found.
     *
     * @param addressKey the keyed hash of the address
     * @param authorKey the reference key of mail the person wrote
     * @param leadIds the person's lead ids
     * @param words texts that name the person, such as the address, in lower case
     */
    record Person(String addressKey, String authorKey, Set<String> leadIds, Set<String> words) {

        /** Checks and copies. */
        public Person {
            requireNonNull(addressKey, "addressKey");
            requireNonNull(authorKey, "authorKey");
            leadIds = Set.copyOf(leadIds);
            words = Set.copyOf(words);
        }

        /**
         * Whether an event is the person's or names the person.
         *
         * @param event the event
         * @return whether it carries a lead id of the person's, or has one or a word in its data
         */
        public boolean isIn(Event event) {
            return event.leadId().filter(leadIds::contains).isPresent()
                    || event.data().values().stream().anyMatch(this::isNamedBy);
        }

        private boolean isNamedBy(String value) {
            String lower = value.toLowerCase(Locale.ROOT);
            return leadIds.contains(value) || words.stream().anyMatch(lower::contains);
        }

        /**
         * An event without the person.
         *
         * @param event the event
         * @return its type and time if it is the person's; another's without the values that name the person
         */
        public Event emptied(Event event) {
            if (event.leadId().filter(leadIds::contains).isPresent()) {
                return new Event(event.id(), event.type(), event.at(), Optional.empty(), Optional.empty(), Map.of());
            }
            Map<String, String> data = new HashMap<>(event.data());
            data.replaceAll((name, value) -> isNamedBy(value) ? "erased" : value);
            return new Event(event.id(), event.type(), event.at(), event.leadId(), event.enrollmentId(), data);
        }
    }

    /**
     * Removes enrollments that are locked, with their touches and their words. One with a touch that is sending or
     * pending stays as it is. One with a touch that is unknown stays with that touch alone, stopped and under a name
     * that says nothing ({@link #ERASED}): what counts as sent is never forgotten (promise P1).
     *
     * @param enrollmentIds which
     * @return the ids of those that were removed or stay under such a name
     */
    Set<UUID> removeEnrollments(Collection<UUID> enrollmentIds);

    /**
     * Whether somebody who was not erased is in a sequence.
     *
     * @param sequenceId the sequence, of one-off mail only: others are not indexed
     * @param version its version
     * @return whether there is such an enrollment, ended ones included
     */
    boolean isUsed(String sequenceId, String version);

    /**
     * What stayed of removed touches.
     *
     * @param leadIds to whom they went
     * @param limit the most rows
     * @return the rows, in any order
     */
    List<PastTouch> pastTouches(Collection<String> leadIds, int limit);

    /**
     * Removes what stayed of removed touches.
     *
     * @param leadIds to whom they went
     * @param limit the most rows
     * @return how many were removed; fewer than the limit if none is left
     */
    int removePastTouches(Collection<String> leadIds, int limit);

    /**
     * Messages about a person or by the person.
     *
     * @param person whose lead ids or author key they carry
     * @param limit the most rows
     * @return the rows, ordered by id
     */
    List<Inbound> messages(Person person, int limit);

    /**
     * Makes private stubs of messages: no words, no lead, no touch, no sender, nothing they refer to, and the form they
     * came in is gone. Who they are to their mailbox stays, so that they are not stored again.
     *
     * @param ids which; whoever is reading one of them loses it
     */
    void emptyMessages(Collection<UUID> ids);

    /**
     * Mail events of the person's address that are about no touch.
     *
     * @param person whose address key they carry
     * @param limit the most keys
     * @return the keys of the {@link MailEventRows}, in any order
     */
    List<UUID> foreignMailEvents(Person person, int limit);

    /**
     * Looks through a stretch of the event feed for a person.
     *
     * @param person whose lead id an event carries, or whose lead id or words are in its data
     * @param cursor where the last stretch ended; empty text begins. It is none of {@link EventRows#after}
     * @param limit the most events to look at
     * @return the person's events among them, and where the stretch ends: at {@code cursor} if nothing follows it
     */
    EventPage events(Person person, String cursor, int limit);

    /**
     * Empties a stretch of the event feed. A person's own events keep their type and time alone; in those of others what
     * names the person is replaced with {@code erased}. No event is removed, so that every reader's cursor stays good.
     *
     * @param person as in {@link #events}
     * @param cursor where the last stretch ended; empty text begins
     * @param limit the most events to look at
     * @return the events as they were, and where the stretch ends: at {@code cursor} if nothing follows it
     */
    EventPage emptyEvents(Person person, String cursor, int limit);

    /**
     * People with an attribute of a value.
     *
     * @param attribute the attribute
     * @param value its value
     * @param limit the most rows
     * @return the rows, in any order
     */
    List<StoredLead> leadsWith(String attribute, String value, int limit);

    /**
     * Empties what people of ours wrote into the ledger about a person: the detail of suppressions, the host's own keys,
     * the evidence of consents. The entries and what they lift stay.
     *
     * @param person whose address the entries are of, or whose words are in the evidence
     */
    void emptyNotes(Person person);

    /**
     * Consents whose evidence names a person.
     *
     * @param person whose words are in it
     * @return the consents, without what they lift
     */
    List<Consent> consentsNaming(Person person);
}
