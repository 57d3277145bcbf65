package dev.sdr.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Amazon SES tells by an SNS topic that sends mail: a bounce or a complaint as JSON, alone or wrapped in the topic's
 * own JSON, with words of the topic below it.
 */
final class SesNotification {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS) // mail folds long lines, in strings too
            .build();

    private final JsonNode root;

    private SesNotification(JsonNode root) {
        this.root = root;
    }

    /** The notification a mail's text holds, if it holds one. */
    static Optional<SesNotification> find(String text) {
        int brace = text.indexOf('{');
        if (brace < 0 || !(text.contains("notificationType") || text.contains("eventType"))) {
            return Optional.empty();
        }
        return parse(text.substring(brace))
                .flatMap(n ->
                        n.path("Message").isTextual() ? parse(n.path("Message").asText()) : Optional.of(n))
                .filter(n -> !type(n).isEmpty())
                .map(SesNotification::new);
    }

    private static Optional<JsonNode> parse(String json) {
        try {
            return Optional.ofNullable(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String type(JsonNode node) {
        return node.path("notificationType").asText(node.path("eventType").asText(""));
    }

    boolean isBounce() {
        return type(root).equals("Bounce");
    }

    boolean isComplaint() {
        return type(root).equals("Complaint");
    }

    boolean isDelivery() {
        return type(root).equals("Delivery");
    }

    /** Each bounced recipient as a group of delivery status fields. */
    List<StatusReport.Group> bounced() {
        List<StatusReport.Group> groups = new ArrayList<>();
        for (JsonNode recipient : root.path("bounce").path("bouncedRecipients")) {
            groups.add(new StatusReport.Group(java.util.Map.of(
                    "final-recipient", recipient.path("emailAddress").asText(""),
                    "action", recipient.path("action").asText("failed"),
                    "status", recipient.path("status").asText(""),
                    "diagnostic-code", recipient.path("diagnosticCode").asText(""))));
        }
        return groups;
    }

    /** The recipients that complained or were reached. */
    List<String> recipients() {
        List<String> found = new ArrayList<>();
        root.path("complaint")
                .path("complainedRecipients")
                .forEach(r -> found.add(r.path("emailAddress").asText("")));
        root.path("delivery").path("recipients").forEach(r -> found.add(r.asText("")));
        found.removeIf(String::isBlank);
        return found;
    }

    /** The kind of complaint, in the words of ARF. */
    String complaintType() {
        String type = root.path("complaint").path("complaintFeedbackType").asText("abuse");
        return type.isBlank() ? "abuse" : type;
    }

    /** The Message-ID of the mail, if the notification carries its headers, else SES's own id for it. */
    Optional<String> messageId() {
        for (JsonNode header : root.path("mail").path("headers")) {
            if (header.path("name").asText("").equalsIgnoreCase("Message-ID")) {
                return MessageIds.first(header.path("value").asText(""));
            }
        }
        return MessageIds.first(
                root.path("mail").path("commonHeaders").path("messageId").asText(""));
    }

    /** Whether the address is given up for good in the words of SES. */
    boolean isTransient() {
        return root.path("bounce").path("bounceType").asText("").equals("Transient");
    }
}
