package dev.sdr.testkit;

import dev.sdr.SequenceRunner;
import dev.sdr.track.MailEvent;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A provider's post that holds events as they are, for tests of what comes after it is read. */
record Posted(List<MailEvent> events) implements WebhookReceiver {

    static boolean to(SequenceRunner runner, List<MailEvent> events) {
        return runner.web().receive(new Posted(events), new WebhookRequest(Map.of(), new byte[0]));
    }

    @Override
    public String name() {
        return "provider";
    }

    @Override
    public Received receive(WebhookRequest request, Instant now) {
        return new Received.Accepted(events, List.of());
    }
}
