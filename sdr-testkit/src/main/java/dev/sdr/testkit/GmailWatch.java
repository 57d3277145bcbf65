package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * A watch on a mailbox.
 *
 * @param topic the Pub/Sub topic
 * @param expires when it ends unless it is renewed
 */
record GmailWatch(String topic, Instant expires) {

    /** The body of a Pub/Sub push. */
    static String push(String address, long historyId, String subscription, Instant at) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        String data = json.objectNode()
                .put("emailAddress", address)
                .put("historyId", historyId)
                .toString();
        ObjectNode body = json.objectNode();
        body.putObject("message")
                .put("data", Base64.getUrlEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)))
                .put("messageId", Long.toString(historyId))
                .put("message_id", Long.toString(historyId))
                .put("publishTime", at.toString())
                .put("publish_time", at.toString());
        return body.put("subscription", subscription).toString();
    }
}
