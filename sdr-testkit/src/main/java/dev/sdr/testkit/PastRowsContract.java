package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.enrollment;
import static dev.sdr.testkit.Samples.id;
import static dev.sdr.testkit.Samples.inbound;
import static dev.sdr.testkit.Samples.stub;
import static dev.sdr.testkit.Samples.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.RawMessage;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.PastRows.Removed;
import dev.sdr.store.PastTouch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of the store's contract that retention belongs to. */
abstract class PastRowsContract extends PersonRowsContract {

    PastRowsContract() {}

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
            assertThat(tx.inbox().withoutTouch(List.of("ref"))).isEmpty();
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
}
