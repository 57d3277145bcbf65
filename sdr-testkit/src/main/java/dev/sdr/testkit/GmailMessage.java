package dev.sdr.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A message in a mailbox of a {@link GmailServer}. Immutable: a change of labels makes another. */
public final class GmailMessage {

    private static final Pattern BRACKETS = Pattern.compile("[<>\\s]");

    private final String id;
    private final String threadId;
    private final Set<String> labels;
    private final long historyId;
    private final Instant receivedAt;
    private final byte[] bytes;
    private final GmailMime mime;
    private final String messageId;

    GmailMessage(String id, String threadId, Set<String> labels, long historyId, Instant receivedAt, byte[] bytes) {
        this(id, threadId, labels, historyId, receivedAt, bytes.clone(), GmailMime.parse(bytes));
    }

    private GmailMessage(
            String id,
            String threadId,
            Set<String> labels,
            long historyId,
            Instant receivedAt,
            byte[] bytes,
            GmailMime mime) {
        this.id = id;
        this.threadId = threadId;
        this.labels = Set.copyOf(labels);
        this.historyId = historyId;
        this.receivedAt = receivedAt;
        this.bytes = bytes;
        this.mime = mime;
        this.messageId = mime.header("Message-ID")
                .map(v -> BRACKETS.matcher(v).replaceAll(""))
                .orElse("");
    }

    GmailMessage labelled(Set<String> newLabels, long newHistoryId) {
        return new GmailMessage(id, threadId, newLabels, newHistoryId, receivedAt, bytes, mime);
    }

    /**
     * Its id in this mailbox.
     *
     * @return 16 hexadecimal digits
     */
    public String id() {
        return id;
    }

    /**
     * The thread it is in, in this mailbox.
     *
     * @return the id of the thread's first message
     */
    public String threadId() {
        return threadId;
    }

    /**
     * Its labels.
     *
     * @return system labels such as {@code INBOX}, {@code SENT}, {@code SPAM}, {@code TRASH}, {@code UNREAD}, sorted
     */
    public Set<String> labels() {
        return new TreeSet<>(labels);
    }

    /**
     * When it came in or was sent, Gmail's internalDate.
     *
     * @return the moment, to the millisecond
     */
    public Instant receivedAt() {
        return receivedAt;
    }

    /**
     * The message as MIME.
     *
     * @return a copy of the bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The first header of a name.
     *
     * @param name the name, in any case
     * @return the value, unfolded and otherwise as it stands
     */
    public Optional<String> header(String name) {
        return mime.header(name);
    }

    /**
     * Its Message-ID: for a message that was sent through this mailbox the one that Gmail gave it.
     *
     * @return the id without angle brackets, or an empty text if there is none
     */
    public String messageId() {
        return messageId;
    }

    /**
     * The addresses it is for: To and Cc.
     *
     * @return the addresses in lower case
     */
    public List<String> recipients() {
        return GmailMime.addresses(header("To").orElse("") + "," + header("Cc").orElse(""));
    }

    /**
     * The text a reader sees.
     *
     * @return the first plain text part, decoded; empty if there is none
     */
    public String text() {
        return mime.text();
    }

    long historyId() {
        return historyId;
    }

    GmailMime mime() {
        return mime;
    }

    byte[] raw() {
        return bytes;
    }

    boolean has(String label) {
        return labels.contains(label);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s %s %s", id, labels(), header("Subject").orElse(""));
    }
}
