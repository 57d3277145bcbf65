package dev.sdr.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which thread a message belongs to: Gmail asks for a reference to a message of the thread and for the same subject. Guarded
 * by the account that owns it.
 */
final class GmailThreads {

    private static final Pattern ID = Pattern.compile("<([^<>\\s]+)>");
    private static final Pattern PREFIX = Pattern.compile("(?i)^((re|fwd?|aw|wg|sv|vs|antw)\\s*:\\s*)+");

    private record Known(String thread, String subject) {}

    private final Map<String, Known> byMessageId = new HashMap<>();
    private final Map<String, Boolean> threads = new HashMap<>();

    void add(GmailMessage message) {
        threads.put(message.threadId(), true);
        if (!message.messageId().isEmpty()) {
            byMessageId.put(message.messageId(), new Known(message.threadId(), subject(message.mime())));
        }
    }

    boolean has(String thread) {
        return threads.containsKey(thread);
    }

    /** The thread of the newest reference whose subject fits. */
    Optional<String> of(GmailMime mime) {
        String references = mime.header("References").orElse("") + " "
                + mime.header("In-Reply-To").orElse("");
        List<String> ids = ID.matcher(references).results().map(r -> r.group(1)).toList();
        String subject = subject(mime);
        Optional<String> found = Optional.empty();
        for (String id : ids) {
            Known known = byMessageId.get(id);
            if (known != null && known.subject().equals(subject)) {
                found = Optional.of(known.thread());
            }
        }
        return found;
    }

    private static String subject(GmailMime mime) {
        String subject = mime.header("Subject").orElse("").strip();
        Matcher prefix = PREFIX.matcher(subject);
        return (prefix.find() ? subject.substring(prefix.end()) : subject)
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
