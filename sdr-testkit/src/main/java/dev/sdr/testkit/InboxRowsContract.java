package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.id;
import static dev.sdr.testkit.Samples.inbound;
import static dev.sdr.testkit.Samples.stub;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.TouchKey;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.Inbound.Attention;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.RawMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The part of the store's contract that inboxes and messages belong to. */
abstract class InboxRowsContract extends TouchRowsContract {

    InboxRowsContract() {}

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
    void whatWasClaimedBeforeIsClaimedAfterAllThatWasNot() {
        write(tx -> tx.inbox().insert(List.of(inbound(1, "x", "a"), inbound(2, "y", "a"), inbound(3, "z", "a"))));
        assertThat(claimed(70, LATER, 2)).containsExactly(id(1), id(2));
        assertThat(claimed(71, LATER.plusSeconds(1), 1)).containsExactly(id(3));
        write(tx -> tx.inbox().insert(List.of(inbound(4, "w", "a"))));
        assertThat(claimed(72, LATER.plusSeconds(60), 1)).containsExactly(id(4));
        assertThat(claimed(73, LATER.plusSeconds(70), 1)).containsExactly(id(1));
        assertThat(claimed(74, LATER.plusSeconds(80), 9)).containsExactlyInAnyOrder(id(1), id(2), id(3), id(4));
    }

    /** Claims ten seconds before a moment, at which the lease ends. */
    private List<UUID> claimed(int token, Instant until, int limit) {
        return store().inTransaction(
                        tx -> tx.inbox().claimStored(id(token), until.minusSeconds(9), until, limit).stream()
                                .map(Inbound::id)
                                .toList());
    }

    @Test
    void aMessageThatConcernsNobodyIsFoundByWhatItRefersToAndAdoptedOnce() {
        Inbound stub = Samples.stub(1, "x", List.of("ref-a", "ref-b"));
        Inbound erased = Samples.stub(2, "y", List.of());
        write(tx -> tx.inbox().insert(List.of(stub, erased)));
        write(tx -> {
            assertThat(tx.inbox().withoutTouch(List.of("ref-b", "other"))).containsExactly(stub);
            assertThat(tx.inbox().withoutTouch(List.of("other"))).isEmpty();
            assertThat(tx.inbox().adopt(inbound(1, "x", "a"))).contains(stub);
            assertThat(tx.inbox().adopt(inbound(1, "x", "b"))).isEmpty();
            assertThat(tx.inbox().adopt(inbound(2, "y", "b")))
                    .as("which refers to nothing")
                    .isEmpty();
            assertThat(tx.inbox().adopt(inbound(3, "z", "b"))).as("not there").isEmpty();
            assertThat(tx.inbox().withoutTouch(List.of("ref-a", "ref-b"))).isEmpty();
            assertThat(tx.inbox().byIds(List.of(id(1), id(2))))
                    .containsExactlyInAnyOrder(inbound(1, "x", "a").inPlaceOf(stub), erased);
        });
    }

    @Test
    void aMessageThatLearnsWhichTouchItAnswersKeepsWhatWasMadeOfIt() {
        Inbound known = Samples.withoutTouch(1, "x", "a", List.of("ref-a"));
        Inbound again = Samples.answering(known, new TouchKey(id(50), "first"));
        write(tx -> {
            tx.inbox().insert(List.of(known));
            tx.inbox().attend(List.of(id(1)), Attention.WAITING, Attention.ANSWERED);
            tx.inbox().claimStored(id(70), NOW, NOW.plusSeconds(60), 9);
            tx.inbox().finish(known.done("made of it"), id(70));
        });
        Inbound before = known.attended(Attention.ANSWERED).done("made of it");
        write(tx -> {
            assertThat(tx.inbox().adopt(again)).contains(before);
            assertThat(tx.inbox().byIds(List.of(id(1))))
                    .containsExactly(Samples.answering(before, again.touch().get()));
            assertThat(tx.inbox().withoutTouch(List.of("ref-a"))).isEmpty();
            assertThat(tx.inbox().adopt(again)).as("a second time").isEmpty();
        });
    }

    @Test
    void aMessageThatTurnsOutToConcernSomebodyElseIsReadAgainAndKeepsItsStanding() {
        Inbound known = Samples.withoutTouch(1, "x", "a", List.of("ref-a"));
        write(tx -> {
            tx.inbox().insert(List.of(known));
            tx.inbox().claimStored(id(70), NOW, NOW.plusSeconds(60), 9);
            tx.inbox().attend(List.of(id(1)), Attention.WAITING, Attention.CLOSED);
        });
        write(tx -> {
            assertThat(tx.inbox().adopt(inbound(1, "x", "b"))).isPresent();
            assertThat(tx.inbox().finish(known.done("late"), id(70)))
                    .as("the claim from before")
                    .isFalse();
            assertThat(tx.inbox().byIds(List.of(id(1))))
                    .containsExactly(inbound(1, "x", "b").attended(Attention.CLOSED));
            assertThat(tx.inbox().ofLead("a", 9)).isEmpty();
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
}
