package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.enrollment;
import static dev.sdr.testkit.Samples.id;
import static dev.sdr.testkit.Samples.inbound;
import static dev.sdr.testkit.Samples.lead;
import static dev.sdr.testkit.Samples.stub;
import static dev.sdr.testkit.Samples.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.Inbound.Attention;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Stop;
import dev.sdr.store.EnrollmentRows.Claim;
import dev.sdr.store.PastRows.Removed;
import dev.sdr.store.PastTouch;
import dev.sdr.store.PersonRows;
import dev.sdr.store.PersonRows.Person;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredLead;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.TouchRows.Sending;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link SequenceStore} must do. Extend it and hand in a store that is empty at the start of each test:
 *
 * <pre>{@code
 * class MyStoreTest extends SequenceStoreContract {
 *     protected SequenceStore store() {
 *         return new MyStore(...);
 *     }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class SequenceStoreContract extends MailEventContract {

    private static final Instant LATER = NOW.plusSeconds(300);

    /** For subclasses. */
    protected SequenceStoreContract() {}

    /**
     * The store under test.
     *
     * @return a store that is empty at the first call in each test, and the same one at further calls
     */
    @Override
    protected abstract SequenceStore store();

    private void write(Consumer<Tx> work) {
        store().inTransaction(tx -> {
            work.accept(tx);
            return true;
        });
    }

    private static Claim claim(UUID token, int limit) {
        return new Claim(Instant.EPOCH, NOW, LATER, token, limit, 0, 2, Optional.empty());
    }

    @Test
    void theIdentityOfADatabaseIsTheSameAtEveryCall() {
        Optional<String> identity = store().identity();
        write(tx -> tx.counters().add(Map.of(new Counter("k", "x", LocalDate.EPOCH), 1)));
        assertThat(store().identity()).isEqualTo(identity);
    }

    @Test
    void whatARestoreForgotIsStoredAsLeftButNeverOverWhatMayHaveLeft() { // S4
        write(tx -> {
            tx.enrollments().insert(List.of(enrollment(1, "a")));
            tx.enrollments().lock(List.of(id(1)));
            tx.touches()
                    .begin(List.of(
                            touch(1, "begun", TouchState.SENDING),
                            touch(1, "put off", TouchState.SENDING),
                            touch(1, "done", TouchState.SENDING)));
            tx.touches().update(List.of(touch(1, "put off", TouchState.DEFERRED)), Set.of(TouchState.SENDING));
            tx.touches().update(List.of(touch(1, "done", TouchState.SENT)), Set.of(TouchState.SENDING));
        });
        write(tx -> {
            tx.enrollments().lock(List.of(id(1)));
            assertThat(tx.touches()
                            .begin(List.of(
                                    touch(1, "begun", TouchState.UNKNOWN, id(7)),
                                    touch(1, "put off", TouchState.UNKNOWN, id(7)),
                                    touch(1, "done", TouchState.UNKNOWN, id(7)),
                                    touch(1, "forgotten", TouchState.UNKNOWN, id(7)),
                                    touch(1, "found", TouchState.SENT, id(7)))))
                    .extracting(TouchKey::key)
                    .containsExactlyInAnyOrder("put off", "forgotten", "found");
        });
        write(tx -> {
            Map<String, TouchState> states = new java.util.HashMap<>();
            tx.touches().ofEnrollments(List.of(id(1))).forEach(t -> states.put(t.id().key(), t.state()));
            assertThat(states)
                    .containsEntry("begun", TouchState.SENDING)
                    .containsEntry("put off", TouchState.UNKNOWN)
                    .containsEntry("done", TouchState.SENT)
                    .containsEntry("forgotten", TouchState.UNKNOWN)
                    .containsEntry("found", TouchState.SENT);
            assertThat(tx.touches().begin(List.of(touch(1, "forgotten", TouchState.SENDING, id(8)))))
                    .as("what counts as sent never begins again")
                    .isEmpty();
            assertThat(tx.touches().sending("", 10).touches())
                    .extracting(t -> t.id().key())
                    .containsExactly("begun");
        });
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() {
        IllegalArgumentException thrown = new IllegalArgumentException("mine");
        assertThatThrownBy(() -> store().inTransaction(tx -> {
                    tx.leads().insertMissing(List.of(lead("a")));
                    tx.enrollments().insert(List.of(enrollment(1, "a")));
                    tx.touches().begin(List.of(touch(1, "s", TouchState.SENDING)));
                    tx.counters().add(Map.of(new Counter("k", "x", LocalDate.EPOCH), 1));
                    tx.records().put(new StoredRecord("k", "x", 0, "", "{}"));
                    tx.inbox().insert(List.of(inbound(1, "i", "a")));
                    tx.events().append(List.of(event(1)));
                    throw thrown;
                }))
                .isSameAs(thrown);
        write(tx -> {
            assertThat(tx.leads().byIds(List.of("a"))).isEmpty();
            assertThat(tx.enrollments().byIds(List.of(id(1)))).isEmpty();
            assertThat(tx.enrollments().claim(claim(id(9), 10))).isEmpty();
            assertThat(tx.touches().ofEnrollments(List.of(id(1)))).isEmpty();
            assertThat(tx.counters().used(List.of(new Counter("k", "x", LocalDate.EPOCH))))
                    .doesNotContainValue(1);
            assertThat(tx.records().get("k", List.of("x"))).isEmpty();
            assertThat(tx.inbox().byIds(List.of(id(1)))).isEmpty();
            assertThat(tx.events().after("", 10).events()).isEmpty();
        });
    }

    @Test
    void transactionsDoNotNestAndEndWithTheirWork() {
        Tx[] kept = new Tx[1];
        write(tx -> kept[0] = tx);
        assertThatThrownBy(() -> kept[0].leads().byIds(List.of("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> write(tx -> write(inner -> {}))).isInstanceOf(IllegalStateException.class);
        write(tx -> tx.leads().insertMissing(List.of(lead("a"))));
        assertThat(store().<List<StoredLead>>inTransaction(tx -> tx.leads().byIds(List.of("a"))))
                .hasSize(1);
    }

    @Test
    void leadsKeepEverythingAndAreUniqueByAddressAndId() {
        StoredLead a = lead("a")
                .stopped(new Stop(Stop.Reason.OPTED_OUT, "inbound:1", NOW))
                .replied(NOW.plusNanos(1_000));
        write(tx -> tx.leads().insertMissing(List.of(a, StoredLead.bare("bare"))));
        StoredLead sameId = new StoredLead("other", a.lead(), 0, List.of(), Optional.empty(), Optional.empty());
        write(tx -> tx.leads().insertMissing(List.of(sameId, lead("a"), lead("b"))));
        write(tx -> {
            assertThat(tx.leads().byAddressKeys(List.of("key-a", "bare", "other")))
                    .containsExactlyInAnyOrder(a, StoredLead.bare("bare"));
            assertThat(tx.leads().lock(List.of("key-b", "key-a", "none"))).containsExactly(a, lead("b"));
            tx.leads().save(List.of(a.lifted(Stop.Reason.OPTED_OUT)));
        });
        write(tx -> {
            assertThat(tx.leads().byIds(List.of("a", "zzz"))).containsExactly(a.lifted(Stop.Reason.OPTED_OUT));
            assertThat(tx.leads().seqs(List.of("a", "b", "zzz")))
                    .isEqualTo(Map.of("a", a.seq() + 1, "b", lead("b").seq()));
            assertThat(tx.leads().byIds(List.of())).isEmpty();
        });
    }

    @Test
    void enrollmentsKeepEverythingAndAreUniqueByLeadSequenceAndRun() {
        Enrollment full = enrollment(1, "a")
                .change()
                .stop(new Stop(Stop.Reason.REPLIED, "inbound:ü", NOW))
                .pause(new Pause(Pause.Reason.OUT_OF_OFFICE, "back \"soon\"", Optional.of(LATER)))
                .inFlight(Optional.of("step"))
                .lease(id(7), LATER)
                .claims(2)
                .hold(LATER, "cap: full")
                .done();
        write(tx -> {
            assertThat(tx.enrollments().insert(List.of(full))).containsExactly(id(1));
            assertThat(tx.enrollments().insert(List.of(enrollment(2, "a"), enrollment(3, "b"))))
                    .containsExactly(id(3));
        });
        write(tx -> {
            assertThat(tx.enrollments().byIds(List.of(id(1), id(2)))).containsExactly(full);
            assertThat(tx.enrollments().ofLeads(List.of("a", "b")))
                    .extracting(Enrollment::id)
                    .containsExactly(id(1), id(3));
            assertThat(tx.enrollments().ofCampaign("c", Optional.of(id(1)), 10))
                    .extracting(Enrollment::id)
                    .containsExactly(id(3));
            assertThat(tx.enrollments().ofCampaign("c", Optional.empty(), 1)).hasSize(1);
            assertThat(tx.enrollments().lock(List.of(id(3), id(1))))
                    .extracting(Enrollment::id)
                    .containsExactly(id(1), id(3));
        });
    }

    @Test
    void aClaimTakesWhatIsDueAndFreeEarliestFirst() {
        write(tx -> tx.enrollments()
                .insert(List.of(
                        due(1, NOW.minusSeconds(10)),
                        due(2, NOW),
                        due(3, NOW.plusNanos(1_000)),
                        due(4, NOW.minusSeconds(20)),
                        due(5, NOW.minusSeconds(5))
                                .change()
                                .inFlight(Optional.of("x"))
                                .done(),
                        due(6, NOW.minusSeconds(5))
                                .change()
                                .lease(id(8), NOW.plusSeconds(1))
                                .done(),
                        due(7, NOW.minusSeconds(1))
                                .change()
                                .lease(id(8), NOW.minusSeconds(1))
                                .done(),
                        due(8, NOW.minusSeconds(1))
                                .change()
                                .status(Enrollment.Status.STOPPED)
                                .done(),
                        due(9, NOW.minusSeconds(1)).change().claims(3).done())));
        write(tx -> {
            assertThat(tx.enrollments().countDue(NOW, 100)).isEqualTo(5);
            assertThat(tx.enrollments().countDue(NOW, 2)).isEqualTo(2);
        });
        List<Enrollment> first = store().inTransaction(tx -> tx.enrollments().claim(claim(id(70), 2)));
        assertThat(first).extracting(Enrollment::id).containsExactly(id(4), id(1));
        assertThat(first).allSatisfy(e -> {
            assertThat(e.isLeasedBy(id(70))).isTrue();
            assertThat(e.leaseUntil()).contains(LATER);
            assertThat(e.claims()).isEqualTo(1);
        });
        List<Enrollment> second = store().inTransaction(tx -> tx.enrollments().claim(claim(id(71), 10)));
        assertThat(second).extracting(Enrollment::id).containsExactly(id(7), id(2));
        Claim late = new Claim(LATER, LATER.plusSeconds(1), LATER, id(74), 10, 0, 9, Optional.empty());
        assertThat(store().<List<Enrollment>>inTransaction(
                                tx -> tx.enrollments().claim(late)))
                .as("nothing due before the mark")
                .extracting(Enrollment::id)
                .doesNotContain(id(9));
        Claim suspects = new Claim(Instant.EPOCH, NOW, LATER, id(72), 10, 3, 100, Optional.empty());
        assertThat(store().<List<Enrollment>>inTransaction(
                                tx -> tx.enrollments().claim(suspects)))
                .extracting(Enrollment::id)
                .containsExactly(id(9));
        Claim only = new Claim(
                Instant.EPOCH, LATER.plusSeconds(1), LATER.plusSeconds(9), id(73), 10, 0, 9, Optional.of(id(3)));
        assertThat(store().<List<Enrollment>>inTransaction(
                                tx -> tx.enrollments().claim(only)))
                .extracting(Enrollment::id)
                .containsExactly(id(3));
    }

    @Test
    void onlyTheOwnerOfAClaimWritesAndRenews() {
        write(tx -> tx.enrollments().insert(List.of(due(1, NOW), due(2, NOW))));
        write(tx -> tx.enrollments().claim(claim(id(70), 1)));
        Enrollment one = store().inTransaction(tx -> tx.enrollments().byIds(List.of(id(1))))
                .get(0);
        Enrollment two = store().inTransaction(tx -> tx.enrollments().byIds(List.of(id(2))))
                .get(0);
        write(tx -> {
            assertThat(tx.enrollments()
                            .saveIfLeased(
                                    List.of(
                                            one.change()
                                                    .hold(LATER, "mine")
                                                    .release()
                                                    .done(),
                                            two.change().hold(LATER, "not mine").done()),
                                    id(70)))
                    .hasSize(1);
            assertThat(tx.enrollments().renew(List.of(id(1), id(2)), id(70), LATER))
                    .isEmpty();
            assertThat(tx.enrollments().saveIfLeased(List.of(one), id(70))).isEmpty();
        });
        write(tx -> {
            assertThat(tx.enrollments().byIds(List.of(id(1))).get(0).heldBy()).isEqualTo("mine");
            assertThat(tx.enrollments().byIds(List.of(id(2))).get(0).heldBy()).isEmpty();
            tx.enrollments().claim(claim(id(71), 5));
            assertThat(tx.enrollments().renew(List.of(id(1), id(2)), id(71), LATER.plusSeconds(5)))
                    .containsExactly(id(2));
            assertThat(tx.enrollments().byIds(List.of(id(2))).get(0).leaseUntil())
                    .contains(LATER.plusSeconds(5));
        });
    }

    @Test
    void aBeginTakesOverOnlyWhatIsDeferredOrCancelled() {
        for (TouchState state : TouchState.values()) {
            boolean free = state == TouchState.DEFERRED || state == TouchState.CANCELLED;
            String key = "step-" + state;
            write(tx -> {
                tx.touches().begin(List.of(touch(1, key, TouchState.SENDING)));
                tx.touches()
                        .update(
                                List.of(touch(1, key, TouchState.SENDING).settled(state, NOW, "was " + state)),
                                Set.of(TouchState.SENDING));
            });
            write(tx -> assertThat(tx.touches().begin(List.of(touch(1, key, TouchState.SENDING, id(50)))))
                    .hasSize(free ? 1 : 0));
            write(tx -> assertThat(tx.touches()
                            .byKeys(List.of(new TouchKey(id(1), key)))
                            .get(0)
                            .attempt())
                    .isEqualTo(free ? id(50) : id(99)));
        }
    }

    @Test
    void touchesAreUpdatedByAttemptAndStateOnly() {
        write(tx -> tx.touches().begin(List.of(touch(1, "s", TouchState.SENDING))));
        write(tx -> {
            var other = touch(1, "s", TouchState.SENDING, id(50)).settled(TouchState.SENT, NOW, "");
            assertThat(tx.touches().update(List.of(other), Set.of(TouchState.SENDING)))
                    .isEmpty();
            var mine = touch(1, "s", TouchState.SENDING)
                    .settled(TouchState.SENT, NOW, "250 ok")
                    .known(Optional.of("p@x"), Optional.of("thread"), Optional.empty());
            assertThat(tx.touches().update(List.of(mine), Set.of(TouchState.UNKNOWN)))
                    .isEmpty();
            assertThat(tx.touches().update(List.of(mine), Set.of(TouchState.SENDING, TouchState.PENDING)))
                    .containsExactly(mine.id());
            assertThat(tx.touches().update(List.of(mine), Set.of(TouchState.SENDING)))
                    .isEmpty();
        });
        write(tx -> {
            assertThat(tx.touches().byMessageIds(List.of("p@x", "nothing"))).hasSize(1);
            assertThat(tx.touches().byMessageIds(List.of("1-s@sender.example"))).hasSize(1);
            assertThat(tx.touches().ofEnrollments(List.of(id(1))).get(0).counters())
                    .hasSize(1);
        });
    }

    @Test
    void whatIsInFlightIsFoundByAMark() {
        write(tx -> {
            tx.touches().begin(List.of(touch(1, "a", TouchState.SENDING), touch(2, "a", TouchState.SENDING)));
            tx.touches().begin(List.of(touch(3, "a", TouchState.SENDING)));
        });
        Sending all = store().inTransaction(tx -> tx.touches().sending("", 10));
        assertThat(all.touches()).extracting(t -> t.id().enrollmentId()).containsExactlyInAnyOrder(id(1), id(2), id(3));
        Sending some = store().inTransaction(tx -> tx.touches().sending("", 1));
        assertThat(some.touches()).hasSize(1);
        assertThat(store().<Sending>inTransaction(tx -> tx.touches().sending(some.mark(), 10))
                        .touches())
                .as("a limit that cut something off does not move the mark")
                .hasSize(3);
        write(tx -> {
            tx.touches()
                    .update(
                            List.of(touch(1, "a", TouchState.SENDING).settled(TouchState.DEFERRED, NOW, "")),
                            Set.of(TouchState.SENDING));
            tx.touches()
                    .update(
                            List.of(touch(2, "a", TouchState.SENDING).settled(TouchState.SENT, NOW, "")),
                            Set.of(TouchState.SENDING));
        });
        Sending second = store().inTransaction(tx -> tx.touches().sending(all.mark(), 10));
        assertThat(second.touches())
                .as("settled ones are not found")
                .extracting(t -> t.id().enrollmentId())
                .isSubsetOf(id(3));
        write(tx -> tx.touches().begin(List.of(touch(1, "a", TouchState.SENDING), touch(4, "a", TouchState.SENDING))));
        assertThat(store().<Sending>inTransaction(tx -> tx.touches().sending(second.mark(), 10))
                        .touches())
                .as("one that was begun again, and a new one")
                .extracting(t -> t.id().enrollmentId())
                .contains(id(1), id(4));
    }

    @Test
    void ofALargeBatchEachRowKeepsItsOwnValuesWhetherTheRowsShareThemOrNot() {
        List<UUID> ids = new ArrayList<>();
        List<Touch> begun = new ArrayList<>();
        List<Touch> alike = new ArrayList<>();
        List<Touch> unlike = new ArrayList<>();
        List<Enrollment> enrolled = new ArrayList<>();
        List<Enrollment> freed = new ArrayList<>();
        List<Enrollment> held = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Enrollment e = due(i, NOW.plusSeconds(i));
            Touch touch = touch(i, "one", TouchState.SENDING);
            ids.add(e.id());
            enrolled.add(e);
            freed.add(e.change().inFlight(Optional.of("one")).done());
            held.add(i == 59 ? e.change().hold(LATER, "put off").claims(2).done() : e);
            begun.add(touch);
            alike.add(touch.settled(TouchState.SENT, NOW, "250 \"ü\""));
            unlike.add(
                    i == 59
                            ? touch.settled(TouchState.DEFERRED, LATER, "451")
                                    .known(Optional.of("P9"), Optional.of("T9"), Optional.of(LATER))
                            : touch.settled(TouchState.SENT, NOW, ""));
        }
        write(tx -> tx.enrollments().insert(enrolled));
        write(tx -> {
            assertThat(tx.enrollments().lock(ids)).containsExactlyInAnyOrderElementsOf(enrolled);
            tx.enrollments().save(freed);
            assertThat(tx.touches().begin(begun)).hasSize(60);
        });
        write(tx -> {
            assertThat(tx.enrollments().lock(ids)).containsExactlyInAnyOrderElementsOf(freed);
            assertThat(tx.touches().ofEnrollments(ids)).containsExactlyInAnyOrderElementsOf(begun);
            tx.enrollments().save(held);
            assertThat(tx.touches().update(unlike, Set.of(TouchState.SENDING))).hasSize(60);
        });
        write(tx -> {
            assertThat(tx.enrollments().lock(ids)).containsExactlyInAnyOrderElementsOf(held);
            assertThat(tx.touches().ofEnrollments(ids)).containsExactlyInAnyOrderElementsOf(unlike);
            tx.touches().update(alike, Set.of(TouchState.SENT, TouchState.DEFERRED));
            assertThat(tx.touches().ofEnrollments(ids)).containsExactlyInAnyOrderElementsOf(alike);
        });
    }

    @Test
    void pendingTouchesAreFoundWhenTheirNextLookIsDue() {
        write(tx -> {
            tx.touches()
                    .begin(List.of(
                            touch(1, "a", TouchState.SENDING),
                            touch(2, "a", TouchState.SENDING),
                            touch(3, "a", TouchState.SENDING)));
            tx.touches().update(List.of(pending(1, LATER), pending(2, NOW)), Set.of(TouchState.SENDING));
        });
        write(tx -> {
            assertThat(tx.touches().pending(NOW, 10))
                    .extracting(t -> t.id().enrollmentId())
                    .containsExactly(id(2));
            assertThat(tx.touches().pending(LATER, 10))
                    .extracting(t -> t.id().enrollmentId())
                    .containsExactly(id(2), id(1));
            assertThat(tx.touches().pending(LATER, 1)).hasSize(1);
            tx.touches().update(List.of(pending(2, NOW).settled(TouchState.SENT, NOW, "")), Set.of(TouchState.PENDING));
            assertThat(tx.touches().pending(NOW, 10)).isEmpty();
        });
    }

    private static Touch pending(int enrollment, Instant look) {
        return touch(enrollment, "a", TouchState.SENDING)
                .settled(TouchState.PENDING, NOW, "")
                .known(Optional.of("h"), Optional.empty(), Optional.of(look));
    }

    @Test
    void theWordsOfATouchAreKept() {
        TouchKey key = new TouchKey(id(1), "s");
        TouchContent first = new TouchContent(
                key,
                "v1",
                "a@b.example",
                "Übung",
                "Text\nmit Zeilen",
                Optional.of("<p>x</p>"),
                List.of("r1@x", "r2@x"));
        TouchContent second = new TouchContent(key, "v2", "a@b.example", "", "anders", Optional.empty(), List.of());
        write(tx -> tx.touches().keep(List.of(first)));
        write(tx -> assertThat(tx.touches().contents(List.of(key, new TouchKey(id(2), "s"))))
                .containsExactly(first));
        write(tx -> tx.touches().keep(List.of(second)));
        write(tx -> assertThat(tx.touches().contents(List.of(key))).containsExactly(second));
    }

    @Test
    void anInboxHasOneReaderAtATime() {
        InboxState initial =
                new InboxState("m", Optional.empty(), Optional.empty(), NOW, Optional.empty(), Optional.empty(), "");
        write(tx -> {
            assertThat(tx.inbox().claim(initial, id(1), NOW, LATER)).isPresent();
            assertThat(tx.inbox().claim(initial, id(2), NOW, LATER)).isEmpty();
        });
        write(tx -> {
            assertThat(tx.inbox().lock("m", id(2))).isEmpty();
            InboxState mine = tx.inbox().lock("m", id(1)).orElseThrow();
            tx.inbox().save(mine.read("cursor", LATER));
        });
        write(tx -> {
            InboxState mine = tx.inbox().lock("m", id(1)).orElseThrow();
            assertThat(mine.cursor()).contains("cursor");
            tx.inbox().save(mine.released(Optional.of(NOW), ""));
        });
        write(tx -> {
            assertThat(tx.inbox().states(List.of("m", "n")).get(0).readThrough())
                    .contains(NOW);
            assertThat(tx.inbox().claim(initial, id(3), NOW, LATER)).isPresent();
            assertThat(tx.inbox().claim(initial, id(4), LATER.plusSeconds(1), LATER.plusSeconds(9)))
                    .isPresent();
        });
    }

    @Test
    void aMessageIsInsertedOncePerIdentity() {
        write(tx -> assertThat(tx.inbox().insert(List.of(inbound(1, "x", "a"), inbound(2, "y", "a"))))
                .containsExactlyInAnyOrder(id(1), id(2)));
        write(tx -> assertThat(tx.inbox().insert(List.of(inbound(3, "x", "a"), inbound(4, "z", "a"))))
                .containsExactly(id(4)));
        write(tx -> {
            assertThat(tx.inbox().byIds(List.of(id(1)))).containsExactly(inbound(1, "x", "a"));
            assertThat(tx.inbox().ofLead("a", 2)).extracting(Inbound::id).containsExactly(id(4), id(2));
            assertThat(tx.inbox().ofKind("PERSON", Optional.of(id(1)), 1))
                    .extracting(Inbound::id)
                    .containsExactly(id(2));
        });
    }

    @Test
    void aStoredMessageIsFinishedByItsClaimOnly() {
        write(tx -> tx.inbox().insert(List.of(inbound(1, "x", "a"), inbound(2, "y", "a"))));
        List<Inbound> claimed = store().inTransaction(tx -> tx.inbox().claimStored(id(70), NOW, LATER, 1));
        assertThat(claimed).extracting(Inbound::id).containsExactly(id(1));
        write(tx -> {
            assertThat(tx.inbox().finish(claimed.get(0).done("{}"), id(71))).isFalse();
            assertThat(tx.inbox().finish(claimed.get(0).done("{}"), id(70))).isTrue();
            assertThat(tx.inbox().finish(claimed.get(0).done("{\"a\":1}"), id(70)))
                    .isFalse();
        });
        write(tx -> assertThat(tx.inbox().claimStored(id(72), NOW, LATER, 10))
                .extracting(Inbound::id)
                .containsExactly(id(2)));
    }

    @Test
    void aPrivateStubIsFoundByWhatItRefersToAndAdoptedOnce() {
        Inbound stub = Samples.stub(1, "x", List.of("ref-a", "ref-b"));
        write(tx -> tx.inbox().insert(List.of(stub)));
        write(tx -> {
            assertThat(tx.inbox().privateReferringTo(List.of("ref-b", "other"))).containsExactly(stub);
            assertThat(tx.inbox().privateReferringTo(List.of("other"))).isEmpty();
            assertThat(tx.inbox().adopt(inbound(1, "x", "a"))).isTrue();
            assertThat(tx.inbox().adopt(inbound(1, "x", "a"))).isFalse();
            assertThat(tx.inbox().privateReferringTo(List.of("ref-b"))).isEmpty();
        });
    }

    @Test
    void aPersonsMailWaitsUntilItsStandingChanges() {
        write(tx -> tx.inbox()
                .insert(List.of(
                        inbound(2, "y", "a"), inbound(1, "x", "a"), stub(3, "z", List.of()), inbound(4, "w", "b"))));
        write(tx -> {
            assertThat(tx.inbox().waiting(10)).extracting(Inbound::id).containsExactlyInAnyOrder(id(1), id(2), id(4));
            assertThat(tx.inbox().waiting(2)).hasSize(2);
            assertThat(tx.inbox().attend(List.of(id(1), id(3), id(9)), Attention.WAITING, Attention.ANSWERED))
                    .containsExactly(id(1));
            assertThat(tx.inbox().attend(List.of(id(1)), Attention.WAITING, Attention.CLOSED))
                    .isEmpty();
        });
        write(tx -> {
            assertThat(tx.inbox().byIds(List.of(id(1))))
                    .extracting(Inbound::attention)
                    .containsExactly(Attention.ANSWERED);
            assertThat(tx.inbox().waiting(10)).extracting(Inbound::id).containsExactlyInAnyOrder(id(2), id(4));
        });
    }

    @Test
    void finishingLeavesTheStandingAlone() {
        UUID token = id(7);
        write(tx -> tx.inbox().insert(List.of(inbound(1, "x", "a"))));
        write(tx -> tx.inbox().claimStored(token, NOW, NOW.plusSeconds(60), 1));
        write(tx -> tx.inbox().attend(List.of(id(1)), Attention.WAITING, Attention.CLOSED));
        write(tx -> assertThat(tx.inbox().finish(inbound(1, "x", "a").done("{}"), token))
                .isTrue());
        write(tx -> assertThat(tx.inbox().byIds(List.of(id(1))))
                .containsExactly(inbound(1, "x", "a").done("{}").attended(Attention.CLOSED)));
    }

    @Test
    void mailIsKeptInTheFormItCameInAndReadAgain() {
        RawMessage raw = RawMessage.partial("INBOX/1/1", new byte[] {0, -1, 13, 10, 65}, NOW);
        write(tx -> {
            tx.inbox().insert(List.of(inbound(1, "x", "a").done(""), inbound(2, "y", "a"), inbound(3, "z", "a")));
            tx.inbox().keepRaw(Map.of(id(1), raw, id(3), raw));
        });
        write(tx -> tx.inbox().keepRaw(Map.of(id(1), RawMessage.of("other", new byte[0], NOW))));
        write(tx -> {
            RawMessage kept = tx.inbox().raw(id(1)).orElseThrow();
            assertThat(kept.bytes()).isEqualTo(raw.bytes());
            assertThat(kept.ref()).isEqualTo("INBOX/1/1");
            assertThat(kept.receivedAt()).isEqualTo(NOW);
            assertThat(kept.truncated()).isTrue();
            assertThat(tx.inbox().raw(id(2))).isEmpty();
            assertThat(tx.inbox().kept(Optional.empty(), 10))
                    .extracting(Inbound::id)
                    .containsExactly(id(1), id(3));
            assertThat(tx.inbox().kept(Optional.of(id(1)), 10))
                    .extracting(Inbound::id)
                    .containsExactly(id(3));
            tx.inbox()
                    .reread(List.of(
                            inbound(1, "x", "a").done("{}").read("OPT_OUT", "again", "stop"),
                            inbound(2, "y", "a").read("OPT_OUT", "again", "stop"),
                            inbound(9, "n", "a")));
        });
        write(tx -> assertThat(tx.inbox().byIds(List.of(id(1), id(2), id(9))))
                .as("one that is not done yet is left as it is")
                .containsExactlyInAnyOrder(
                        inbound(1, "x", "a").done("{}").read("OPT_OUT", "again", "stop"), inbound(2, "y", "a")));
    }

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
    void touchesAreFoundByTheirProvidersThread() {
        UUID attempt = id(5);
        Touch one = touch(1, "s", TouchState.SENDING, attempt);
        write(tx -> tx.touches().begin(List.of(one, touch(2, "s", TouchState.SENDING, attempt))));
        Touch sent =
                one.settled(TouchState.SENT, NOW, "").known(Optional.of("p1"), Optional.of("thread"), Optional.empty());
        write(tx -> tx.touches().update(List.of(sent), Set.of(TouchState.SENDING)));
        write(tx -> {
            assertThat(tx.touches().byProviderThreads("m", List.of("thread", "other")))
                    .containsExactly(sent);
            assertThat(tx.touches().byProviderThreads("n", List.of("thread"))).isEmpty();
            assertThat(tx.touches().byProviderThreads("m", List.of())).isEmpty();
        });
    }

    @Test
    void eventsAreReadInOrderAndOnce() {
        write(tx -> tx.events().append(List.of(event(1), event(2))));
        write(tx -> tx.events().append(List.of(event(3))));
        EventPage page = store().inTransaction(tx -> tx.events().after("", 2));
        assertThat(page.events()).containsExactly(event(1), event(2));
        EventPage next = store().inTransaction(tx -> tx.events().after(page.cursor(), 2));
        assertThat(next.events()).containsExactly(event(3));
        EventPage end = store().inTransaction(tx -> tx.events().after(next.cursor(), 2));
        assertThat(end.events()).isEmpty();
        assertThat(end.cursor()).isEqualTo(next.cursor());
        assertThatThrownBy(() -> store().inTransaction(tx -> tx.events().after("nonsense", 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSuppressionLedgerOnlyGrows() {
        Suppression first = suppression(1, Suppression.Kind.ADDRESS, "k", "inbound:1");
        Suppression later = suppression(2, Suppression.Kind.ADDRESS, "k", "inbound:2");
        Suppression domain = suppression(3, Suppression.Kind.DOMAIN, "d.example", "host:1");
        write(tx -> {
            assertThat(tx.suppressions().add(List.of(first, domain))).hasSize(2);
            assertThat(tx.suppressions().add(List.of(suppression(9, Suppression.Kind.ADDRESS, "k", "inbound:1"))))
                    .isEmpty();
        });
        write(tx -> tx.suppressions().add(new Consent(id(30), Set.of(first.id()), "a form", NOW)));
        write(tx ->
                assertThat(tx.suppressions().inForce(List.of("k"), List.of())).isEmpty());
        write(tx -> tx.suppressions().add(List.of(later)));
        write(tx -> {
            assertThat(tx.suppressions().inForce(List.of("k", "z"), List.of("d.example", "e.example")))
                    .containsExactlyInAnyOrder(later, domain);
            assertThat(tx.suppressions().list(Optional.empty(), 10)).containsExactly(first, later, domain);
            assertThat(tx.suppressions().list(Optional.of(id(1)), 1)).containsExactly(later);
        });
    }

    @Test
    void aSuppressionKeepsWhatItSaysAndWhoLiftedIt() {
        Suppression pattern = new Suppression(
                id(1),
                Suppression.Kind.PATTERN,
                "info@*",
                Optional.of("email"),
                Suppression.Reason.LISTED,
                "Grüße",
                "import:x.csv",
                "import:x.csv@email",
                NOW);
        Suppression lifted = suppression(2, Suppression.Kind.PATTERN, "sales@*", "host:2");
        Suppression address = suppression(3, Suppression.Kind.ADDRESS, "k", "host:3");
        Consent consent = new Consent(id(30), Set.of(lifted.id(), address.id()), "a decision", NOW);
        write(tx -> {
            tx.suppressions().add(List.of(pattern, lifted, address));
            tx.suppressions().add(consent);
        });
        write(tx -> {
            assertThat(tx.suppressions().inForce(List.of("other"), List.of())).containsExactly(pattern);
            assertThat(tx.suppressions().ofAddresses(List.of("k", "z"))).containsExactly(address);
            assertThat(tx.suppressions().consents(List.of(address.id(), pattern.id())))
                    .containsExactly(new Consent(id(30), Set.of(address.id()), "a decision", NOW));
            assertThat(tx.suppressions().consents(List.of())).isEmpty();
        });
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
            assertThat(tx.inbox().privateReferringTo(List.of("r2"))).isEmpty();
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

    @Test
    void countersStartAtNothingAndAddUp() {
        Counter a = new Counter("mailbox", "a", LocalDate.EPOCH);
        Counter b = new Counter("mailbox", "b", LocalDate.EPOCH);
        write(tx -> {
            assertThat(tx.counters().lock(List.of(b, a))).isEqualTo(Map.of(a, 0, b, 0));
            tx.counters().add(Map.of(a, 2, b, 1));
        });
        write(tx -> tx.counters().add(Map.of(a, -1)));
        write(tx -> assertThat(tx.counters().used(List.of(a, b))).isEqualTo(Map.of(a, 1, b, 1)));
    }

    @Test
    void recordsAreComparedAndSetAndScannedInOrder() {
        write(tx -> {
            assertThat(tx.records().put(new StoredRecord("k", "x", 0, "b", "1")))
                    .isTrue();
            assertThat(tx.records().put(new StoredRecord("k", "x", 0, "b", "2")))
                    .isFalse();
            assertThat(tx.records().put(new StoredRecord("k", "x", 1, "B", "3")))
                    .isTrue();
            assertThat(tx.records().put(new StoredRecord("k", "x", 1, "B", "4")))
                    .isFalse();
            for (String key : List.of("y2", "y1")) {
                assertThat(tx.records().put(new StoredRecord("k", key, 0, "a", "{}")))
                        .isTrue();
            }
            tx.records()
                    .insertMissing(List.of(
                            new StoredRecord("many", "b", 0, "", "1"), new StoredRecord("many", "a", 0, "", "2")));
            tx.records()
                    .insertMissing(List.of(
                            new StoredRecord("many", "c", 0, "", "3"), new StoredRecord("many", "a", 0, "", "4")));
            assertThat(tx.records().get("many", List.of("a", "b", "c")))
                    .extracting(StoredRecord::json)
                    .containsExactlyInAnyOrder("1", "2", "3");
            assertThat(tx.records().put(new StoredRecord("other", "y1", 0, "a", "{}")))
                    .isTrue();
        });
        write(tx -> {
            List<StoredRecord> all = tx.records().scan("k", Optional.empty(), "\uffff", 10);
            assertThat(all).extracting(StoredRecord::key).containsExactly("x", "y1", "y2");
            assertThat(tx.records().scan("k", Optional.of(all.get(0)), "\uffff", 1))
                    .extracting(StoredRecord::key)
                    .containsExactly("y1");
            assertThat(tx.records().scan("k", Optional.empty(), "Z", 10)).hasSize(1);
            StoredRecord x = tx.records().lock("k", "x", true).orElseThrow();
            assertThat(x.version()).isEqualTo(2);
            assertThat(x.json()).isEqualTo("3");
            assertThat(tx.records().lock("k", "x", false)).contains(x);
            assertThat(tx.records().delete(new StoredRecord("k", "x", 1, "B", "3")))
                    .isFalse();
            assertThat(tx.records().delete(x)).isTrue();
            assertThat(tx.records().get("k", List.of("x", "y1"))).hasSize(1);
        });
    }

    @Test
    void severalClaimersShareTheWork() {
        List<Enrollment> many = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            many.add(due(i, NOW.minusSeconds(i)));
        }
        write(tx -> tx.enrollments().insert(many));
        List<UUID> claimed = Collections.synchronizedList(new ArrayList<>());
        together(4, n -> () -> {
            while (true) {
                List<Enrollment> mine =
                        store().inTransaction(tx -> tx.enrollments().claim(claim(UUID.randomUUID(), 10)));
                mine.forEach(e -> claimed.add(e.id()));
                if (mine.isEmpty()
                        && store().<Integer>inTransaction(tx -> tx.enrollments().countDue(NOW, 1)) == 0) {
                    return true;
                }
            }
        });
        assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void endedEnrollmentsAreFoundByWhatIsLeftOfThem() {
        Instant old = NOW.minusSeconds(60);
        write(tx -> tx.enrollments()
                .insert(List.of(
                        ended(1, old.minusSeconds(1)),
                        ended(2, old.minusSeconds(3)),
                        due(3, old.minusSeconds(5)),
                        ended(4, old.minusSeconds(5))
                                .change()
                                .inFlight(Optional.of("s"))
                                .done(),
                        ended(5, old),
                        ended(6, old.minusSeconds(1))
                                .change()
                                .status(Enrollment.Status.FINISHED)
                                .done())));
        write(tx -> {
            List<Enrollment> first = tx.past().lockEnded(Removed.NOTHING, old, Optional.empty(), 2);
            assertThat(first).extracting(Enrollment::id).containsExactly(id(2), id(1));
            assertThat(tx.past().lockEnded(Removed.NOTHING, old, Optional.of(first.get(1)), 2))
                    .extracting(Enrollment::id)
                    .containsExactly(id(6));
            assertThat(tx.past().lockEnded(Removed.TEXTS, old, Optional.empty(), 9))
                    .isEmpty();
            tx.past().removeTexts(List.of(id(2), id(1)));
            tx.past().removeTouches(List.of(id(1)), List.of());
        });
        write(tx -> {
            assertThat(tx.past().lockEnded(Removed.NOTHING, old, Optional.empty(), 9))
                    .extracting(Enrollment::id)
                    .containsExactly(id(6));
            assertThat(tx.past().lockEnded(Removed.TEXTS, old, Optional.empty(), 9))
                    .extracting(Enrollment::id)
                    .containsExactly(id(2));
            assertThat(tx.enrollments().byIds(List.of(id(1)))).hasSize(1);
            assertThat(tx.enrollments().insert(List.of(enrollment(7, "lead1")))).isEmpty();
        });
    }

    @Test
    void aRemovedTouchLeavesWhatFindsItsLead() {
        for (TouchState state : TouchState.values()) {
            write(tx -> {
                tx.touches().begin(List.of(touch(1, "step-" + state, TouchState.SENDING)));
                tx.touches()
                        .update(
                                List.of(touch(1, "step-" + state, TouchState.SENDING)
                                        .settled(state, NOW, "")),
                                Set.of(TouchState.SENDING));
                tx.touches().keep(List.of(words(new TouchKey(id(1), "step-" + state))));
            });
        }
        write(tx -> {
            tx.touches().begin(List.of(touch(2, "s", TouchState.SENDING)));
            tx.touches().keep(List.of(words(new TouchKey(id(2), "s"))));
            tx.enrollments().insert(List.of(ended(1, NOW), enrollment(2, "b")));
        });
        PastTouch left = new PastTouch("hash", "a", new TouchKey(id(1), "step-SENT"));
        write(tx -> {
            tx.past().lockEnded(Removed.NOTHING, LATER, Optional.empty(), 9);
            assertThat(tx.past().removeTouches(List.of(id(1)), List.of(left))).isEqualTo(4);
            PastTouch same = new PastTouch("hash", "b", new TouchKey(id(2), "s"));
            assertThat(tx.past().removeTouches(List.of(id(1)), List.of(same))).isZero();
        });
        write(tx -> {
            assertThat(tx.touches().ofEnrollments(List.of(id(1))))
                    .extracting(t -> t.state())
                    .containsExactlyInAnyOrder(TouchState.SENDING, TouchState.PENDING, TouchState.UNKNOWN);
            assertThat(tx.touches().contents(List.of(new TouchKey(id(1), "step-UNKNOWN"), left.id())))
                    .isEmpty();
            assertThat(tx.touches().byMessageIds(List.of("1-step-SENT@sender.example")))
                    .isEmpty();
            assertThat(tx.touches().contents(List.of(new TouchKey(id(2), "s")))).hasSize(1);
            assertThat(tx.past().touches(List.of("hash", "none"))).containsExactly(left);
            assertThat(tx.past().touches(List.of())).isEmpty();
        });
    }

    @Test
    void inboundMailLosesItsWordsAndStaysKnown() {
        Instant old = NOW.plusSeconds(1);
        Inbound done = inbound(1, "one", "a").done("{}");
        write(tx -> tx.inbox()
                .insert(List.of(done, inbound(2, "two", "a"), stub(3, "three", List.of("ref")), done(4, "four"))));
        write(tx -> tx.inbox().keepRaw(Map.of(id(1), RawMessage.of("r", new byte[] {1}, NOW))));
        write(tx -> assertThat(tx.past().removeInboundTexts(NOW, 10)).isZero());
        write(tx -> assertThat(tx.past().removeInboundTexts(old, 2)).isEqualTo(2));
        write(tx -> assertThat(tx.past().removeInboundTexts(old, 2)).isEqualTo(1));
        write(tx -> assertThat(tx.past().removeInboundTexts(old, 2)).isZero());
        write(tx -> {
            assertThat(tx.inbox().byIds(List.of(id(1)))).containsExactly(done.withoutTexts());
            assertThat(tx.inbox().raw(id(1))).isEmpty();
            assertThat(tx.inbox().byIds(List.of(id(2)))).containsExactly(inbound(2, "two", "a"));
            assertThat(tx.inbox().privateReferringTo(List.of("ref"))).isEmpty();
            assertThat(tx.inbox().insert(List.of(inbound(9, "one", "a"), inbound(8, "three", "a"))))
                    .isEmpty();
        });
    }

    @Test
    void eventsGoFromTheStartOfTheFeed() {
        write(tx -> tx.events().append(List.of(event(1), event(2), event(3))));
        String cursor = store().inTransaction(tx -> tx.events().after("", 2)).cursor();
        write(tx -> assertThat(tx.past().removeEvents(NOW, 10)).isZero());
        write(tx -> assertThat(tx.past().removeEvents(LATER, 1)).isEqualTo(1));
        write(tx -> assertThat(tx.events().after("", 10).events()).containsExactly(event(2), event(3)));
        write(tx -> assertThat(tx.past().removeEvents(LATER, 10)).isEqualTo(2));
        write(tx -> tx.events().append(List.of(event(4))));
        write(tx -> {
            assertThat(tx.events().after(cursor, 10).events()).containsExactly(event(4));
            assertThat(tx.events().after("", 10).events()).containsExactly(event(4));
        });
    }

    @Test
    void whatRetentionRemovedInVainComesBack() {
        Instant old = NOW.plusSeconds(1);
        write(tx -> {
            tx.enrollments().insert(List.of(ended(1, NOW)));
            tx.events().append(List.of(event(1)));
            tx.inbox().insert(List.of(done(1, "one")));
        });
        assertThatThrownBy(() -> store().inTransaction(tx -> {
                    assertThat(tx.past().lockEnded(Removed.NOTHING, old, Optional.empty(), 9))
                            .hasSize(1);
                    PastTouch left = new PastTouch("hash", "a", new TouchKey(id(1), "s"));
                    tx.past().removeTouches(List.of(id(1)), List.of(left));
                    tx.past().removeInboundTexts(old, 9);
                    tx.past().removeEvents(old, 9);
                    throw new IllegalArgumentException("mine");
                }))
                .hasMessage("mine");
        write(tx -> {
            assertThat(tx.past().lockEnded(Removed.NOTHING, old, Optional.empty(), 9))
                    .hasSize(1);
            assertThat(tx.past().touches(List.of("hash"))).isEmpty();
            assertThat(tx.inbox().byIds(List.of(id(1)))).containsExactly(done(1, "one"));
            assertThat(tx.events().after("", 9).events()).containsExactly(event(1));
        });
    }

    private static Enrollment ended(int number, Instant dueAt) {
        return due(number, dueAt).change().status(Enrollment.Status.STOPPED).done();
    }

    private static Inbound done(int number, String identity) {
        return inbound(number, identity, "a").done("{}");
    }

    private static TouchContent words(TouchKey key) {
        return new TouchContent(key, "v1", "a@b.example", "subject", "text", Optional.empty(), List.of());
    }

    @Test
    void whatALockWaitedForIsSeen() throws Exception {
        write(tx -> tx.leads().insertMissing(List.of(lead("a"))));
        CountDownLatch locked = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<?> stopper = pool.submit(() -> write(tx -> {
                StoredLead a = tx.leads().lock(List.of("key-a")).get(0);
                locked.countDown();
                tx.leads().save(List.of(a.stopped(new Stop(Stop.Reason.MANUAL, "x", NOW))));
            }));
            assertThat(locked.await(20, TimeUnit.SECONDS)).isTrue();
            write(tx ->
                    assertThat(tx.leads().lock(List.of("key-a")).get(0).stops()).hasSize(1));
            stopper.get(20, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aCapHoldsAmongConcurrentBeginners() {
        Counter cap = new Counter("mailbox", "m", LocalDate.EPOCH);
        together(4, n -> () -> {
            for (int i = 0; i < 10; i++) {
                write(tx -> {
                    if (tx.counters().lock(List.of(cap)).getOrDefault(cap, 99) < 7) {
                        tx.counters().add(Map.of(cap, 1));
                    }
                });
            }
            return true;
        });
        write(tx -> assertThat(tx.counters().used(List.of(cap))).containsEntry(cap, 7));
    }

    @Test
    void oneOfManyEnrollsALead() {
        List<UUID> inserted = Collections.synchronizedList(new ArrayList<>());
        together(4, n -> () -> {
            write(tx -> {
                tx.leads().insertMissing(List.of(lead("a")));
                tx.leads().lock(List.of("key-a"));
                inserted.addAll(tx.enrollments().insert(List.of(enrollment(n + 1, "a"))));
            });
            return true;
        });
        assertThat(inserted).hasSize(1);
    }

    private static void together(int threads, java.util.function.IntFunction<Callable<Boolean>> work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(work.apply(i));
            }
            for (Future<Boolean> done : pool.invokeAll(tasks, 50, TimeUnit.SECONDS)) {
                assertThat(done.get()).isTrue();
            }
        } catch (Exception e) {
            throw new AssertionError("a thread failed", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Enrollment due(int number, Instant at) {
        return enrollment(number, "lead" + number).change().step("s", at).done();
    }

    private static Event event(int number) {
        return new Event(
                id(number), Event.REPLIED, NOW, Optional.of("a"), Optional.of(id(1)), Map.of("inbound", "ü" + number));
    }

    private static Suppression suppression(int number, Suppression.Kind kind, String value, String cause) {
        return new Suppression(
                id(number), kind, value, Optional.empty(), Suppression.Reason.OPTED_OUT, "why", "host", cause, NOW);
    }

    private static Person person(String leadId) {
        return new Person("key-" + leadId, "author-" + leadId, Set.of(leadId), Set.of(leadId + "@company.example"));
    }
}
