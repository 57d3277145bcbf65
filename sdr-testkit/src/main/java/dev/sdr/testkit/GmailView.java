package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A message as JSON, in the formats of messages.get. */
final class GmailView {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int SNIPPET = 200;
    private static final String ATTACHMENT = "ANGjdJ";

    private GmailView() {}

    /** Id and thread, as lists show it. */
    static ObjectNode reference(GmailMessage message) {
        return JSON.objectNode().put("id", message.id()).put("threadId", message.threadId());
    }

    /** Id, thread and labels, as history shows it. */
    static ObjectNode labelled(GmailMessage message) {
        ObjectNode json = reference(message);
        labels(json, message);
        return json;
    }

    private static void labels(ObjectNode json, GmailMessage message) {
        if (!message.labels().isEmpty()) {
            ArrayNode labels = json.putArray("labelIds");
            message.labels().forEach(labels::add);
        }
    }

    /** The message in a format: full, metadata, minimal or raw; empty if there is no such format. */
    static Optional<ObjectNode> of(GmailMessage message, String format, List<String> metadataHeaders) {
        ObjectNode json = labelled(message);
        json.put("snippet", snippet(message));
        json.put("sizeEstimate", message.raw().length);
        json.put("historyId", Long.toString(message.historyId()));
        json.put("internalDate", Long.toString(message.receivedAt().toEpochMilli()));
        switch (format) {
            case "minimal" -> {}
            case "raw" -> json.put("raw", base64(message.raw()));
            case "full" -> json.set("payload", part(message.mime(), ""));
            case "metadata" -> {
                ObjectNode payload = json.putObject("payload");
                payload.put("mimeType", message.mime().type());
                headers(payload, message.mime(), metadataHeaders);
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(json);
    }

    private static ObjectNode part(GmailMime mime, String partId) {
        ObjectNode json = JSON.objectNode().put("partId", partId);
        json.put("mimeType", mime.type()).put("filename", mime.filename());
        headers(json, mime, List.of());
        ObjectNode body = json.putObject("body");
        if (!mime.filename().isEmpty() && mime.parts().isEmpty()) {
            body.put("attachmentId", ATTACHMENT + partId);
        }
        body.put("size", mime.body().length);
        if (mime.filename().isEmpty() && mime.body().length > 0) {
            body.put("data", base64(mime.body()));
        }
        if (!mime.parts().isEmpty()) {
            ArrayNode parts = json.putArray("parts");
            for (int i = 0; i < mime.parts().size(); i++) {
                parts.add(part(mime.parts().get(i), child(partId, i)));
            }
        }
        return json;
    }

    private static String child(String partId, int number) {
        return partId.isEmpty() ? Integer.toString(number) : partId + "." + number;
    }

    private static void headers(ObjectNode json, GmailMime mime, List<String> only) {
        ArrayNode headers = json.putArray("headers");
        for (GmailMime.Header header : mime.headers()) {
            if (only.isEmpty() || only.stream().anyMatch(header.name()::equalsIgnoreCase)) {
                headers.addObject().put("name", header.name()).put("value", header.value());
            }
        }
    }

    /** The content of an attachment, by the id that format full gave. */
    static Optional<ObjectNode> attachment(GmailMessage message, String attachmentId) {
        return attachmentId.startsWith(ATTACHMENT)
                ? find(message.mime(), "", attachmentId.substring(ATTACHMENT.length()))
                        .map(m -> JSON.objectNode().put("size", m.body().length).put("data", base64(m.body())))
                : Optional.empty();
    }

    private static Optional<GmailMime> find(GmailMime mime, String partId, String wanted) {
        if (partId.equals(wanted) && !mime.filename().isEmpty()) {
            return Optional.of(mime);
        }
        for (int i = 0; i < mime.parts().size(); i++) {
            Optional<GmailMime> found = find(mime.parts().get(i), child(partId, i), wanted);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static String snippet(GmailMessage message) {
        String text = message.text().replaceAll("\\s+", " ").strip();
        String start = text.substring(0, Math.min(SNIPPET, text.length()));
        return start.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** The bytes of base64url text, with or without padding; empty if it is none. */
    static Optional<byte[]> bytes(String base64) {
        try {
            return Optional.of(Base64.getUrlDecoder()
                    .decode(base64.replace('+', '-').replace('/', '_').getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
