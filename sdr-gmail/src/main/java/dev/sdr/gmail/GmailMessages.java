package dev.sdr.gmail;

import com.google.api.services.gmail.Gmail;
import com.google.api.services.gmail.model.Message;
import com.google.api.services.gmail.model.MessagePart;
import com.google.api.services.gmail.model.MessagePartHeader;
import dev.sdr.inbox.RawMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Gmail's messages as core reads them. Pure. */
final class GmailMessages {

    private static final int LARGEST = 5_000_000;
    private static final Set<String> NO_MAIL = Set.of("DRAFT", "CHAT");

    private GmailMessages() {}

    static Gmail.Users.Messages.Get raw(Gmail gmail, String id) throws IOException {
        return gmail.users()
                .messages()
                .get(GmailCalls.ME, id)
                .setFormat("raw")
                .setFields("id,threadId,labelIds,internalDate,raw");
    }

    static Gmail.Users.Messages.Get metadata(Gmail gmail, String id) throws IOException {
        return gmail.users().messages().get(GmailCalls.ME, id).setFormat("metadata");
    }

    /** Whether it is mail, and no draft or chat. */
    static boolean isMail(List<String> labels) {
        return labels.stream().noneMatch(NO_MAIL::contains);
    }

    static boolean isMail(Message message) {
        return message.getLabelIds() == null || isMail(message.getLabelIds());
    }

    /** The whole message; empty if Gmail gave no content, or none that is base64. */
    static Optional<RawMessage> whole(Message message, Instant now) {
        if (message.getRaw() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(placed(
                    RawMessage.of(message.getId(), message.decodeRaw(), received(message, now))
                            .cut(LARGEST),
                    message));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The headers, and for a body what Gmail shows of it in a list. */
    static RawMessage headers(Message message, Instant now) {
        StringBuilder text = new StringBuilder();
        MessagePart payload = message.getPayload();
        if (payload != null && payload.getHeaders() != null) {
            for (MessagePartHeader header : payload.getHeaders()) {
                String name = String.valueOf(header.getName());
                if (!name.toLowerCase(Locale.ROOT).matches("content-type|content-transfer-encoding|mime-version")) {
                    String value = String.valueOf(header.getValue()).replaceAll("[\\r\\n]+[ \\t]*", " ");
                    text.append(name).append(": ").append(value).append("\r\n");
                }
            }
        }
        String snippet = message.getSnippet() == null ? "" : message.getSnippet(); // escaped as HTML
        text.append("MIME-Version: 1.0\r\nContent-Type: text/html; charset=UTF-8\r\n")
                .append("Content-Transfer-Encoding: 8bit\r\n\r\n")
                .append(snippet)
                .append("\r\n");
        return placed(
                RawMessage.partial(
                        message.getId(), text.toString().getBytes(StandardCharsets.UTF_8), received(message, now)),
                message);
    }

    private static Instant received(Message message, Instant now) {
        return message.getInternalDate() == null ? now : Instant.ofEpochMilli(message.getInternalDate());
    }

    private static RawMessage placed(RawMessage raw, Message message) {
        List<String> labels = message.getLabelIds() == null ? List.of() : message.getLabelIds();
        RawMessage placed = raw.inSent(labels.contains("SENT")); // Gmail leaves the labels out where there are none
        return message.getThreadId() == null ? placed : placed.inThread(message.getThreadId());
    }

    /** A header's value by its name in any case. */
    static Optional<String> header(Message message, String name) {
        MessagePart payload = message.getPayload();
        if (payload == null || payload.getHeaders() == null) {
            return Optional.empty();
        }
        return payload.getHeaders().stream()
                .filter(h -> name.equalsIgnoreCase(h.getName()) && h.getValue() != null)
                .map(h -> h.getValue().strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** An id without its angle brackets. */
    static String bare(String id) {
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }
}
