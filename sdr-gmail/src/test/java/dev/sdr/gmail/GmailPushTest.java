package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.lead.EmailAddress;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GmailPushTest {

    private static final String TOPIC = "projects/sales/topics/gmail";

    private final Rep rep = new Rep();
    private final GmailPush push = new GmailPush(rep.account, TOPIC);

    @AfterEach
    void stop() {
        rep.close();
    }

    private static Optional<EmailAddress> mailbox(String body) {
        return GmailPush.mailbox(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itIsRegisteredAndRenewedDaily() {
        GmailPush.Watch watch = push.renew();
        assertThat(rep.mailbox.watchedTopic()).contains(TOPIC);
        assertThat(watch.expiresAt()).isEqualTo(Rep.NOW.plus(Duration.ofDays(7)));
        assertThat(watch.renewAt()).isEqualTo(Rep.NOW.plus(Duration.ofDays(1)));

        rep.clock.advance(Duration.ofDays(6));
        push.renew();
        rep.clock.advance(Duration.ofDays(6));
        assertThat(rep.mailbox.watchedTopic()).contains(TOPIC);
    }

    @Test
    void itEnds() {
        push.renew();
        push.stop();
        assertThat(rep.mailbox.watchedTopic()).isEmpty();
    }

    @Test
    void whatIsPushedNamesTheMailbox() {
        push.renew();
        assertThat(mailbox(rep.mailbox.push("projects/sales/subscriptions/sdr").orElseThrow()))
                .contains(EmailAddress.of(Rep.ADDRESS));
    }

    @Test
    void bothFormsOfBase64AreRead() {
        String json =
                "{\"emailAddress\":\"rep@sender.example\",\"historyId\":\"1\",\"x\":\"\u00fb\u00ff\u00fe???>>>\"}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder : java.util.List.of(
                Base64.getEncoder(),
                Base64.getUrlEncoder(),
                Base64.getUrlEncoder().withoutPadding())) {
            assertThat(mailbox("{\"message\":{\"data\":\"" + encoder.encodeToString(bytes) + "\"}}"))
                    .contains(EmailAddress.of("rep@sender.example"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"message\":{}}",
                "{\"message\":{\"data\":\"%%%\"}}",
                "{\"message\":{\"data\":\"bm8ganNvbg==\"}}",
                "{\"message\":{\"data\":\"e30=\"}}",
                "{\"message\":{\"data\":\"eyJlbWFpbEFkZHJlc3MiOiJub2JvZHkifQ==\"}}",
                "{\"message\":{\"data\":\"eyJlbWFpbEFkZHJlc3MiOjd9\"}}"
            })
    void whatIsNoNotificationIsEmpty(String body) {
        assertThat(mailbox(body)).isEmpty();
    }

    @Test
    void aBodyThatIsFarTooLargeIsEmpty() {
        assertThat(GmailPush.mailbox(new byte[10_000_000])).isEmpty();
        assertThat(mailbox("[".repeat(90_000))).isEmpty();
    }

    @Test
    void failuresAreSaid() {
        rep.server.faults().next(GmailMethod.WATCH, GmailFault.UNAVAILABLE);
        assertThatThrownBy(push::renew).isInstanceOf(RetryableException.class);
        rep.server.faults().next(GmailMethod.STOP, GmailFault.UNAUTHORIZED);
        assertThatThrownBy(push::stop).isInstanceOf(CredentialsException.class);
    }

    @Test
    void aTopicHasItsWholeName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GmailPush(rep.account, "gmail"))
                .withMessageContaining("projects/P/topics/T");
    }
}
