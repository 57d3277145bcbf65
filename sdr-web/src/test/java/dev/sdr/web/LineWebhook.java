package dev.sdr.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sdr.lead.EmailAddress;
import dev.sdr.track.MailEvent;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** A provider that posts one address that bounced in each line, and signs the raw bytes with their checksum. */
final class LineWebhook implements WebhookReceiver {

    final List<byte[]> bodies = new ArrayList<>();

    static String signature(byte[] body) {
        CRC32 sum = new CRC32();
        sum.update(body);
        return Long.toHexString(sum.getValue());
    }

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public synchronized Received receive(WebhookRequest request, Instant now) {
        bodies.add(request.body());
        if (!request.header("x-signature").equals(Optional.of(signature(request.body())))) {
            return new Received.Refused("the checksum of the secret sauce is wrong");
        }
        List<MailEvent> events = Arrays.stream(new String(request.body(), UTF_8).split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(line -> new MailEvent(
                        name(),
                        MailEvent.Type.BOUNCED,
                        now,
                        Optional.of(EmailAddress.of(line)),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(MailEvent.STATUS, "5.1.1")))
                .toList();
        return new Received.Accepted(events, List.of());
    }
}
