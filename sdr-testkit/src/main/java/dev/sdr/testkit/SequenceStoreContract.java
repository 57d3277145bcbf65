package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.enrollment;
import static dev.sdr.testkit.Samples.id;
import static dev.sdr.testkit.Samples.inbound;
import static dev.sdr.testkit.Samples.lead;
import static dev.sdr.testkit.Samples.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.channel.Counter;
import dev.sdr.channel.TouchState;
import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.event.EventPage;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Stop;
import dev.sdr.store.EnrollmentRows.Claim;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredLead;
import dev.sdr.store.StoredRecord;
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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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
public abstract class SequenceStoreContract extends PastRowsContract {

    /** For subclasses. */
    protected SequenceStoreContract() {}

    /**
     * The store under test.
     *
     * @return a store that is empty at the first call in each test, and the same one at further calls
     */
    @Override
    protected abstract SequenceStore store();

    @Test
    void theIdentityOfADatabaseIsTheSameAtEveryCall() {
        Optional<String> identity = store().identity();
        write(tx -> tx.counters().add(Map.of(new Counter("k", "x", LocalDate.EPOCH), 1)));
        assertThat(store().identity()).isEqualTo(identity);
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
    void whatHasChangedSinceItWasReadIsLeftAlone() {
        write(tx -> tx.enrollments().insert(List.of(due(1, NOW), due(2, NOW), due(3, NOW))));
        List<Enrollment> read = store().inTransaction(tx -> tx.enrollments().claim(claim(id(70), 5)));
        write(tx -> {
            tx.enrollments().lock(List.of(id(2)));
            tx.enrollments()
                    .save(List.of(of(read, 2).change().hold(LATER, "moved").done()));
            tx.enrollments().renew(List.of(id(3)), id(70), LATER.plusSeconds(60));
        });
        List<Enrollment> changed = read.stream()
                .map(e -> e.change()
                        .inFlight(Optional.of(e.stepId()))
                        .release()
                        .claims(0)
                        .done())
                .toList();
        List<Enrollment> gone = List.of(due(4, NOW));
        write(tx -> {
            assertThat(tx.enrollments().saveIfUnchanged(changed, read)).containsExactlyInAnyOrder(id(1), id(3));
            assertThat(tx.enrollments().saveIfUnchanged(changed, read)).isEmpty();
            assertThat(tx.enrollments().saveIfUnchanged(gone, gone)).isEmpty();
            assertThat(tx.enrollments().saveIfUnchanged(List.of(), List.of())).isEmpty();
        });
        List<Enrollment> after = store().inTransaction(tx -> tx.enrollments().byIds(List.of(id(1), id(2), id(3))));
        assertThat(of(after, 1)).isEqualTo(of(changed, 1));
        assertThat(of(after, 2).heldBy()).isEqualTo("moved");
        assertThat(of(after, 3)).isEqualTo(of(changed, 3));
    }

    private static Enrollment of(List<Enrollment> rows, int id) {
        return rows.stream().filter(e -> e.id().equals(id(id))).findFirst().orElseThrow();
    }

    @Test
    void eachThingThatSomebodyMayChangeCounts() {
        Stop stop = new Stop(Stop.Reason.MANUAL, "x", NOW);
        Pause pause = new Pause(Pause.Reason.HUMAN, "x", Optional.empty());
        List<UnaryOperator<Enrollment.Change>> changes = List.of(
                c -> c.version("v9"),
                c -> c.mailbox("other@sender.example"),
                c -> c.status(Enrollment.Status.FINISHED),
                c -> c.step("another", NOW),
                c -> c.hold(NOW.plusNanos(1_000), ""),
                c -> c.hold(NOW, "why"),
                c -> c.stop(stop),
                c -> c.pause(pause),
                c -> c.inFlight(Optional.of("other")),
                c -> c.release(),
                c -> c.lease(id(99), LATER),
                c -> c.claims(7));
        write(tx -> tx.enrollments()
                .insert(IntStream.rangeClosed(1, changes.size())
                        .mapToObj(i -> due(i, NOW))
                        .toList()));
        List<Enrollment> read = store().inTransaction(tx -> tx.enrollments().claim(claim(id(70), 50)));
        List<Enrollment> meanwhile = IntStream.rangeClosed(1, changes.size())
                .mapToObj(i -> changes.get(i - 1).apply(of(read, i).change()).done())
                .toList();
        write(tx -> {
            tx.enrollments().lock(meanwhile.stream().map(Enrollment::id).toList());
            tx.enrollments().save(meanwhile);
        });
        List<Enrollment> changed =
                read.stream().map(e -> e.change().hold(LATER, "mine").done()).toList();
        write(tx -> assertThat(tx.enrollments().saveIfUnchanged(changed, read)).isEmpty());
        List<Enrollment> after = store().inTransaction(tx ->
                tx.enrollments().byIds(meanwhile.stream().map(Enrollment::id).toList()));
        assertThat(after).containsExactlyInAnyOrderElementsOf(meanwhile);
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
}
