package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.InboxSource.Page;
import dev.sdr.inbox.MimeReader;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes of failures while a mailbox is read. */
class GmailReadingFaultsTest extends Reading {
    private int calls(GmailMethod method) {
        return rep.server.meter().calls(Rep.ADDRESS, method);
    }

    @Test
    void anExpiredPageBeginsTheListAgain() {
        for (int i = 0; i < 150; i++) {
            rep.deliver("n" + i, "INBOX");
        }
        read();
        read();
        assertThat(cursor.orElseThrow()).contains("\"page\"");
        cursor = cursor.map(text -> text.replaceFirst("\"page\":\"[^\"]*\"", "\"page\":\"expired\""));

        rep.clock.advance(Duration.ofMinutes(2));
        assertThat(Set.copyOf(subjects(readAll()))).hasSize(150);
    }

    @Test
    void aMessageThatCannotBeReadHoldsUpNoOther() {
        readAll();
        rep.mailbox.deliver(Rep.mail("poison", "X-Long: a\r\n b\r\nContent-Type: text/plain; charset=utf-8\r\n"));
        List<String> seen = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            rep.deliver("other " + i, "INBOX");
            rep.server.faults().next(GmailMethod.GET, GmailFault.SERVER_ERROR);
            Page page = read();
            assertThat(page.complete()).isFalse();
            seen.addAll(subjects(page.messages()));
            rep.clock.advance(Duration.ofMinutes(2));
        }
        assertThat(seen).hasSize(9).doesNotContain("poison");

        rep.server.faults().next(GmailMethod.GET, GmailFault.SERVER_ERROR);
        Page page = read();
        assertThat(page.messages()).hasSize(1);
        assertThat(page.messages().get(0).truncated()).isTrue();
        assertThat(page.messages().get(0).thread()).isPresent();
        var mail = MimeReader.read(page.messages().get(0));
        assertThat(mail.subject()).isEqualTo("poison");
        assertThat(mail.messageId()).contains("poison@company.example");
        assertThat(mail.text().strip()).isEqualTo("Body of poison");
        assertThat(page.complete()).isTrue();
    }

    @Test
    void anErrorThatIsNoJsonHoldsUpOnlyItsMessage() {
        readAll();
        rep.deliver("poison", "INBOX");
        rep.deliver("a", "INBOX");
        rep.deliver("b", "INBOX");
        rep.server.faults().next(GmailMethod.GET, GmailFault.HTML_ERROR);
        Page page = read();
        assertThat(subjects(page.messages())).containsExactly("a", "b");
        assertThat(page.complete()).isFalse();
        assertThat(subjects(readAll())).containsExactly("poison");
    }

    @Test
    void aMessageThatCannotBeReadAloneIsTriedAgainAtEachPoll() {
        readAll();
        rep.deliver("poison", "INBOX");
        rep.server.faults().every(GmailMethod.GET, 1, GmailFault.SERVER_ERROR);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(this::read)
                    .isInstanceOf(RetryableException.class)
                    .hasMessageContaining("500");
            rep.clock.advance(Duration.ofMinutes(10));
        }
        rep.server.faults().clear();
        assertThat(subjects(read().messages())).containsExactly("poison");
    }

    @Test
    void whatCannotBeReadForADayIsHandedOutEmpty() {
        readAll();
        rep.deliver("poison", "INBOX");
        rep.server.faults().every(GmailMethod.GET, 1, GmailFault.SERVER_ERROR);
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(this::read).isInstanceOf(RetryableException.class);
            rep.clock.advance(Duration.ofHours(3));
        }
        Page page = read();
        assertThat(page.complete()).isTrue();
        assertThat(page.messages()).hasSize(1);
        assertThat(page.messages().get(0).bytes()).isEmpty();
        assertThat(page.messages().get(0).truncated()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = GmailFault.class,
            names = {
                "HTML_ERROR",
                "LOST_BEFORE_END",
                "TAKEN_CONNECTION_LOST",
                "TAKEN_NO_ANSWER",
                "SERVER_ERROR",
                "QUOTA"
            })
    void afterABadAnswerEverythingStillComes(GmailFault fault) {
        readAll();
        for (int i = 0; i < 25; i++) {
            rep.deliver("n" + i, "INBOX");
        }
        rep.server.faults().every(GmailMethod.GET, 7, fault);
        List<String> seen = new ArrayList<>();
        try (GmailAccount impatient = rep.impatient()) {
            GmailInboxSource hasty = new GmailInboxSource(impatient);
            for (int i = 0; i < 10 && seen.size() < 25; i++) {
                try {
                    Page page = hasty.read(cursor, Rep.LONG_AGO, LIMIT);
                    cursor = Optional.of(page.cursor());
                    seen.addAll(subjects(page.messages()));
                } catch (RetryableException e) {
                    assertThat(e).hasMessageContaining(Rep.ADDRESS);
                }
                rep.clock.advance(Duration.ofMinutes(2));
                if (i == 2) {
                    rep.server.faults().clear();
                }
            }
        }
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void aBatchThatIsRefusedIsToldByItsReason() {
        readAll();
        rep.deliver("one", "INBOX");
        rep.server.faults().next(GmailMethod.BATCH, GmailFault.USER_RATE_LIMIT);
        assertThatThrownBy(this::read)
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("userRateLimitExceeded");
    }

    @Test
    void aBatchOfRefusalsIsOneStepOfThePause() {
        readAll();
        for (int i = 0; i < 8; i++) {
            rep.deliver("n" + i, "INBOX");
        }
        rep.server.faults().every(GmailMethod.GET, 1, GmailFault.TOO_MANY_REQUESTS);
        for (int seconds : List.of(2, 4, 8)) {
            Instant begin = rep.clock.instant();
            assertThatThrownBy(this::readKept).isInstanceOf(RetryableException.class);
            rep.clock.advanceTo(begin.plusSeconds(seconds).minusMillis(1));
            int before = calls(GmailMethod.GET);
            assertThatThrownBy(this::readKept).isInstanceOf(RetryableException.class);
            assertThat(calls(GmailMethod.GET)).isEqualTo(before);
            rep.clock.advanceTo(begin.plusSeconds(seconds + 1));
        }
    }

    private void readKept() {
        source.read(Optional.of("{\"h\":\"1\",\"todo\":[\"a1\",\"b1\",\"c1\",\"d1\"]}"), Rep.LONG_AGO, LIMIT);
    }

    @Test
    void beforeTheInstantThatGoogleNamedNothingIsAsked() {
        readAll();
        rep.server.faults().retryAfter(Duration.ofMinutes(30)).next(GmailMethod.HISTORY, GmailFault.USER_RATE_LIMIT);
        assertThatThrownBy(this::read)
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("2026-03-02T09:30:00");

        int before = calls(GmailMethod.HISTORY);
        rep.clock.advance(Duration.ofMinutes(29));
        assertThatThrownBy(this::read).isInstanceOf(RetryableException.class);
        assertThat(calls(GmailMethod.HISTORY)).isEqualTo(before);
        rep.clock.advance(Duration.ofMinutes(2));
        assertThat(read().complete()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = GmailFault.class,
            names = {"UNAUTHORIZED", "INSUFFICIENT_SCOPE", "NOT_CONFIGURED"})
    void refusedCredentialsAreSaidSo(GmailFault fault) {
        readAll();
        rep.server.faults().next(GmailMethod.HISTORY, fault);
        assertThatThrownBy(this::read)
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining(Rep.ADDRESS)
                .hasMessageNotContaining(rep.token());

        rep.deliver("later", "INBOX");
        rep.server.faults().next(GmailMethod.GET, fault);
        rep.server.faults().next(GmailMethod.PROFILE, fault); // asked whether it is the message or the mailbox
        assertThatThrownBy(this::read).isInstanceOf(CredentialsException.class);
        assertThat(subjects(read().messages())).containsExactly("later");
    }

    @Test
    void aNodeSpendsNoMoreThanItsShare() {
        rep.server.meter().limitPerMinute(600);
        try (GmailAccount shared = rep.builder()
                .quota(GmailQuota.standard().perMinute(1_000).share(0.5))
                .build()) {
            GmailInboxSource half = new GmailInboxSource(shared);
            for (int i = 0; i < 40; i++) {
                rep.deliver("n" + i, "INBOX");
            }
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 10 && seen.size() < 40; i++) {
                int before = rep.units();
                try {
                    Page page = half.read(cursor, Rep.LONG_AGO, LIMIT);
                    cursor = Optional.of(page.cursor());
                    seen.addAll(subjects(page.messages()));
                } catch (RetryableException e) {
                    assertThat(e).hasMessageContaining("share");
                }
                assertThat(rep.units() - before).isLessThanOrEqualTo(500);
                rep.clock.advance(Duration.ofSeconds(61));
            }
            assertThat(seen).hasSize(40).doesNotHaveDuplicates();
        }
    }

    private static String part(String status, String json) {
        return "--x\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 " + status
                + "\r\nContent-Type: application/json\r\n\r\n" + json + "\r\n";
    }

    @Test
    void anAnswerInAnotherOrderLosesNothing() throws IOException {
        String found =
                "{\"id\":\"c1\",\"threadId\":\"c1\",\"internalDate\":\"1772442000000\",\"raw\":\"U3ViamVjdDogYw0KDQo=\"}";
        byte[] body = (part("200 OK", found) + part("404 Not Found", "{\"error\":{\"code\":404}}")
                        + part("500 Internal Server Error", "{\"error\":{\"code\":500}}") + "--x--\r\n")
                .getBytes(StandardCharsets.UTF_8);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/batch", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "multipart/mixed; boundary=x");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        try (GmailAccount swapped = rep.builder()
                .at(URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/"))
                .build()) {
            Page page = new GmailInboxSource(swapped)
                    .read(Optional.of("{\"h\":\"1\",\"todo\":[\"a1\",\"b1\",\"c1\"]}"), Rep.LONG_AGO, LIMIT);
            assertThat(subjects(page.messages())).containsExactly("c");
            assertThat(page.cursor()).contains("a1").contains("b1").doesNotContain("c1");
        } finally {
            http.stop(0);
        }
    }
}
