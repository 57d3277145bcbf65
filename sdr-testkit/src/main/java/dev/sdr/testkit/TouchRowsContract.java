package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.enrollment;
import static dev.sdr.testkit.Samples.id;
import static dev.sdr.testkit.Samples.touch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.TouchRows.Sending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The part of the store's contract that touches belong to. */
abstract class TouchRowsContract extends MailEventContract {

    TouchRowsContract() {}

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
}
