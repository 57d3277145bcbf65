package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.enrollment;
import static dev.sdr.testkit.Samples.id;
import static dev.sdr.testkit.Samples.inbound;
import static dev.sdr.testkit.Samples.lead;
import static dev.sdr.testkit.Samples.stub;
import static dev.sdr.testkit.Samples.touch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.PastTouch;
import dev.sdr.store.PersonRows;
import dev.sdr.store.StoredLead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The part of the store's contract that finding and forgetting people belongs to. */
abstract class PersonRowsContract extends InboxRowsContract {

    PersonRowsContract() {}

    @Test
    void peopleAreFoundByTheDomainsOfTheirAddresses() {
        write(tx -> tx.leads()
                .insertMissing(List.of(
                        person("ka", Lead.of("a", "Jane@Company.example")),
                        person("kb", Lead.of("b", "bob@company.example")),
                        person("kc", Lead.of("c", "c@not-company.example")),
                        StoredLead.bare("kd"))));
        write(tx -> {
            assertThat(tx.leads().byDomains(List.of("company.example", "none.example"), 10))
                    .extracting(StoredLead::addressKey)
                    .containsExactlyInAnyOrder("ka", "kb");
            assertThat(tx.leads().byDomains(List.of("company.example"), 1)).hasSize(1);
            assertThat(tx.leads().byDomains(List.of(), 1)).isEmpty();
        });
    }

    private static StoredLead person(String key, Lead lead) {
        return StoredLead.bare(key).with(lead, "m");
    }

    @Test
    void aPersonsEnrollmentsGoAndWhatMayHaveLeftStaysWithoutAName() {
        Touch inFlight = touch(2, "s", TouchState.SENDING);
        Touch unknown = touch(3, "s", TouchState.SENDING);
        write(tx -> {
            tx.leads().insertMissing(List.of(lead("a")));
            tx.enrollments().insert(List.of(enrollment(1, "a"), other(2, "two"), other(3, "three")));
            tx.touches().begin(List.of(touch(1, "s", TouchState.SENDING), inFlight, unknown));
            tx.touches()
                    .update(
                            List.of(
                                    touch(1, "s", TouchState.SENT),
                                    unknown.settled(TouchState.UNKNOWN, NOW, "jane said so")
                                            .known(Optional.of("p3"), Optional.of("t3"), Optional.empty())),
                            Set.of(TouchState.SENDING));
            tx.touches().keep(List.of(words(1), words(2), words(3)));
        });
        write(tx -> {
            List<UUID> all = List.of(id(1), id(2), id(3));
            tx.enrollments().lock(all);
            assertThat(tx.people().removeEnrollments(all)).containsExactlyInAnyOrder(id(1), id(3));
        });
        write(tx -> {
            assertThat(tx.enrollments().ofLeads(List.of("a")))
                    .extracting(Enrollment::id)
                    .containsExactly(id(2));
            assertThat(tx.touches().byKeys(List.of(inFlight.id()))).containsExactly(inFlight);
            assertThat(tx.touches().contents(List.of(words(1).id(), words(2).id(), words(3).id())))
                    .containsExactly(words(2));
            Touch kept = tx.touches().byKeys(List.of(unknown.id())).get(0);
            assertThat(kept.leadId()).isEqualTo(PersonRows.ERASED + id(3));
            assertThat(kept.state()).isEqualTo(TouchState.UNKNOWN);
            assertThat(kept.detail() + kept.providerId() + kept.providerThread())
                    .isEqualTo("Optional.emptyOptional.empty");
            assertThat(tx.touches().byMessageIds(List.of(unknown.messageId()))).containsExactly(kept);
            assertThat(tx.touches().byMessageIds(List.of("p3"))).isEmpty();
            Enrollment ended = tx.enrollments().byIds(List.of(id(3))).get(0);
            assertThat(ended.leadId()).isEqualTo(PersonRows.ERASED + id(3));
            assertThat(ended.addressKey() + ended.version() + ended.heldBy()).isEmpty();
            assertThat(ended.status()).isEqualTo(Enrollment.Status.STOPPED);
            assertThat(tx.enrollments().byIds(List.of(id(1)))).isEmpty();
            assertThat(tx.enrollments().ofCampaign("c", Optional.empty(), 10)).hasSize(2);
        });
        write(tx -> {
            Enrollment again = enrollment(4, "a");
            assertThat(tx.enrollments().insert(List.of(again))).containsExactly(id(4));
        });
    }

    private static Enrollment other(int number, String sequenceId) {
        Enrollment e = enrollment(number, "a");
        return new Enrollment(
                e.id(),
                "a",
                e.addressKey(),
                sequenceId,
                1,
                e.version(),
                e.campaignId(),
                e.mailboxId(),
                e.status(),
                e.stepId(),
                e.plannedAt(),
                e.dueAt(),
                "mailbox: held",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                e.enrolledAt());
    }

    private static TouchContent words(int number) {
        return new TouchContent(
                new TouchKey(id(number), "s"), "v1", "a@company.example", "Hi", "Text.", Optional.empty(), List.of());
    }

    @Test
    void oneOffMailIsUsedAsLongAsSomebodyIsInIt() {
        write(tx -> tx.enrollments().insert(List.of(other(1, "sdr:one-off/x"))));
        write(tx -> {
            assertThat(tx.people().isUsed("sdr:one-off/x", "v1")).isTrue();
            assertThat(tx.people().isUsed("sdr:one-off/x", "v2")).isFalse();
            tx.enrollments().lock(List.of(id(1)));
            tx.people().removeEnrollments(List.of(id(1)));
            assertThat(tx.people().isUsed("sdr:one-off/x", "v1")).isFalse();
        });
    }

    @Test
    void aPersonsMessagesBecomeStubs() {
        Inbound own = inbound(1, "m1", "a");
        Inbound written = stub(2, "m2", List.of("author-a", "r2"));
        Inbound others = inbound(3, "m3", "b");
        write(tx -> {
            tx.inbox().insert(List.of(own, written, others));
            tx.inbox().keepRaw(Map.of(id(1), RawMessage.of("INBOX/1/1", new byte[] {1}, NOW)));
            assertThat(tx.people().messages(person("a"), 10)).containsExactly(own, written);
            assertThat(tx.people().messages(person("a"), 1)).containsExactly(own);
            assertThat(tx.people().messages(person("c"), 10)).isEmpty();
        });
        write(tx -> tx.people().emptyMessages(List.of(id(1), id(2))));
        write(tx -> {
            assertThat(tx.inbox().byIds(List.of(id(1), id(2), id(3))))
                    .containsExactlyInAnyOrder(own.stub(), written.stub(), others);
            assertThat(tx.inbox().raw(id(1))).isEmpty();
            assertThat(tx.people().messages(person("a"), 10)).isEmpty();
            assertThat(tx.inbox().withoutTouch(List.of("r2"))).isEmpty();
            assertThat(tx.inbox().insert(List.of(inbound(9, "m1", "a")))).isEmpty();
            assertThat(tx.inbox().claimStored(id(50), NOW, NOW.plusSeconds(1), 10))
                    .extracting(Inbound::id)
                    .containsExactly(id(3));
        });
    }

    @Test
    void aPersonsEventsAreEmptiedInStretches() {
        Event own = event(1);
        Event named = new Event(
                id(2),
                Event.REFERRED,
                NOW,
                Optional.of("b"),
                Optional.of(id(1)),
                Map.of("to", "Zoë <A@company.example>", "why", "referral"));
        Event others = new Event(id(3), Event.REPLIED, NOW, Optional.of("ab"), Optional.empty(), Map.of("key", "aa"));
        write(tx -> tx.events().append(List.of(own, named, others)));
        List<Event> found = new ArrayList<>();
        String cursor = "";
        for (int i = 0; i < 10; i++) {
            String from = cursor;
            EventPage page = store().inTransaction(tx -> tx.people().events(person("a"), from, 2));
            found.addAll(page.events());
            EventPage emptied = store().inTransaction(tx -> tx.people().emptyEvents(person("a"), from, 2));
            assertThat(emptied).isEqualTo(page);
            cursor = page.cursor();
        }
        assertThat(found).containsExactly(own, named);
        write(tx -> assertThat(tx.events().after("", 10).events())
                .containsExactly(
                        new Event(id(1), Event.REPLIED, NOW, Optional.empty(), Optional.empty(), Map.of()),
                        new Event(
                                id(2),
                                Event.REFERRED,
                                NOW,
                                Optional.of("b"),
                                Optional.of(id(1)),
                                Map.of("to", "erased", "why", "referral")),
                        others));
    }

    @Test
    void whatStayedOfAPersonElsewhereIsFoundAndEmptied() {
        PastTouch past = new PastTouch("r1", "a", new TouchKey(id(1), "s"));
        PastTouch others = new PastTouch("r2", "b", new TouchKey(id(2), "s"));
        StoredLead contact = StoredLead.bare("key-c")
                .with(Lead.of("c", "c@company.example").with("source", "in place of \"a\""), "m");
        Suppression own = suppression(1, Suppression.Kind.ADDRESS, "key-a", "host:Zoë");
        Suppression reply = suppression(2, Suppression.Kind.ADDRESS, "key-a", "inbound:1");
        Suppression foreign = suppression(3, Suppression.Kind.ADDRESS, "key-b", "host:1");
        write(tx -> {
            tx.past().removeTouches(List.of(), List.of(past, others));
            tx.leads().insertMissing(List.of(contact, lead("b")));
            tx.suppressions().add(List.of(own, reply, foreign));
            tx.suppressions().add(new Consent(id(30), Set.of(own.id()), "Zoë's form", NOW));
            tx.suppressions().add(new Consent(id(31), Set.of(), "mail from A@company.example", NOW));
            tx.suppressions().add(new Consent(id(32), Set.of(foreign.id()), "another's", NOW));
        });
        write(tx -> {
            assertThat(tx.people().pastTouches(List.of("a"), 10)).containsExactly(past);
            assertThat(tx.people().removePastTouches(List.of("a"), 10)).isEqualTo(1);
            assertThat(tx.people().removePastTouches(List.of("a"), 10)).isZero();
            assertThat(tx.past().touches(List.of("r1", "r2"))).containsExactly(others);
            assertThat(tx.people().leadsWith("source", "in place of \"a\"", 10)).containsExactly(contact);
            assertThat(tx.people().leadsWith("source", "in place of", 10)).isEmpty();
            assertThat(tx.people().consentsNaming(person("a")))
                    .extracting(Consent::id)
                    .containsExactly(id(31));
            tx.people().emptyNotes(person("a"));
        });
        write(tx -> {
            assertThat(tx.suppressions().ofAddresses(List.of("key-a", "key-b")))
                    .containsExactlyInAnyOrder(own.erased(), reply.erased(), foreign);
            assertThat(reply.erased().cause()).isEqualTo("inbound:1");
            assertThat(tx.suppressions().add(List.of(suppression(9, Suppression.Kind.ADDRESS, "key-a", "inbound:1"))))
                    .isEmpty();
            assertThat(tx.suppressions().inForce(List.of("key-a"), List.of())).containsExactly(reply.erased());
            assertThat(tx.suppressions().consents(List.of(own.id(), foreign.id())))
                    .extracting(Consent::evidence)
                    .containsExactlyInAnyOrder("erased", "another's");
            assertThat(tx.people().consentsNaming(person("a"))).isEmpty();
        });
    }

    @Test
    void aRowMadeBareGivesItsLeadIdBack() {
        write(tx -> tx.leads().insertMissing(List.of(lead("a"))));
        write(tx -> {
            StoredLead row = tx.leads().lock(List.of("key-a")).get(0);
            tx.leads()
                    .save(List.of(row.stopped(new Stop(Stop.Reason.SUPPRESSED, "host:Zoë", NOW))
                            .erased()));
        });
        write(tx -> {
            StoredLead bare = tx.leads().byAddressKeys(List.of("key-a")).get(0);
            assertThat(bare.isErased()).isTrue();
            assertThat(bare.stops()).containsExactly(new Stop(Stop.Reason.SUPPRESSED, "erased", NOW));
            assertThat(tx.leads().byIds(List.of("a"))).isEmpty();
            StoredLead other = StoredLead.bare("key-z").with(Lead.of("a", "z@company.example"), "m");
            assertThat(tx.leads().insertMissing(List.of(other))).containsExactly("key-z");
        });
    }
}
