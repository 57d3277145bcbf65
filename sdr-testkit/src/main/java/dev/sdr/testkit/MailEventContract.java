package dev.sdr.testkit;

import static dev.sdr.testkit.Samples.NOW;
import static dev.sdr.testkit.Samples.enrollment;
import static dev.sdr.testkit.Samples.id;
import static dev.sdr.testkit.Samples.touch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.store.PastRows.Removed;
import dev.sdr.track.Grade;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The part of {@link SequenceStoreContract} that is about mail events. */
abstract class MailEventContract extends StoreContract {

    private static final Set<MailEvent.Type> ALL = EnumSet.allOf(MailEvent.Type.class);

    MailEventContract() {}

    private static UUID key(long what, long mail) {
        return new UUID(what, mail);
    }

    private static RecordedEvent event(UUID key, MailEvent.Type type, String messageId, String providerId) {
        return new RecordedEvent(
                key,
                "sendgrid",
                type,
                NOW,
                NOW,
                Optional.empty(),
                Optional.of("key-a"),
                Optional.of(messageId).filter(id -> !id.isEmpty()),
                Optional.of(providerId).filter(id -> !id.isEmpty()),
                Map.of(MailEvent.USER_AGENT, "Agent \"é\"", MailEvent.IP, "203.0.113.7", MailEvent.REASON, "550 no"),
                Optional.empty(),
                false);
    }

    /** Two touches: the message id of the first is {@code 1-one@sender.example}, the provider's id of the second {@code X.1}. */
    private void touches() {
        Touch second = touch(1, "two", TouchState.SENDING);
        write(tx -> {
            tx.enrollments().insert(List.of(enrollment(1, "a")));
            tx.enrollments().lock(List.of(id(1)));
            tx.touches().begin(List.of(touch(1, "one", TouchState.SENDING), second));
            tx.touches()
                    .update(
                            List.of(second.settled(TouchState.SENT, NOW, "")
                                    .known(Optional.of("X1"), Optional.empty(), Optional.empty())),
                            Set.of(TouchState.SENDING));
        });
    }

    private static TouchKey of(String step) {
        return new TouchKey(id(1), step);
    }

    @Test
    void anEventIsAddedOnceAndFindsItsTouchByOurIdThenByTheProviders() {
        touches();
        RecordedEvent ours = event(key(1, 1), MailEvent.Type.DELIVERED, "1-one@sender.example", "X1");
        RecordedEvent theirs = event(key(2, 2), MailEvent.Type.OPENED, "", "X1");
        RecordedEvent nobodys = event(key(-3, -3), MailEvent.Type.BOUNCED, "else@sender.example", "x1");

        write(tx -> assertThat(tx.mailEvents().insert(List.of(theirs, nobodys, ours, ours)))
                .containsExactlyInAnyOrder(
                        ours.of(Optional.of(of("one"))), theirs.of(Optional.of(of("two"))), nobodys.open(true)));
        write(tx -> assertThat(tx.mailEvents()
                        .insert(List.of(ours, theirs, nobodys, event(key(4, 4), MailEvent.Type.OTHER, "", ""))))
                .extracting(RecordedEvent::key)
                .containsExactly(key(4, 4)));

        write(tx -> {
            assertThat(tx.mailEvents().ofTouches(List.of(of("one"), of("none")), ALL, 9))
                    .containsExactly(ours.of(Optional.of(of("one"))));
            assertThat(tx.mailEvents().insert(List.of())).isEmpty();
            assertThat(tx.mailEvents().ofTouches(List.of(), ALL, 9)).isEmpty();
        });
    }

    @Test
    void ofManyEventsEachKeepsItsOwnValuesWhetherTheyShareThemOrNot() {
        touches();
        List<RecordedEvent> alike = new ArrayList<>();
        List<RecordedEvent> mixed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            alike.add(event(key(i, 1), MailEvent.Type.DELIVERED, "1-one@sender.example", ""));
            RecordedEvent opened =
                    event(key(100 + i, 2), MailEvent.Type.OPENED, i < 30 ? "" : "else", i < 10 ? "X1" : "");
            mixed.add(i == 59 ? opened.of(Optional.of(of("one"))) : opened);
        }
        write(tx -> {
            assertThat(tx.mailEvents().insert(alike))
                    .containsExactlyInAnyOrderElementsOf(alike.stream()
                            .map(e -> e.of(Optional.of(of("one"))))
                            .toList());
            assertThat(tx.mailEvents().insert(mixed).stream().filter(RecordedEvent::open))
                    .hasSize(49);
        });
        write(tx -> {
            assertThat(tx.mailEvents().ofTouches(List.of(of("one")), ALL, 99)).hasSize(61);
            assertThat(tx.mailEvents().ofTouches(List.of(of("two")), ALL, 99)).hasSize(10);
        });
    }

    @Test
    void anEventThatWasGivenATouchKeepsIt() {
        touches();
        RecordedEvent given = event(key(1, 1), MailEvent.Type.OPENED, "1-one@sender.example", "")
                .of(Optional.of(of("two")));
        write(tx -> assertThat(tx.mailEvents().insert(List.of(given))).containsExactly(given));
        write(tx -> assertThat(tx.mailEvents().ofTouches(List.of(of("two")), ALL, 9))
                .containsExactly(given));
    }

    @Test
    void openEventsAreHandedOutInTheOrderTheyCameIn() {
        RecordedEvent first = received(key(-1, 1), NOW.minusSeconds(1)).open(true);
        RecordedEvent second = received(key(1, 1), NOW).open(true);
        RecordedEvent third = received(key(-1, 2), NOW).open(true);
        RecordedEvent closed = received(key(5, 5), NOW.minusSeconds(9)).of(Optional.of(of("one")));
        write(tx -> tx.mailEvents().insert(List.of(third, second, closed, first)));

        write(tx -> {
            assertThat(tx.mailEvents().lockOpen(Optional.empty(), 2)).containsExactly(first, second);
            assertThat(tx.mailEvents().lockOpen(Optional.of(second), 9)).containsExactly(third);
        });
        write(tx -> tx.mailEvents().save(List.of(second.open(false), first.open(false))));
        write(tx -> assertThat(tx.mailEvents().lockOpen(Optional.empty(), 9)).containsExactly(third));
    }

    private static RecordedEvent received(UUID key, Instant at) {
        RecordedEvent e = event(key, MailEvent.Type.BOUNCED, "", "");
        return new RecordedEvent(
                e.key(),
                e.source(),
                e.type(),
                e.at(),
                at,
                e.touch(),
                e.addressKey(),
                e.messageId(),
                e.providerId(),
                e.details(),
                e.grade(),
                e.open());
    }

    @Test
    void whatChangesOfAnEventIsWritten() {
        touches();
        RecordedEvent before = event(key(1, 0), MailEvent.Type.OPENED, "", "").open(true);
        RecordedEvent after = before.of(Optional.of(of("two")))
                .graded(new Grade(Grade.Kind.MACHINE, "because"))
                .cut()
                .open(false);
        write(tx -> tx.mailEvents().insert(List.of(before)));
        write(tx -> tx.mailEvents().save(List.of(after, event(key(9, 9), MailEvent.Type.OPENED, "", ""))));

        write(tx ->
                assertThat(tx.mailEvents().alike(List.of(key(1, 7), key(9, 9)))).containsExactly(after));
        write(tx -> assertThat(tx.mailEvents().lockOpen(Optional.empty(), 9)).isEmpty());
    }

    @Test
    void eventsAreAlikeIfTheFirstHalvesOfTheirKeysAre() {
        List<UUID> keys = List.of(key(1, 0), key(1, 5), key(1, -1), key(2, 0), key(-1, Long.MIN_VALUE), key(0, -1));
        write(tx -> tx.mailEvents()
                .insert(keys.stream()
                        .map(k -> event(k, MailEvent.Type.OTHER, "", ""))
                        .toList()));
        write(tx -> {
            assertThat(tx.mailEvents().alike(List.of(key(1, 77), key(-1, 3))))
                    .extracting(RecordedEvent::key)
                    .containsExactly(key(1, 0), key(1, 5), key(1, -1), key(-1, Long.MIN_VALUE));
            assertThat(tx.mailEvents().alike(List.of())).isEmpty();
            tx.mailEvents().remove(List.of(key(1, 5)));
            assertThat(tx.mailEvents().alike(List.of(key(1, 0))))
                    .extracting(RecordedEvent::key)
                    .containsExactly(key(1, 0), key(1, -1));
        });
    }

    @Test
    void ofEachTouchTheFirstEventsOfTheWantedTypesAreRead() {
        touches();
        write(tx -> {
            for (int i = 9; i > 0; i--) {
                RecordedEvent e =
                        event(key(i, i), i == 1 ? MailEvent.Type.DELIVERED : MailEvent.Type.CLICKED, "", "X1");
                tx.mailEvents()
                        .insert(List.of(new RecordedEvent(
                                e.key(),
                                e.source(),
                                e.type(),
                                NOW.plusSeconds(i),
                                NOW,
                                e.touch(),
                                e.addressKey(),
                                e.messageId(),
                                e.providerId(),
                                e.details(),
                                e.grade(),
                                e.open())));
            }
        });
        write(tx -> assertThat(
                        tx.mailEvents().ofTouches(List.of(of("two"), of("two")), Set.of(MailEvent.Type.CLICKED), 3))
                .extracting(e -> e.key().getMostSignificantBits())
                .containsExactly(2L, 3L, 4L));
    }

    @Test
    void touchesThatAreRemovedTakeTheirEventsAlong() {
        write(tx -> {
            tx.enrollments().insert(List.of(enrollment(1, "a")));
            tx.enrollments().lock(List.of(id(1)));
            tx.enrollments()
                    .save(List.of(enrollment(1, "a")
                            .change()
                            .status(dev.sdr.sequence.Enrollment.Status.FINISHED)
                            .done()));
            tx.touches().begin(List.of(touch(1, "sent", TouchState.SENT), touch(1, "unknown", TouchState.UNKNOWN)));
            tx.mailEvents()
                    .insert(List.of(
                            event(key(1, 1), MailEvent.Type.OPENED, "1-sent@sender.example", ""),
                            event(key(2, 2), MailEvent.Type.OPENED, "1-sent@sender.example", "")
                                    .open(true),
                            event(key(3, 3), MailEvent.Type.OPENED, "1-unknown@sender.example", "")));
        });
        write(tx -> {
            tx.past().lockEnded(Removed.NOTHING, NOW.plusSeconds(1), Optional.empty(), 9);
            assertThat(tx.past().removeTouches(List.of(id(1)), List.of())).isEqualTo(1);
        });
        write(tx -> assertThat(tx.mailEvents().alike(List.of(key(1, 0), key(2, 0), key(3, 0))))
                .extracting(RecordedEvent::key)
                .containsExactly(key(2, 2), key(3, 3))); // the open one is left to who handles it
    }

    @Test
    void theTracesOfVisitorsAreRemovedAndEventsOfNoTouchWithThem() {
        touches();
        RecordedEvent ours = event(key(1, 1), MailEvent.Type.OPENED, "1-one@sender.example", "");
        RecordedEvent open = event(key(2, 2), MailEvent.Type.OPENED, "1-one@sender.example", "")
                .open(true);
        RecordedEvent foreign = event(key(3, 3), MailEvent.Type.DELIVERED, "", "else");
        write(tx -> {
            tx.mailEvents().insert(List.of(ours, open, foreign));
            tx.mailEvents().save(List.of(foreign.open(false)));
        });

        write(tx -> assertThat(tx.past().removeTraces(NOW, 9)).isZero());
        write(tx -> assertThat(tx.past().removeTraces(NOW.plusSeconds(1), 1)).isEqualTo(2));
        write(tx -> assertThat(tx.past().removeTraces(NOW.plusSeconds(1), 1)).isZero());

        Optional<TouchKey> one = Optional.of(of("one"));
        write(tx -> assertThat(tx.mailEvents().alike(List.of(key(1, 0), key(2, 0), key(3, 0))))
                .containsExactly(ours.of(one).withoutTraces(), open.of(one)));
        assertThat(ours.withoutTraces().details()).isEqualTo(Map.of(MailEvent.REASON, "550 no"));
    }

    @Test
    void nodesThatAddTheSameEventsAndShareTheOpenOnesDoEachOnce() throws Exception {
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            events.add(event(key(i * 0x9E3779B97F4A7C15L, i), MailEvent.Type.BOUNCED, "", "")
                    .open(true));
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> added = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                List<RecordedEvent> mine = new ArrayList<>(events);
                Collections.shuffle(mine, new Random(n));
                added.add(pool.submit(() ->
                        store().inTransaction(tx -> tx.mailEvents().insert(mine).size())));
            }
            assertThat(sum(added)).isEqualTo(events.size());
            List<Future<Integer>> handled = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                handled.add(pool.submit(this::handleAll));
            }
            assertThat(sum(handled)).isEqualTo(events.size());
        } finally {
            pool.shutdownNow();
        }
    }

    private static int sum(List<Future<Integer>> counts) throws Exception {
        int sum = 0;
        for (Future<Integer> count : counts) {
            sum += count.get(60, TimeUnit.SECONDS);
        }
        return sum;
    }

    private int handleAll() {
        int handled = 0;
        int last = 1;
        while (last > 0) {
            last = store().inTransaction(tx -> {
                List<RecordedEvent> page = tx.mailEvents().lockOpen(Optional.empty(), 7);
                tx.mailEvents().save(page.stream().map(e -> e.open(false)).toList());
                return page.size();
            });
            handled += last;
        }
        return handled;
    }
}
