package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.enrollment;
import static dev.sdr.testkit.Samples.id;

import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.EnrollmentRows.Claim;
import dev.sdr.store.PersonRows.Person;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** What the parts of the store's contract share. */
abstract class StoreContract {

    static final Instant LATER = NOW.plusSeconds(300);

    StoreContract() {}

    /**
     * The store under test.
     *
     * @return a store that is empty at the first call in each test, and the same one at further calls
     */
    protected abstract SequenceStore store();

    void write(Consumer<Tx> work) {
        store().inTransaction(tx -> {
            work.accept(tx);
            return true;
        });
    }

    static Claim claim(UUID token, int limit) {
        return new Claim(Instant.EPOCH, NOW, LATER, token, limit, 0, 2, Optional.empty());
    }

    static Enrollment due(int number, Instant at) {
        return enrollment(number, "lead" + number).change().step("s", at).done();
    }

    static Event event(int number) {
        return new Event(
                id(number), Event.REPLIED, NOW, Optional.of("a"), Optional.of(id(1)), Map.of("inbound", "ü" + number));
    }

    static Suppression suppression(int number, Suppression.Kind kind, String value, String cause) {
        return new Suppression(
                id(number), kind, value, Optional.empty(), Suppression.Reason.OPTED_OUT, "why", "host", cause, NOW);
    }

    static Person person(String leadId) {
        return new Person("key-" + leadId, "author-" + leadId, Set.of(leadId), Set.of(leadId + "@company.example"));
    }
}
