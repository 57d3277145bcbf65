package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.lead.EmailAddress;
import dev.sdr.testkit.SendGridServer;
import dev.sdr.testkit.VirtualClock;
import dev.sdr.track.MailEvent;
import dev.sdr.track.WebhookReceiver.Received;
import dev.sdr.track.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendGridWebhookTest {

    /** Published in sendgrid-java's EventWebhookTest. */
    private static final String KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVp"
                    + "iglSI8eNEc6wEA3F+g==";

    private static final String SIGNATURE =
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private static final String TIME = "1600112502";
    private static final String BODY =
            "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\",\"sg_event_id\":"
                    + "\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\",\"sg_message_id\":"
                    + "\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\",\"smtp-id\":"
                    + "\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]\r\n";
    private static final Instant THEN = Instant.ofEpochSecond(1600112502);

    private final SendGridWebhook webhook = SendGridWebhook.verifiedBy(KEY);

    private static WebhookRequest request(String signature, String time, byte[] body) {
        return new WebhookRequest(
                Map.of(
                        "x-twilio-email-event-webhook-signature", List.of(signature),
                        "X-TWILIO-EMAIL-EVENT-WEBHOOK-TIMESTAMP", List.of(time)),
                body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void thePublishedSignatureIsGood() {
        Received received = webhook.receive(request(SIGNATURE, TIME, bytes(BODY)), THEN);
        assertThat(received)
                .isEqualTo(new Received.Accepted(
                        List.of(new MailEvent(
                                "sendgrid",
                                MailEvent.Type.DROPPED,
                                Instant.ofEpochSecond(1600112492),
                                Optional.of(EmailAddress.of("hello@world.com")),
                                Optional.empty(),
                                Optional.of("LRzXl_NHStOGhQ4kofSm_A"),
                                Map.of("reason", "Bounced Address", "cause", "BOUNCED"))),
                        List.of()));
    }

    @Test
    void oneFlippedBitAnywhereIsRefused() {
        byte[] body = bytes(BODY);
        for (int i = 0; i < body.length; i++) {
            byte[] flipped = body.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            assertRefused(request(SIGNATURE, TIME, flipped), THEN);
        }
        byte[] signature = Base64.getDecoder().decode(SIGNATURE);
        for (int i = 0; i < signature.length * 8; i++) {
            byte[] flipped = signature.clone();
            flipped[i / 8] ^= (byte) (1 << (i % 8));
            assertRefused(request(Base64.getEncoder().encodeToString(flipped), TIME, body), THEN);
        }
    }

    @Test
    void whatIsNotTheBytesThatWereSignedIsRefused() {
        assertRefused(request(SIGNATURE, TIME, bytes(BODY.strip())), THEN);
        assertRefused(request(SIGNATURE, TIME, bytes(BODY.replace("\":", "\": "))), THEN); // serialised again
        assertRefused(request(SIGNATURE, "1600112503", bytes(BODY)), THEN);
        String other =
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE71I4STGK7APRQrQIJqr6npGntwBkWpaKTndVTUEa6rlwfHSe6gSa/NE9k7gT"
                        + "j8oucdpz+iMgaRp6dIEprE+d/w==";
        assertThat(SendGridWebhook.verifiedBy(other).receive(request(SIGNATURE, TIME, bytes(BODY)), THEN))
                .isInstanceOf(Received.Refused.class);
        assertThat(SendGridWebhook.verifiedBy(other, KEY).receive(request(SIGNATURE, TIME, bytes(BODY)), THEN))
                .isInstanceOf(Received.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "!!!",
                "AAAA",
                "MAYCAQACAQA=", // r = s = 0, which JDK 17.0.0 took for everybody's
                "MEUCIGHQVtGj",
                "////////////////////////////////////////////////////////",
                "\u0000\u0001",
                "null"
            })
    void garbageForASignatureIsRefusedWithoutAnException(String garbage) {
        assertRefused(request(garbage, TIME, bytes(BODY)), THEN);
        assertRefused(request(garbage + "A".repeat(100_000), TIME, bytes(BODY)), THEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1600112502", "99999999999999", "1600112502.0", " 1600112502"})
    void garbageForATimestampIsRefusedWithoutAnException(String garbage) {
        assertRefused(request(SIGNATURE, garbage, bytes(BODY)), THEN);
    }

    @Test
    void emptyEverythingIsRefused() {
        assertRefused(new WebhookRequest(Map.of(), new byte[0]), THEN);
        assertRefused(request("", "", new byte[0]), THEN);
        Map<String, List<String>> noValues = new HashMap<>();
        noValues.put("X-Twilio-Email-Event-Webhook-Signature", List.of());
        noValues.put("X-Twilio-Email-Event-Webhook-Timestamp", List.of());
        assertRefused(new WebhookRequest(noValues, bytes(BODY)), THEN);
    }

    @Test
    void aSignatureIsGoodForTheFreshnessAndNoLonger() {
        WebhookRequest request = request(SIGNATURE, TIME, bytes(BODY));
        assertThat(webhook.receive(request, THEN.plus(Duration.ofHours(26)))).isInstanceOf(Received.Accepted.class);
        assertRefused(request, THEN.plus(Duration.ofHours(26)).plusSeconds(1));
        assertThat(webhook.receive(request, THEN.minus(Duration.ofMinutes(15)))).isInstanceOf(Received.Accepted.class);
        assertRefused(request, THEN.minus(Duration.ofMinutes(15)).minusSeconds(1));
        assertThat(webhook.freshFor(Duration.ofMinutes(5)).receive(request, THEN.plusSeconds(301)))
                .isInstanceOf(Received.Refused.class);
    }

    @Test
    void aBodyBeyondTheCapIsRefused() {
        try (SendGridServer server = SendGridServer.start(new VirtualClock(THEN))) {
            SendGridWebhook small =
                    SendGridWebhook.verifiedBy(server.publicKey()).atMost(1024);
            assertThat(small.receive(server.signed("[" + " ".repeat(1022) + "]", THEN), THEN))
                    .isInstanceOf(Received.Accepted.class);
            assertThat(small.receive(server.signed("[" + " ".repeat(1023) + "]", THEN), THEN))
                    .isEqualTo(new Received.Refused("its body has 1025 bytes, more than 1024"));
        }
    }

    @ParameterizedTest
    @CsvSource({"no key at all", "AAAA", "''"})
    void aKeyThatIsNoneIsRefusedWhenTheReceiverIsMade(String key) {
        assertThatThrownBy(() -> SendGridWebhook.verifiedBy(key)).hasMessageContaining("Event Webhooks");
    }

    @Test
    void randomRequestsNeverThrow() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            byte[] signature = new byte[random.nextInt(80)];
            random.nextBytes(signature);
            String text = random.nextBoolean()
                    ? Base64.getEncoder().encodeToString(signature)
                    : new String(signature, StandardCharsets.ISO_8859_1);
            assertRefused(request(text, Long.toString(random.nextLong()), body), THEN);
        }
    }

    private void assertRefused(WebhookRequest request, Instant now) {
        assertThat(webhook.receive(request, now)).isInstanceOf(Received.Refused.class);
    }
}
