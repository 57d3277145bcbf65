package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.store.TouchRows.Sending;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows that a dump brought from another server carry its transaction numbers, which may be far ahead of this one's. */
class MovedDatabaseTest {

    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final String AHEAD = "999999999999";

    private final PGSimpleDataSource source = Databases.postgres("moved");

    @Test
    void whatWasInFlightIsFoundAndTheFeedGoesOn() {
        JdbcSequenceStore before = JdbcSequenceStore.open(source);
        before.inTransaction(tx -> {
            tx.touches().begin(List.of(touch(1)));
            tx.events().append(List.of(event(1), event(2), event(3)));
            return true;
        });
        EventPage page = before.inTransaction(tx -> tx.events().after("", 1));
        Databases.execute(
                source, "update sdr_touch set txid = '" + AHEAD + "'", "update sdr_event set txid = '" + AHEAD + "'");
        String cursor = AHEAD + page.cursor().substring(page.cursor().indexOf(':'));

        JdbcSequenceStore moved = JdbcSequenceStore.open(source);
        moved.identity();
        moved.inTransaction(tx -> {
            tx.touches().begin(List.of(touch(2)));
            tx.events().append(List.of(event(4)));
            return true;
        });

        assertThat(moved.<EventPage>inTransaction(tx -> tx.events().after(cursor, 10))
                        .events())
                .extracting(Event::id)
                .containsExactly(new UUID(0, 2), new UUID(0, 3), new UUID(0, 4));
        assertThat(moved.<Sending>inTransaction(tx -> tx.touches().sending(AHEAD, 10))
                        .touches())
                .extracting(t -> t.id().enrollmentId())
                .containsExactlyInAnyOrder(new UUID(0, 1), new UUID(0, 2));
    }

    private static Event event(int n) {
        return new Event(new UUID(0, n), "test", NOW, Optional.empty(), Optional.empty(), Map.of());
    }

    private static Touch touch(int n) {
        return new Touch(
                new TouchKey(new UUID(0, n), "s"),
                "lead",
                "email",
                "a@sender.example",
                TouchState.SENDING,
                new UUID(7, n),
                NOW,
                LocalDate.of(2026, 1, 5),
                List.of(),
                n + "@sender.example",
                n + "@sender.example",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "");
    }
}
