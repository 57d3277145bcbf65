package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Touch;
import dev.sdr.consent.Suppression;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import dev.sdr.testkit.SendGridEvents;
import dev.sdr.testkit.SendGridServer;
import dev.sdr.testkit.VirtualClock;
import dev.sdr.track.DeliveryState;
import dev.sdr.track.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day of SendGrid's events in its own wire format, from Mail Send to what the events cause. */
class SendGridDayTest {

    private static final Instant MORNING = Instant.parse("2026-03-02T09:00:00Z");
    private static final int PEOPLE = 120;

    /** A runner that sends through the stand-in. */
    private static final class World implements AutoCloseable {

        private final VirtualClock clock = new VirtualClock(MORNING);
        private final SendGridServer server = SendGridServer.start(clock);
        private final SendGridWebhook webhook = SendGridWebhook.verifiedBy(server.publicKey());
        private final SequenceStore store = new InMemorySequenceStore();
        private final SendGridMailer mailer =
                SendGridMailer.builder(SendGridServer::key).local(server.port()).build();
        private final SequenceRunner runner;

        World() {
            Sequence sequence = Sequence.builder("news")
                    .purpose(Purpose.OPTED_IN)
                    .email("first", s -> s.subject("Hello").text("See https://example.com/report"))
                    .email("second", s -> s.text("And again.").after(Delay.days(2)))
                    .build();
            runner = SequenceRunner.builder(
                            store, Sequences.of(sequence), Sender.of("Example Ltd", "1 High Street, Leeds"))
                    .sendOnlyMailbox(
                            Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC)
                                    .dailyCap(3 * PEOPLE),
                            mailer)
                    .window(SendWindow.ALWAYS)
                    .virtualClock(clock)
                    .random(new SplittableRandom(1))
                    .build();
        }

        void send() {
            List<Lead> leads = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                leads.add(Lead.of("lead-" + i, "person" + i + "@company" + i % 40 + ".example"));
            }
            runner.enroll(leads, "news");
            assertThat(runner.runOnce().sent()).isEqualTo(PEOPLE);
        }

        void post(List<String> events) {
            assertThat(runner.web().receive(webhook, server.signed(events))).isTrue();
        }

        /** What is left, by lead. */
        Map<String, String> state() {
            Map<String, String> state = new TreeMap<>();
            for (int i = 0; i < PEOPLE; i++) {
                String lead = "lead-" + i;
                List<String> stops = runner.enrollments().of(lead).stream()
                        .flatMap(e -> e.stops().stream())
                        .map(s -> s.reason() + " " + s.cause())
                        .sorted()
                        .toList();
                List<RecordedEvent> became = runner.enrollments().mailEvents(lead);
                List<String> visits = became.stream()
                        .filter(RecordedEvent::isVisit)
                        .map(e -> e.type() + " " + e.at() + " " + e.grade())
                        .sorted()
                        .toList();
                state.put(lead, stops + " " + DeliveryState.of(became) + " " + visits);
                for (Touch touch : runner.enrollments().touches(lead)) {
                    state.put(lead + " " + touch.id().key(), touch.state().name());
                }
            }
            for (Suppression s : store.inTransaction(tx -> tx.suppressions().list(Optional.empty(), 10_000))) {
                state.put("suppressed " + s.value(), s.kind() + " " + s.reason());
            }
            return state;
        }

        @Override
        public void close() {
            runner.close();
            mailer.close();
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aDayInAnyOrderManyTimesAndWithIdsMissingEndsLikeACleanOne(long seed) {
        Map<String, String> clean = replay(seed, false);
        Map<String, String> stormy = replay(seed, true);

        assertThat(clean.toString()).contains("suppressed ").contains("CLICKED");
        assertThat(stormy).isEqualTo(clean);
    }

    private static Map<String, String> replay(long seed, boolean storm) {
        try (World world = new World()) {
            world.send();
            SendGridEvents events = new SendGridEvents(seed);
            List<String> day = events.day(world.server.taken());
            world.clock.advance(Duration.ofHours(20));
            List<List<String>> posts = storm ? events.storm(day, 46, 10) : List.of(day);
            posts.forEach(world::post);
            world.runner.pollInboxes();
            return world.state();
        }
    }

    @Test
    void whatSendGridSuppressesIsSuppressedHereToo() {
        try (World world = new World()) {
            world.send();
            world.server
                    .account()
                    .scopes("suppression.read")
                    .suppressed("bounces", "person3@company3.example", MORNING.plusSeconds(60))
                    .suppressed("unsubscribes", "person4@company4.example", MORNING.plusSeconds(60))
                    .suppressed("spam_reports", "person5@company5.example", MORNING.minus(Duration.ofDays(90)));
            SendGridCheck check = SendGridCheck.with(SendGridServer::key).local(world.server.port());
            world.clock.advance(Duration.ofHours(1));
            for (int start = 0; start < 2; start++) { // a second start changes nothing
                world.runner.web().record(check.suppressed(Instant.EPOCH));
            }
            Map<String, String> state = world.state();
            assertThat(state.get("lead-3")).contains("HARD_BOUNCE");
            assertThat(state.get("lead-4")).contains("OPTED_OUT");
            assertThat(state.get("lead-5")).contains("COMPLAINT");
            assertThat(state.keySet().stream().filter(k -> k.startsWith("suppressed "))).hasSize(3);
            world.clock.advance(Duration.ofDays(3));
            assertThat(world.runner.runOnce().sent()).isEqualTo(PEOPLE - 3);
        }
    }
}
