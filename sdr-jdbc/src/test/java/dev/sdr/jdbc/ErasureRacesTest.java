package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.consent.Suppression;
import dev.sdr.inbox.InboxSource;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.ErasureReport;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.track.MailEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Erasing a person while another node does the same, or stores and handles what a provider says about the person. */
@Timeout(300)
class ErasureRacesTest {

    private static final int ROUNDS = 8;
    private static final String MARK = "zqxmark";

    private final DataSource source = Databases.pooled("erasure_races");
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Sequence two = Sequence.builder("two")
            .email("first", s -> s.subject("Hello").text("How are you?"))
            .email("second", s -> s.text("Again.").after(Delay.days(2)))
            .build();
    private final SequenceRunner one = node();
    private final SequenceRunner other = node();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private SequenceRunner node() {
        InboxSource empty = (cursor, since, limit) -> new InboxSource.Page(List.of(), "0", true);
        return SequenceRunner.builder(
                        JdbcSequenceStore.open(source), Sequences.of(two), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(
                        Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC),
                        (email, deadline) -> Delivery.accepted(),
                        empty)
                .window(SendWindow.ALWAYS)
                .build();
    }

    private static Lead person(int round) {
        return Lead.of(MARK + round, MARK + round + "@company.example").with("first_name", "Zqxmark");
    }

    private Touch sent(Lead person) {
        one.enroll(person, "two");
        assertThat(one.runOnce().problems()).isEmpty();
        return one.enrollments().touches(person.id()).get(0);
    }

    private static MailEvent event(Lead person, Touch touch, MailEvent.Type type, Instant at, boolean own) {
        return new MailEvent(
                own ? MailEvent.OWN : "provider",
                type,
                at,
                own ? Optional.empty() : Optional.of(person.email()),
                Optional.of(touch.messageId()),
                Optional.empty(),
                own
                        ? Map.of(MailEvent.USER_AGENT, "the browser of " + MARK)
                        : Map.of(MailEvent.REASON, "about " + person.email()));
    }

    /** What was said about the mail: the first half before the race, so that it is there and closed. */
    private static List<MailEvent> events(Lead person, Touch touch, int from, int to) {
        MailEvent.Type[] types = {
            MailEvent.Type.PROCESSED,
            MailEvent.Type.DELIVERED,
            MailEvent.Type.OPENED,
            MailEvent.Type.CLICKED,
            MailEvent.Type.DEFERRED,
            MailEvent.Type.UNSUBSCRIBED
        };
        return IntStream.range(from, to)
                .mapToObj(i -> {
                    MailEvent.Type type = types[i % types.length];
                    boolean own = type == MailEvent.Type.OPENED || type == MailEvent.Type.CLICKED;
                    return event(person, touch, type, touch.begunAt().plus(Duration.ofMinutes(i)), own);
                })
                .toList();
    }

    private <A, B> void together(Callable<A> a, Callable<B> b) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<?>> both = new ArrayList<>();
        for (Callable<?> each : List.of(a, b)) {
            both.add(threads.submit(() -> {
                start.await(30, TimeUnit.SECONDS);
                return each.call();
            }));
        }
        for (Future<?> each : both) {
            each.get(60, TimeUnit.SECONDS); // neither fails
        }
    }

    private void assertForgotten(Lead person) {
        ErasureReport last = one.people().erase(person.email());
        assertThat(last.waitingFor()).isEmpty();
        assertThat(one.suppressions().of(person.email()))
                .isNotEmpty()
                .allMatch(s -> s.reason() == Suppression.Reason.ERASED || s.reason() == Suppression.Reason.OPTED_OUT);
        assertThat(one.enrollments().of(person.id())).isEmpty();
    }

    @Test
    void twoNodesEraseTheSamePerson() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Lead person = person(round);
            Touch touch = sent(person);
            one.web().record(events(person, touch, 0, 12));
            together(
                    () -> one.people().erase(person.email()),
                    () -> other.people().erase(person.email()));
            assertForgotten(person);
        }
        assertThat(Dump.places(Optional.of(source), JdbcSequenceStore.open(source), MARK))
                .isEmpty();
    }

    @Test
    void whatAProviderSaysMeanwhileLeavesNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Lead person = person(round);
            Touch touch = sent(person);
            one.web().record(events(person, touch, 0, 60));
            together(() -> one.people().erase(person.email()), () -> {
                for (int i = 60; i < 84; i += 6) {
                    other.web().record(events(person, touch, i, i + 6));
                }
                return true;
            });
            assertThat(other.runOnce().problems()).isEmpty();
            assertForgotten(person);
        }
        assertThat(Dump.places(Optional.of(source), JdbcSequenceStore.open(source), MARK))
                .isEmpty();
    }
}
