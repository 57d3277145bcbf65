package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How the stand-in misbehaves. */
class GmailFaultsTest {

    private static final byte[] MAIL = GmailHttp.outgoing("jane@prospect.example", "Hi");

    private final GmailHttp gmail = new GmailHttp();
    private final GmailFaults faults = gmail.server.faults();

    @AfterEach
    void stop() {
        gmail.close();
    }

    @ParameterizedTest
    @CsvSource({
        "USER_RATE_LIMIT, 403, userRateLimitExceeded",
        "QUOTA, 403, rateLimitExceeded",
        "TOO_MANY_REQUESTS, 429, rateLimitExceeded",
        "DAILY_LIMIT, 403, dailyLimitExceeded",
        "SENDING_LIMIT, 429, rateLimitExceeded",
        "INSUFFICIENT_SCOPE, 403, insufficientPermissions",
        "NOT_CONFIGURED, 403, accessNotConfigured",
        "UNAUTHORIZED, 401, authError",
        "BAD_RECIPIENT, 400, invalidArgument",
        "NOT_FOUND, 404, notFound",
        "SERVER_ERROR, 500, backendError",
        "UNAVAILABLE, 503, backendError",
    })
    void refusals_are_googles_json(GmailFault fault, int status, String reason) {
        faults.next(GmailMethod.SEND, fault);

        GmailHttp.Reply reply = gmail.send(MAIL);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(status);
        assertThat(reply.reason()).isEqualTo(reason);
        assertThat(gmail.rep.sent()).isEmpty();
        assertThat(gmail.send(MAIL).status()).isEqualTo(200);
    }

    @Test
    void the_instant_to_come_back_is_in_the_message_after_two_spaces() {
        faults.retryAfter(Duration.ofMinutes(15)).next(GmailFault.USER_RATE_LIMIT);

        assertThat(gmail.send(MAIL).json().path("error").path("message").asText())
                .isEqualTo("User-rate limit exceeded.  Retry after 2026-06-01T09:15:00.000Z");
    }

    @Test
    void a_page_of_html_may_come_instead() {
        faults.next(GmailFault.HTML_ERROR);

        GmailHttp.Reply reply = gmail.send(MAIL);

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body()).startsWith("<!DOCTYPE html>");
    }

    @ParameterizedTest
    @EnumSource(names = {"TAKEN_CONNECTION_LOST", "LOST_BEFORE_END"})
    void a_connection_is_lost_after_the_mail_was_taken_or_before(GmailFault fault) {
        faults.next(fault);

        assertThatThrownBy(() -> gmail.send(MAIL)).isInstanceOf(UncheckedIOException.class);

        assertThat(gmail.rep.sent()).hasSize(fault.isDone() ? 1 : 0);
        assertThat(faults.count()).isEqualTo(1);
    }

    private Socket connected() throws IOException {
        return new Socket(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                gmail.server.url().getPort());
    }

    @Test
    void a_lost_connection_is_reset_and_not_closed_in_order() throws IOException {
        faults.next(GmailFault.TAKEN_CONNECTION_LOST);
        try (Socket socket = connected()) {
            socket.getOutputStream()
                    .write(("GET /gmail/v1/users/me/profile HTTP/1.1\r\nAuthorization: Bearer " + gmail.token
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void mail_may_be_taken_with_an_error_or_late() {
        faults.next(GmailFault.TAKEN_SERVER_ERROR).next(GmailFault.SLOW);

        assertThat(gmail.send(MAIL).status()).isEqualTo(503);
        assertThat(gmail.send(MAIL).status()).isEqualTo(200);
        assertThat(gmail.rep.sent()).hasSize(2);
    }

    @Test
    @Timeout(30)
    void a_server_that_is_closed_keeps_nobody_waiting() throws InterruptedException {
        faults.next(GmailFault.TAKEN_NO_ANSWER);
        List<Throwable> met = new ArrayList<>();
        Thread sender = new Thread(() -> {
            try {
                gmail.send(MAIL);
            } catch (UncheckedIOException e) {
                met.add(e);
            }
        });
        sender.start();
        while (gmail.rep.sent().isEmpty()) {
            Thread.onSpinWait();
        }

        gmail.server.meter().limitAtOnce(1);
        assertThat(gmail.get("profile").status()).as("one call is under way").isEqualTo(429);
        gmail.server.close();
        sender.join(10_000);

        assertThat(met).hasSize(1);
    }

    @Test
    void rules_meet_each_nth_call_or_a_share_of_all_the_same_in_each_run() {
        faults.every(GmailMethod.PROFILE, 3, GmailFault.QUOTA);
        assertThat(statuses(6)).containsExactly(200, 200, 403, 200, 200, 403);

        faults.clear();
        faults.share(7, 0.3, GmailFault.UNAVAILABLE, GmailFault.SERVER_ERROR);
        List<Integer> first = statuses(100);
        faults.clear();
        faults.share(7, 0.3, GmailFault.UNAVAILABLE, GmailFault.SERVER_ERROR);
        assertThat(statuses(100)).isEqualTo(first);
        assertThat(first.stream().filter(s -> s == 200).count()).isBetween(50L, 90L);
        assertThat(first).contains(500, 503);
    }

    private List<Integer> statuses(int number) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            statuses.add(gmail.get("profile").status());
        }
        return statuses;
    }

    @Test
    void a_request_without_its_last_byte_is_not_carried_out() throws IOException {
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /gmail/v1/users/me/messages/send HTTP/1.1\r\nAuthorization: Bearer " + gmail.token
                            + "\r\nContent-Length: 9\r\n\r\n{\"raw\":\"")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isNegative();
        }

        assertThat(gmail.server.unfinished()).isEqualTo(1);
        assertThat(gmail.server.meter().units(GmailHttp.REP)).isZero();
    }

    @Test
    void packed_and_chunked_bodies_are_read() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"topicName\":\"projects/p/topics/t\"}".getBytes(StandardCharsets.UTF_8));
        }

        GmailHttp.Reply reply = gmail.exchange(gmail.request("gmail/v1/users/me/watch")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(packed.toByteArray())))
                .build());

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void something_may_happen_at_the_worst_moment() {
        String id = gmail.rep.deliver(GmailHttp.mail("m")).id();
        gmail.server.onCall((method, account) -> {
            if (method == GmailMethod.GET) {
                account.delete(id);
            }
        });

        assertThat(gmail.get("messages/" + id).status()).isEqualTo(404);
    }
}
