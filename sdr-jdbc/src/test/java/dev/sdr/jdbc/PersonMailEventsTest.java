package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.inbox.InboxSource;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.SequenceStore;
import dev.sdr.testkit.VirtualClock;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Erasing and exporting what became of a person's mail, however much it is and whatever retention removed before. */
@Timeout(300)
class PersonMailEventsTest {

    private static final String MARK = "zqxmark";
    private static final Lead JANE = Lead.of("jane", "jane@company.example");

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
    private final Sequence one = Sequence.builder("one")
            .email("first", s -> s.subject("Hello").text("How are you?"))
            .build();
    private Optional<DataSource> source = Optional.empty();
    private SequenceStore store = new InMemorySequenceStore();
    private Delivery outcome = Delivery.accepted();

    private SequenceRunner sent(PeopleTest.Kind kind) {
        source = switch (kind) {
            case MEMORY -> Optional.empty();
            case H2 -> Optional.of(Databases.h2());
            case POSTGRESQL -> Optional.of(Databases.pooled("person_mail_events"));
        };
        store = source.<SequenceStore>map(JdbcSequenceStore::open).orElseGet(InMemorySequenceStore::new);
        InboxSource empty = (cursor, since, limit) -> new InboxSource.Page(List.of(), "0", true);
        SequenceRunner runner = SequenceRunner.builder(
                        store, Sequences.of(one), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC), (email, deadline) -> outcome, empty)
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .random(new SplittableRandom(1))
                .build();
        runner.enroll(JANE, "one");
        assertThat(runner.runOnce().problems()).isEmpty();
        return runner;
    }

    private static Touch touch(SequenceRunner runner) {
        return runner.enrollments().touches("jane").get(0);
    }

    private static MailEvent visit(String messageId, Instant at) {
        return new MailEvent(
                MailEvent.OWN,
                MailEvent.Type.OPENED,
                at,
                Optional.empty(),
                Optional.of(messageId),
                Optional.empty(),
                Map.of(MailEvent.USER_AGENT, "the browser of " + MARK, MailEvent.IP, "192.0.2.1"));
    }

    private static JsonNode exported(SequenceRunner runner) {
        try {
            return new ObjectMapper()
                    .readTree(runner.people().export(JANE.email()))
                    .path("mail_events");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(PeopleTest.Kind.class)
    void aVisitOfAMailThatRetentionRemovedIsKeptByNobody(PeopleTest.Kind kind) {
        SequenceRunner runner = sent(kind);
        String messageId = touch(runner).messageId();
        clock.advance(Duration.ofDays(1));
        runner.web().record(List.of(visit(messageId, clock.instant())));
        assertThat(Dump.places(source, store, MARK)).contains("sdr_mail_event");
        clock.advance(Duration.ofDays(40));
        runner.retain(RetentionPolicy.keepAll().touches(Duration.ofDays(30)));
        assertThat(Dump.places(source, store, MARK)).isEmpty();

        runner.web().record(List.of(visit(messageId, clock.instant())));

        assertThat(Dump.places(source, store, MARK)).isEmpty();
        assertThat(runner.people().erase(JANE.email()).waitingFor()).isEmpty();
        runner.web().record(List.of(visit(messageId, clock.instant().plusSeconds(5))));
        assertThat(Dump.places(source, store, MARK)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PeopleTest.Kind.class)
    void aVisitOfAMailThatMayHaveLeftAndWhoseReaderWasErasedIsKeptByNobody(PeopleTest.Kind kind) {
        outcome = Delivery.uncertain("no answer");
        SequenceRunner runner = sent(kind);
        String messageId = touch(runner).messageId();
        clock.advance(Duration.ofHours(1));
        runner.reconcile();
        assertThat(runner.people().erase(JANE.email()).waitingFor()).isEmpty();

        runner.web().record(List.of(visit(messageId, clock.instant())));

        assertThat(Dump.places(source, store, MARK)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PeopleTest.Kind.class)
    void everyVisitOfAMailIsGradedExportedAndErased(PeopleTest.Kind kind) {
        SequenceRunner runner = sent(kind);
        String messageId = touch(runner).messageId();
        Instant start = clock.instant().plus(Duration.ofHours(1));
        clock.advance(Duration.ofDays(1));
        for (int from = 0; from < 700; from += 100) {
            runner.web()
                    .record(IntStream.range(from, from + 100)
                            .mapToObj(i -> visit(messageId, start.plusSeconds(60L * i)))
                            .toList());
        }
        assertThat(runner.runOnce().problems()).isEmpty();

        JsonNode events = exported(runner);
        assertThat(events).hasSize(700);
        assertThat(events).allMatch(e -> e.has("grade"));
        assertThat(runner.people().erase(JANE.email()).waitingFor()).isEmpty();
        assertThat(exported(runner)).isEmpty();
        assertThat(Dump.places(source, store, MARK)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PeopleTest.Kind.class)
    void howeverManyEventsThereAreAllAreExportedAndErased(PeopleTest.Kind kind) {
        SequenceRunner runner = sent(kind);
        Touch touch = touch(runner);
        String address = store.inTransaction(
                tx -> tx.leads().byIds(List.of("jane")).get(0).addressKey());
        for (int page = 0; page < 12; page++) {
            int from = page * 1_000;
            store.inTransaction(tx -> tx.mailEvents()
                    .insert(IntStream.range(from, from + 1_000)
                            .mapToObj(i -> row(
                                    i, i < 10_500 ? Optional.of(touch) : Optional.empty(), address, clock.instant()))
                            .toList()));
        }

        assertThat(exported(runner)).hasSize(12_000);
        assertThat(runner.people().erase(JANE.email()).waitingFor()).isEmpty();
        assertThat(exported(runner)).isEmpty();
        assertThat(Dump.places(source, store, MARK)).isEmpty();
    }

    private static RecordedEvent row(int i, Optional<Touch> touch, String addressKey, Instant now) {
        return new RecordedEvent(
                new UUID(i * 0x9E3779B97F4A7C15L, i),
                "provider",
                MailEvent.Type.DEFERRED,
                now.plusSeconds(i),
                now,
                touch.map(Touch::id),
                Optional.of(addressKey),
                touch.map(Touch::messageId),
                Optional.empty(),
                Map.of(MailEvent.REASON, "451 try again, " + MARK),
                Optional.empty(),
                false);
    }
}
