package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.consent.Suppression;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.observe.ErasureReport;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Step;
import dev.sdr.store.PersonRows.Person;
import dev.sdr.store.RecordKinds;
import dev.sdr.store.StoredLead;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import dev.sdr.track.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Forgets a person: first stops and suppresses, then removes in short transactions whatever is not in flight, and in the
 * end, once nothing is left, makes the person's row bare. Whatever a crash leaves, the next call goes on with.
 */
final class Erasing {

    private static final int ENROLLMENTS = 50;
    private static final int MESSAGES = 100;
    private static final int PAST_TOUCHES = 1_000;
    private static final int EVENTS = 20_000;
    private static final int MAIL_EVENTS = 1_000;
    private static final int LEADS = 200;

    private static final String SOMEBODY = "answered in place of somebody who was erased";

    private final Context context;
    private final Suppressing suppressing;
    private final ReconcilePhase reconciling;

    Erasing(Context context, Suppressing suppressing, ReconcilePhase reconciling) {
        this.context = context;
        this.suppressing = suppressing;
        this.reconciling = reconciling;
    }

    ErasureReport erase(EmailAddress address) {
        context.environment.enter();
        suppress(address);
        return new Run(context.read(tx -> Persons.find(tx, context.keys, address))).run();
    }

    /** Nothing begins for the person from here on. */
    private void suppress(EmailAddress address) {
        boolean before = suppressing.of(address).stream()
                .anyMatch(s -> s.kind() == Suppression.Kind.ADDRESS
                        && s.channel().isEmpty()
                        && s.reason() == Suppression.Reason.ERASED);
        if (!before) {
            suppressing.add(List.of(new Suppressing.Wish(
                    Suppression.Kind.ADDRESS,
                    suppressing.key(address),
                    Optional.empty(),
                    Suppression.Reason.ERASED,
                    "",
                    "erasure",
                    "erasure:" + context.ids.next())));
        }
    }

    /** One call. */
    private final class Run {

        private final Person person;
        private final List<UUID> emptied = new ArrayList<>();
        private final List<Touch> gone = new ArrayList<>();
        private int enrollments;
        private int events;
        private int records;

        Run(Person person) {
            this.person = person;
        }

        ErasureReport run() {
            closeTasks();
            context.transactAgain((tx, journal) -> {
                tx.leads().lock(List.of(person.addressKey()));
                return deleteModels(tx);
            });
            removeEnrollments();
            emptyMessages();
            removePastTouches();
            forgetInContacts();
            Optional<String> waitingFor = waitingFor();
            if (waitingFor.isEmpty() && !finish()) {
                waitingFor = Optional.of("something came in about the person meanwhile; call again");
            }
            return new ErasureReport(waitingFor, enrollments, emptied.size(), events, records);
        }

        private List<Touch> touches(Tx tx) {
            List<UUID> ids = tx.enrollments().ofLeads(person.leadIds()).stream()
                    .map(Enrollment::id)
                    .toList();
            return tx.touches().ofEnrollments(ids);
        }

        /** A task is in flight until somebody closes it: nobody has to. */
        private void closeTasks() {
            List<Touch> open = context.read(tx -> touches(tx).stream()
                    .filter(t -> t.state() == TouchState.PENDING && t.channel().equals(Step.TASK))
                    .toList());
            for (Touch touch : open) {
                context.transactAgain(
                        (tx, journal) -> TaskChannel.close(tx, touch.messageId(), true, "the person was erased"));
            }
            if (!open.isEmpty()) {
                reconciling.settleNow(open, new Report());
            }
        }

        private void removeEnrollments() {
            List<UUID> all = context.read(tx -> tx.enrollments().ofLeads(person.leadIds()).stream()
                    .map(Enrollment::id)
                    .toList());
            for (int from = 0; from < all.size(); from += ENROLLMENTS) {
                List<UUID> batch = all.subList(from, Math.min(all.size(), from + ENROLLMENTS));
                removeMailEvents(tx -> {
                    tx.enrollments().lock(batch);
                    return tx.touches().ofEnrollments(batch);
                });
                enrollments += context.transactAgain((tx, journal) -> remove(tx, batch));
            }
        }

        private int remove(Tx tx, List<UUID> batch) {
            tx.leads().lock(List.of(person.addressKey()));
            List<Enrollment> locked = tx.enrollments().lock(batch);
            Map<UUID, List<Touch>> touches = tx.touches().ofEnrollments(batch).stream()
                    .collect(Collectors.groupingBy(t -> t.id().enrollmentId()));
            removeMailEvents(tx, tx.touches().ofEnrollments(batch), Integer.MAX_VALUE);
            Set<UUID> removed = tx.people().removeEnrollments(batch);
            for (Enrollment e : locked) {
                if (removed.contains(e.id())) {
                    List<Touch> ofIt = touches.getOrDefault(e.id(), List.of());
                    gone.addAll(ofIt);
                    delete(tx, Persons.records(tx, context.keys, ofIt));
                    forgetOneOff(tx, e);
                }
            }
            return removed.size();
        }

        /** Removes what was said about some touches, which the work locks, and about the address, a stretch at a time. */
        private void removeMailEvents(Function<Tx, List<Touch>> touches) {
            int removed = 1;
            while (removed > 0) {
                removed = context.transactAgain((tx, journal) -> {
                    tx.leads().lock(List.of(person.addressKey()));
                    return removeMailEvents(tx, touches.apply(tx), MAIL_EVENTS);
                });
            }
        }

        private int removeMailEvents(Tx tx, List<Touch> touches, int most) {
            List<UUID> keys = Persons.mailEvents(tx, person, touches, most).stream()
                    .map(RecordedEvent::key)
                    .toList();
            tx.mailEvents().remove(keys);
            records += keys.size();
            return keys.size();
        }

        /** A one-off mail is a sequence of its own, and may say more about a person than a template does. */
        private void forgetOneOff(Tx tx, Enrollment e) {
            if (e.sequenceId().startsWith(OneOffs.PREFIX) && !tx.people().isUsed(e.sequenceId(), e.version())) {
                String key = new Catalog.Version(e.sequenceId(), e.version()).key();
                delete(tx, tx.records().get(Catalog.KIND, List.of(key)));
            }
        }

        private void delete(Tx tx, List<StoredRecord> some) {
            some.forEach(r -> tx.records().delete(r));
            records += some.size();
        }

        /** What models said, under the lock of the person, which who writes it holds too. */
        private int deleteModels(Tx tx) {
            List<StoredRecord> said = Persons.models(tx, person);
            delete(tx, said);
            return said.size();
        }

        private void emptyMessages() {
            int seen = MESSAGES;
            while (seen == MESSAGES) {
                List<UUID> ids = context.transactAgain((tx, journal) -> {
                    List<Inbound> messages = tx.people().messages(person, MESSAGES);
                    List<UUID> found = messages.stream().map(Inbound::id).toList();
                    tx.people().emptyMessages(found);
                    deleteModelsOfOthers(tx, messages); // locks leads, which come before drafts
                    deleteDrafts(tx, found);
                    return found;
                });
                seen = ids.size();
                emptied.addAll(ids);
            }
        }

        /** What models said of leads in whose place the person answered may quote the person. */
        private void deleteModelsOfOthers(Tx tx, List<Inbound> messages) {
            Set<String> others =
                    messages.stream().flatMap(m -> m.leadId().stream()).collect(Collectors.toSet());
            others.removeAll(person.leadIds());
            if (!others.isEmpty()) {
                tx.leads()
                        .lock(tx.leads().byIds(others).stream()
                                .map(StoredLead::addressKey)
                                .toList());
                delete(tx, tx.records().get(RecordKinds.MODEL, others));
            }
        }

        private void deleteDrafts(Tx tx, List<UUID> inboundIds) {
            List<String> keys = inboundIds.stream().map(UUID::toString).toList();
            tx.records().get(Drafts.KIND, keys).forEach(r -> tx.records().delete(r));
        }

        private void removePastTouches() {
            int removed = PAST_TOUCHES;
            while (removed == PAST_TOUCHES) {
                removed = context.transactAgain(
                        (tx, journal) -> tx.people().removePastTouches(person.leadIds(), PAST_TOUCHES));
                records += removed;
            }
        }

        /** Those who answered in the person's place say so by the person's lead id, which may be the address. */
        private void forgetInContacts() {
            for (String id : person.leadIds()) {
                int seen = LEADS;
                while (seen == LEADS) {
                    seen = context.transactAgain((tx, journal) -> {
                        List<StoredLead> contacts = tx.people().leadsWith(Lead.SOURCE, Contacts.source(id), LEADS);
                        tx.leads()
                                .save(tx
                                        .leads()
                                        .lock(contacts.stream()
                                                .map(StoredLead::addressKey)
                                                .toList())
                                        .stream()
                                        .flatMap(l ->
                                                l
                                                        .lead()
                                                        .map(x -> l.with(
                                                                ofSomebody(x),
                                                                l.mailboxId().orElse("")))
                                                        .stream())
                                        .toList());
                        return contacts.size();
                    });
                }
            }
        }

        private Lead ofSomebody(Lead contact) {
            Map<String, String> attributes = new HashMap<>(contact.attributes());
            attributes.put(Lead.SOURCE, SOMEBODY);
            return new Lead(contact.id(), contact.email(), attributes);
        }

        private Optional<String> waitingFor() {
            return context.read(tx -> tx.enrollments().ofLeads(person.leadIds())).stream()
                    .findFirst()
                    .map(e -> "touch " + e.inFlight().orElse(e.stepId()) + " of enrollment " + e.id()
                            + " is in flight; call again once its outcome is known, or counts as sent");
        }

        /** The feed, then what only whole rows can be emptied of, under the lock of the person. */
        private boolean finish() {
            String cursor = "";
            EventPage page = empty(cursor);
            while (!page.cursor().equals(cursor)) {
                cursor = page.cursor();
                page = empty(cursor);
            }
            String end = cursor;
            removeMailEvents(tx -> gone); // reported while its touch was removed
            return context.transactAgain((tx, journal) -> {
                List<StoredLead> row = tx.leads().lock(List.of(person.addressKey()));
                if (!tx.enrollments().ofLeads(person.leadIds()).isEmpty()
                        || !tx.people().messages(person, 1).isEmpty()) {
                    return false;
                }
                empty(tx, end); // what was appended since
                tx.people().emptyNotes(person);
                removeMailEvents(tx, gone, Integer.MAX_VALUE);
                deleteDrafts(tx, emptied);
                deleteModels(tx); // answered while the rest was removed
                tx.leads().save(row.stream().map(StoredLead::erased).toList());
                return true;
            });
        }

        private EventPage empty(String cursor) {
            EventPage page = context.transactAgain((tx, journal) -> empty(tx, cursor));
            events += page.events().size();
            return page;
        }

        private EventPage empty(Tx tx, String cursor) {
            EventPage page = tx.people().emptyEvents(person, cursor, EVENTS);
            List<UUID> messages = page.events().stream()
                    .filter(e -> e.leadId().filter(person.leadIds()::contains).isEmpty())
                    .flatMap(e -> Optional.ofNullable(e.data().get("inbound")).stream())
                    .map(UUID::fromString)
                    .toList();
            tx.inbox()
                    .reread(tx.inbox().byIds(messages).stream()
                            .map(m -> m.analysed(Persons.without(person, m.analysis())))
                            .toList()); // where somebody named the person to write to
            return page;
        }
    }
}
