package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What calls cost at the stand-in, and its limits. */
class GmailMeterTest {

    private final GmailHttp gmail = new GmailHttp();
    private final GmailMeter meter = gmail.server.meter();

    @AfterEach
    void stop() {
        gmail.close();
    }

    @Test
    void calls_cost_what_googles_table_says() {
        String id = gmail.rep.deliver(GmailHttp.mail("m")).id();

        gmail.get("profile");
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(1);
        gmail.get("history?startHistoryId=" + gmail.rep.historyId());
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(3);
        gmail.get("messages");
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(8);
        gmail.get("messages/" + id + "?format=minimal");
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(28);
        gmail.send(GmailHttp.outgoing("jane@prospect.example", "Hi"));
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(128);
        assertThat(meter.calls(GmailHttp.REP, GmailMethod.SEND)).isEqualTo(1);
        assertThat(meter.units("boss@company.example")).isZero();
        meter.reset();
        meter.price(GmailMethod.PROFILE, 4);
        gmail.get("profile");
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(4);
    }

    @Test
    void what_was_refused_costs_nothing_and_what_was_done_costs_though_its_answer_is_lost() {
        gmail.server.faults().next(GmailFault.USER_RATE_LIMIT).next(GmailFault.SERVER_ERROR);
        gmail.get("profile");
        gmail.get("profile");
        assertThat(meter.units(GmailHttp.REP)).isZero();

        gmail.server.faults().next(GmailFault.TAKEN_SERVER_ERROR);
        assertThat(gmail.get("profile").status()).isEqualTo(503);
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(1);
    }

    @Test
    void the_limit_of_a_minute_starts_anew_with_the_next_minute() {
        meter.limitPerMinute(11);
        assertThat(gmail.get("messages").status()).isEqualTo(200);
        assertThat(gmail.get("messages").status()).isEqualTo(200);

        GmailHttp.Reply over = gmail.get("messages");

        assertThat(over.status()).isEqualTo(403);
        assertThat(over.reason()).isEqualTo("rateLimitExceeded");
        assertThat(gmail.get("profile").status()).isEqualTo(200);
        assertThat(meter.units(GmailHttp.REP)).isEqualTo(11);
        gmail.clock.advance(Duration.ofMinutes(1));
        assertThat(gmail.get("messages").status()).isEqualTo(200);
    }

    @Test
    void calls_of_a_batch_run_at_once() {
        String part =
                "--b\r\nContent-Type: application/http\r\n\r\nGET /gmail/v1/users/me/profile HTTP/1.1\r\n\r\n\r\n";
        meter.limitAtOnce(2);

        GmailHttp.Reply reply = gmail.batch("b", part + part + part + "--b--");

        assertThat(reply.body())
                .containsOnlyOnce("HTTP/1.1 429 Too Many Requests")
                .contains("Too many concurrent requests for user");
        assertThat(meter.mostAtOnce(GmailHttp.REP)).isEqualTo(3);
        assertThat(meter.calls(GmailHttp.REP, GmailMethod.PROFILE)).isEqualTo(2);
        gmail.get("profile");
        assertThat(gmail.get("profile").status()).isEqualTo(200);
    }
}
