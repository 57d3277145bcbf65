package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message as an inbox holds it: bytes and where it lies.
 */
public final class RawMessage {

    private final String ref;
    private final byte[] bytes;
    private final Instant receivedAt;
    private final boolean truncated;
    private final Optional<String> thread;
    private final Optional<Boolean> inSent;

    private RawMessage(
            String ref,
            byte[] bytes,
            Instant receivedAt,
            boolean truncated,
            Optional<String> thread,
            Optional<Boolean> inSent) {
        this.ref = requireNonNull(ref, "ref");
        this.bytes = bytes.clone();
        this.receivedAt = requireNonNull(receivedAt, "receivedAt");
        this.truncated = truncated;
        this.thread = requireNonNull(thread, "thread");
        this.inSent = requireNonNull(inSent, "inSent");
    }

    /**
     * A whole message.
     *
     * @param ref the source's own name for it, by which {@link MessageFetch} finds it again
     * @param bytes the message in RFC 5322 form
     * @param receivedAt when the mailbox received it
     * @return the message
     */
    public static RawMessage of(String ref, byte[] bytes, Instant receivedAt) {
        return new RawMessage(ref, bytes, receivedAt, false, Optional.empty(), Optional.empty());
    }

    /**
     * The beginning of a message that was too large to be read whole.
     *
     * @param ref the source's own name for it
     * @param bytes its beginning
     * @param receivedAt when the mailbox received it
     * @return the message
     */
    public static RawMessage partial(String ref, byte[] bytes, Instant receivedAt) {
        return new RawMessage(ref, bytes, receivedAt, true, Optional.empty(), Optional.empty());
    }

    /**
     * This message in a thread of its provider's.
     *
     * @param id the provider's id of the thread
     * @return a changed copy
     */
    public RawMessage inThread(String id) {
        return new RawMessage(ref, bytes, receivedAt, truncated, Optional.of(id), inSent);
    }

    /**
     * This message, of which the source knows whether its owner sent it. What lies in the folder of sent mail is the mailbox's
     * own, whatever its From says; what only claims to come from it is not counted as sent.
     *
     * @param sent whether it lies in the folder of sent mail
     * @return a changed copy
     */
    public RawMessage inSent(boolean sent) {
        return new RawMessage(ref, bytes, receivedAt, truncated, thread, Optional.of(sent));
    }

    /**
     * Whether it lies in the folder of sent mail.
     *
     * @return empty if the source does not know
     */
    public Optional<Boolean> inSent() {
        return inSent;
    }

    /**
     * This message cut to a length.
     *
     * @param most the most bytes
     * @return this message, or its beginning
     */
    public RawMessage cut(int most) {
        return bytes.length <= most
                ? this
                : new RawMessage(ref, Arrays.copyOf(bytes, most), receivedAt, true, thread, inSent);
    }

    /**
     * The provider's id of the thread it is in.
     *
     * @return the id, if the provider has threads
     */
    public Optional<String> thread() {
        return thread;
    }

    /**
     * The source's own name for it.
     *
     * @return the reference
     */
    public String ref() {
        return ref;
    }

    /**
     * The message in RFC 5322 form.
     *
     * @return a copy of the bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * When the mailbox received it.
     *
     * @return the instant the source gave
     */
    public Instant receivedAt() {
        return receivedAt;
    }

    /**
     * Whether the end is missing.
     *
     * @return true if only the beginning was read
     */
    public boolean truncated() {
        return truncated;
    }

    @Override
    public String toString() {
        return "RawMessage[" + ref + ", " + bytes.length + " bytes]";
    }
}
