package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboxSource.Page;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import dev.sdr.testkit.GmailMessage;
import dev.sdr.testkit.GmailMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail that arrives at the worst moment, and several calls at once. */
@Timeout(60)
class GmailRacesTest {

    private final Rep rep = new Rep();

    @AfterEach
    void stop() {
        rep.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PROFILE, false",
        "LIST, false",
        "GET, false",
        "HISTORY, false",
        "LIST, true",
        "GET, true",
        "HISTORY, true"
    })
    void mailThatArrivesBeforeAnyCallIsRead(GmailMethod moment, boolean expired) {
        GmailInboxSource source = rep.source();
        Optional<String> cursor = Optional.empty();
        for (int i = 0; i < 120; i++) {
            rep.deliver("there " + i, "INBOX");
        }
        if (expired) {
            cursor = Optional.of(
                    source.read(cursor, Rep.NOW.plusSeconds(3_600), 50).cursor());
            rep.mailbox.expireHistory();
        }
        AtomicInteger arrived = new AtomicInteger();
        rep.server.onCall((method, account) -> {
            if (method == moment && arrived.get() < 2) {
                rep.deliver("arrives " + arrived.incrementAndGet(), "INBOX");
            }
        });
        List<String> refs = new ArrayList<>();
        for (int complete = 0; complete < 2; ) {
            Page page = source.read(cursor, Rep.LONG_AGO, 50);
            page.messages().stream().map(RawMessage::ref).forEach(refs::add);
            cursor = Optional.of(page.cursor());
            complete += page.complete() ? 1 : 0;
            rep.clock.advance(Duration.ofSeconds(30));
        }

        assertThat(arrived).hasPositiveValue();
        assertThat(refs)
                .containsAll(
                        rep.mailbox.messages().stream().map(GmailMessage::id).toList());
    }

    @Test
    void noMoreThanAFewCallsRunAtOnce() throws Exception {
        GmailMailer mailer = rep.mailer();
        CountDownLatch four = new CountDownLatch(4);
        rep.server.onCall((method, account) -> {
            if (method == GmailMethod.SEND) {
                four.countDown();
                await(four); // so that it does not depend on the machine how many meet
            }
        });
        ExecutorService pool = Executors.newFixedThreadPool(12);
        try {
            List<Callable<Delivery>> sends = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                Email email = email(i);
                sends.add(() -> mailer.send(email, Deadline.NEVER));
            }
            for (Future<Delivery> sent : pool.invokeAll(sends)) {
                assertThat(sent.get().kind()).isEqualTo(Delivery.Kind.ACCEPTED);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(rep.server.meter().mostAtOnce(Rep.ADDRESS)).isEqualTo(4);
    }

    @Test
    void aLookupHoldsUpNoSend() throws Exception {
        GmailMailer mailer = rep.mailer();
        CountDownLatch inLookup = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        rep.server.onCall((method, account) -> {
            if (method == GmailMethod.LIST) {
                inLookup.countDown();
                await(go);
            }
        });
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<Map<String, Delivery>> lookup = pool.submit(() -> mailer.outcomes(List.of("x@sender.example")));
            await(inLookup);
            Future<Delivery> send = pool.submit(() -> mailer.send(email(1), Deadline.NEVER));
            assertThat(send.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
            go.countDown();
            assertThat(lookup.get()).isEmpty();
        } finally {
            go.countDown();
            pool.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Email email(int number) {
        return new Email(
                "Rep",
                EmailAddress.of(Rep.ADDRESS),
                EmailAddress.of("lead@company.example"),
                "About Company",
                "Hello\n",
                Optional.empty(),
                "mail-" + number + "@sender.example",
                List.of(),
                Map.of(),
                Rep.NOW);
    }
}
