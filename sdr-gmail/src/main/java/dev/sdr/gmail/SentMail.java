package dev.sdr.gmail;

import com.google.api.services.gmail.Gmail;
import com.google.api.services.gmail.model.ListMessagesResponse;
import com.google.api.services.gmail.model.Message;
import dev.sdr.channel.Delivery;
import dev.sdr.gmail.GmailQuota.Call;
import dev.sdr.mail.MimeWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds our mails among the latest in Sent by our own id. Remembers what it has seen, so that nothing is asked for twice. Safe
 * for use by several threads: what one knows waits for no call of another.
 */
final class SentMail {

    private static final long PAGE = 100;
    private static final int PAGES = 2;
    private static final int MOST = 5_000;
    private static final String MESSAGE_ID = "Message-ID";

    /**
     * A mail in Sent.
     *
     * @param ours our id, empty for a mail that is not ours
     * @param outcome what it says of our id
     */
    private record Seen(String ours, Delivery outcome) {}

    private final GmailCalls calls;
    private final Map<String, Seen> byGmailId = new LinkedHashMap<>();

    SentMail(GmailCalls calls) {
        this.calls = calls;
    }

    /** Asks for the ids of one message. */
    static Gmail.Users.Messages.Get ids(Gmail gmail, String id) throws IOException {
        return GmailMessages.metadata(gmail, id).setMetadataHeaders(List.of(MESSAGE_ID, MimeWriter.SENT_ID_HEADER));
    }

    /** Accepted under the Message-ID that Gmail gave it, else under Gmail's own id. */
    static Delivery accepted(Message read, Optional<String> thread) {
        return Delivery.accepted(GmailMessages.header(read, MESSAGE_ID).orElse(read.getId()), thread);
    }

    void know(String ours, Message read) {
        remember(read.getId(), new Seen(ours, accepted(read, Optional.ofNullable(read.getThreadId()))));
    }

    private void remember(String gmailId, Seen seen) {
        synchronized (byGmailId) {
            byGmailId.put(gmailId, seen);
            if (byGmailId.size() > MOST) {
                byGmailId.remove(byGmailId.keySet().iterator().next());
            }
        }
    }

    /** What is known of some ids. If the quota ends before all are found, what was found so far. */
    Map<String, Delivery> outcomes(Collection<String> ids) throws GmailFailure {
        Set<String> wanted = new HashSet<>(ids);
        Map<String, Delivery> found = new HashMap<>();
        synchronized (byGmailId) {
            byGmailId.values().forEach(seen -> take(seen, wanted, found));
        }
        try {
            search(wanted, found);
        } catch (GmailFailure e) {
            if (found.isEmpty()) {
                throw e;
            }
        }
        return found;
    }

    private void search(Set<String> wanted, Map<String, Delivery> found) throws GmailFailure {
        Optional<String> page = Optional.empty();
        for (int i = 0; i < PAGES && !wanted.isEmpty(); i++) {
            Optional<String> token = page;
            ListMessagesResponse listed = calls.call(
                    Call.LIST,
                    gmail -> gmail.users()
                            .messages()
                            .list(GmailCalls.ME)
                            .setLabelIds(List.of("SENT"))
                            .setQ("newer_than:2d")
                            .setMaxResults(PAGE)
                            .setPageToken(token.orElse(null)));
            List<Message> messages = listed.getMessages() == null ? List.of() : listed.getMessages();
            look(unknown(messages), wanted, found);
            page = Optional.ofNullable(listed.getNextPageToken());
            if (page.isEmpty()) {
                return;
            }
        }
    }

    private List<String> unknown(List<Message> messages) {
        synchronized (byGmailId) {
            return messages.stream()
                    .map(Message::getId)
                    .filter(id -> !byGmailId.containsKey(id))
                    .toList();
        }
    }

    private void look(List<String> ids, Set<String> wanted, Map<String, Delivery> found) throws GmailFailure {
        List<String> left = new ArrayList<>(ids);
        while (!left.isEmpty() && !wanted.isEmpty()) {
            List<String> some = left.subList(0, Math.min(left.size(), Math.max(1, calls.room(GmailCalls.BATCH))));
            GmailCalls.Batch batch = calls.batch(List.copyOf(some), SentMail::ids);
            for (Message message : batch.messages().values()) {
                String ours = GmailMessages.header(message, MimeWriter.SENT_ID_HEADER)
                        .map(GmailMessages::bare)
                        .orElse("");
                Seen seen = new Seen(ours, accepted(message, Optional.ofNullable(message.getThreadId())));
                remember(message.getId(), seen);
                take(seen, wanted, found);
            }
            if (batch.broken().isPresent()) {
                throw batch.broken().get().failure();
            }
            for (GmailFailure each : batch.failures().values()) {
                if (each.stops()) {
                    throw each;
                }
            }
            some.clear();
        }
    }

    private static void take(Seen seen, Set<String> wanted, Map<String, Delivery> found) {
        if (wanted.remove(seen.ours())) {
            found.put(seen.ours(), seen.outcome());
        }
    }
}
